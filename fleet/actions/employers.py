"""Employers and their units."""

from uuid import UUID, uuid4

from fleet.actions.permitted import CUSTOMER_KEEPERS, only
from fleet.actions.wording import bad_input, conflicts_in_words, reading_of
from fleet.models import Employer
from fleet.rules.employer_tree import covers, moved_paths, path_below, root_key
from fleet.rules.naming import LANGUAGES, problem_of_text, problems_of_texts
from fleet.rules.plates import country_code
from privacy import gate
from privacy.access import Access
from privacy.change import change

LONGEST_NAME = 200


def create_employer(
    *, access: Access, name: str, country: str, language: str, legal_name: str = "", national_id_required: bool = False
) -> UUID:
    """Register a client company, the root of a tree of units; returns its public id.

    `country` is ISO 3166 alpha-2, `language` one of nl, fr, en. `national_id_required` says that the law obliges this
    employer to hold the national number of its people. Raises NotPermitted and BadInput.
    """
    only(access, CUSTOMER_KEEPERS)
    row = _checked(name, country, language, legal_name)
    row.kind, row.national_id_required_by_law = Employer.Kind.COMPANY, national_id_required
    with change(access, "fleet.create_employer") as work:
        row.path = path_below("", row.public_id.hex)
        work.save(row)
    return row.public_id


def create_unit(*, access: Access, parent: UUID, name: str, country: str = "", language: str = "", legal_name: str = "") -> UUID:
    """Register a unit (country, subsidiary, site, cost centre) below an employer or unit; returns its public id.

    Country and language are the parent's when left empty. Raises NotPermitted, NotFoundHere (parent) and BadInput.
    """
    only(access, CUSTOMER_KEEPERS)
    with change(access, "fleet.create_unit") as work:
        above = gate.row(access, Employer.objects.filter(public_id=parent))
        row = _checked(name, country or above.country, language or above.language, legal_name)
        row.kind, row.parent = Employer.Kind.UNIT, above
        row.national_id_required_by_law = above.national_id_required_by_law
        with reading_of("parent"):
            row.path = path_below(above.path, row.public_id.hex)
        work.save(row)
    return row.public_id


def move_unit(*, access: Access, unit: UUID, new_parent: UUID) -> None:
    """Hang a unit with everything below it under another node of the same company.

    Grants follow the tree at once: who was granted the new place sees the unit, who was granted the old one no longer
    does. Raises NotPermitted, NotFoundHere and BadInput (cycle, other company, too deep).
    """
    only(access, CUSTOMER_KEEPERS)
    with conflicts_in_words(), change(access, "fleet.move_unit") as work:
        # The whole company is locked in one order, so that two moves at once cannot make a ring.
        node = gate.row(access, Employer.objects.filter(public_id=unit))
        company = Employer.objects.filter(path__startswith=f"{root_key(node.path)}/")
        branch = {row.public_id: row for row in company.select_for_update().order_by("id")}
        node = branch[unit]
        parent = branch.get(new_parent) or gate.row(access, Employer.objects.filter(public_id=new_parent))
        below = [row for row in branch.values() if row != node and covers(node.path, row.path)]
        with reading_of("new_parent"):
            paths = moved_paths(node.path, parent.path, [row.path for row in below])
        node.parent = parent
        for row, path in zip([node, *below], paths, strict=True):
            row.path = path
        work.bulk_update(Employer, [node, *below], ["parent", "path"])


def _checked(name: str, country: str, language: str, legal_name: str) -> Employer:
    problems = problems_of_texts({"name": name}, {"name": LONGEST_NAME})
    if problem := problem_of_text(legal_name, longest=LONGEST_NAME, required=False):
        problems["legal_name"] = problem
    if language not in LANGUAGES:
        problems["language"] = "language_unknown"
    if problems:
        raise bad_input(problems)
    with reading_of("country"):
        code = country_code(country)
    return Employer(public_id=uuid4(), name=name.strip(), legal_name=legal_name.strip(), country=code, language=language)
