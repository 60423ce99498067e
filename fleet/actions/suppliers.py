"""Suppliers."""

from uuid import UUID

from fleet.actions.permitted import CUSTOMER_KEEPERS, only
from fleet.actions.wording import bad_input, conflicts_in_words, reading_of
from fleet.models import Supplier
from fleet.rules.naming import LANGUAGES, problem_of_choice, problems_of_texts
from fleet.rules.plates import country_code
from privacy.access import Access
from privacy.change import change


def create_supplier(*, access: Access, name: str, kind: str, country: str, language: str) -> UUID:
    """Register a company that gets jobs; `kind` is one of Supplier.Kind; returns its public id.

    Raises NotPermitted, BadInput and Conflict (a supplier of that name, kind and country exists).
    """
    only(access, CUSTOMER_KEEPERS)
    problems = problems_of_texts({"name": name}, {"name": 200})
    if problem := problem_of_choice(kind, Supplier.Kind.values):
        problems["kind"] = problem
    if language not in LANGUAGES:
        problems["language"] = "language_unknown"
    if problems:
        raise bad_input(problems)
    with reading_of("country"):
        code = country_code(country)
    row = Supplier(name=name.strip(), kind=kind, country=code, language=language)
    with conflicts_in_words(), change(access, "fleet.create_supplier") as work:
        work.save(row)
    return row.public_id
