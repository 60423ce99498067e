"""Drivers and private lessees: adding them, keeping their contact data right, ending an employment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.actions.checks import timed
from drivers.models import Custody, Driver
from fleet.actions.permitted import KEEPERS, only
from fleet.models import Employer
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.fields import sealed_fields
from privacy.models import Subject
from privacy.sealing import clean_text, seal, seal_many

THEMSELF = frozenset({"driver", "private_lessee"})
OWN_CONTACT = ("email", "phone", "postal_address")
COUNTRIES = ("NL", "BE", "FR", "LU", "DE")
LANGUAGES = ("nl", "fr", "en")
FEWEST_DIGITS = 6  # of a phone number
LONGEST = {field.name: field.max_chars for field in sealed_fields(Driver)}  # in characters
PROBLEM_TEXTS: Mapping[str, Any] = {
    "name_missing": _("Enter the name."),
    "country_not_served": _("Choose one of the countries served."),
    "language_not_served": _("Choose Dutch, French or English."),
    "birth_in_future": _("This date of birth is in the future."),
    "birth_too_young": _("A driver is at least 18 years old."),
    "birth_too_long_ago": _("This date of birth is more than 120 years ago."),
    "lessee_with_employer": _("A private lessee has no employer."),
    "driver_kind": _("Choose driver or private lessee."),
    "employer_missing": _("Name the employer of the driver."),
    "employment_start_missing": _("Enter when the employment began."),
    "employment_ends_before_start": _("The employment ends before it begins."),
    "email_malformed": _("Enter an e-mail address, such as name@example.com."),
    "phone_malformed": _("Enter the phone number with its country code, such as +31 6 12 34 56 78."),
}
"""What cannot be stored of a person, in words, by machine code; texts with figures in them come from the sealing."""


class Flaw(NamedTuple):
    """Why one value cannot be stored: machine code and words."""

    code: str
    text: Any


# No generated repr: it would print the person into logs and tracebacks.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewDriver:
    """One person to add. Empty text and None mean: not known.

    Args:
        kind: "driver" (with employer and ``employed_from``) or "private_lease_customer" (without).
        employer: public id of the employer or unit.
        employed_from, employed_to: aware datetimes, half open.
        country: ISO code of the law the person falls under. language: nl, fr or en.
    """

    full_name: str
    kind: str = rules.DriverKind.DRIVER
    employer: UUID | None = None
    employed_from: datetime | None = None
    employed_to: datetime | None = None
    country: str = "NL"
    language: str = "nl"
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    date_of_birth: date | None = None
    gender: str = ""
    nationality: str = ""
    national_id_number: str = ""
    driver_id: str = ""
    bank_account_details: str = ""
    driving_licence: str = ""
    operational_contact: str = ""

    def items(self) -> dict[str, Any]:
        """The twelve personal items, unknown ones as None."""
        return {name: _stripped(getattr(self, name)) for name in ITEMS}


def _stripped(value: Any) -> Any:
    return (value.strip() if isinstance(value, str) else value) or None


ITEMS = tuple(
    field.name
    for field in fields(NewDriver)
    if field.name not in {"kind", "employer", "employed_from", "employed_to", "country", "language"}
)


def add_driver(*, access: Access, driver: NewDriver) -> UUID:
    """Add one person; see add_drivers."""
    return add_drivers(access=access, drivers=[driver])[0]


def add_drivers(*, access: Access, drivers: Sequence[NewDriver]) -> list[UUID]:
    """Add people, all or none, and give their public ids in the same order.

    Raises:
        BadInput: with fields named "full_name", or "3.full_name" for the fourth of several.
        NotFoundHere: an employer is outside the reach of the access.
        NotPermitted: the role does not keep driver records.
    """
    only(access, KEEPERS)
    _refuse_problems({_path(index, len(drivers)): _problems(new, access.at) for index, new in enumerate(drivers)})
    with change(access, "drivers.add_drivers") as work:
        employers = _employers(access, {new.employer for new in drivers if new.employer})
        subjects = Subject.objects.bulk_create([Subject(kind=str(new.kind)) for new in drivers])
        rows = [
            Driver(
                subject=subject,
                employer=employers[new.employer] if new.employer else None,
                employed_from=new.employed_from,
                employed_to=new.employed_to,
                country=new.country,
                language=new.language,
            )
            for new, subject in zip(drivers, subjects, strict=True)
        ]
        seal_many([(row, new.items()) for row, new in zip(rows, drivers, strict=True)])
        work.bulk_create(Driver, rows)
    return [row.public_id for row in rows]


def change_contact(
    *,
    access: Access,
    driver: UUID,
    email: str | None = None,
    phone: str | None = None,
    postal_address: str | None = None,
    operational_contact: str | None = None,
) -> UUID:
    """Change contact data; None leaves an item as it is, an empty text clears it.

    A driver or private lessee changes the own e-mail, phone and address; the operational contact is kept by the lessor.

    Raises:
        BadInput: nothing to change, or a value that cannot be used.
        NotFoundHere, NotPermitted: the record is out of reach.
    """
    given = {
        "email": email,
        "phone": phone,
        "postal_address": postal_address,
        "operational_contact": operational_contact,
    }
    values = {name: value.strip() or None for name, value in given.items() if value is not None}
    only(access, KEEPERS | THEMSELF if set(values) <= set(OWN_CONTACT) else KEEPERS)
    if not values:
        raise BadInput(_("Enter what has to change."), code="nothing_to_change")
    _refuse_problems({"": _contact_problems(values)})
    with change(access, "drivers.change_contact", items=tuple(values)) as work:
        row = gate.row(access, Driver.objects.select_for_update(of=("self",)).filter(public_id=driver))
        seal(row, **values)
        work.save(row, reason="contact data changed")
    return row.public_id


def end_employment(*, access: Access, driver: UUID, at: datetime | None = None) -> UUID:
    """End the employment at an instant (default: now).

    Access to the person and through the person ends with it, the same minute. Custody is not closed, because the car
    does not come back by itself: intervals that run on are kept and flagged for fleet staff.

    Raises:
        BadInput: the instant lies before the start of the employment.
        Conflict: there is no employment, or it ended before.
    """
    only(access, KEEPERS)
    ends_at = timed(at, "at") or access.at
    with change(access, "drivers.end_employment") as work:
        row = gate.row(access, Driver.objects.select_for_update(of=("self",)).filter(public_id=driver))
        _refuse_no_employment(row, ends_at)
        row.employed_to = ends_at
        work.save(row, reason="employment ended")
        held = Custody.objects.select_for_update().filter(Q(ends_at=None) | Q(ends_at__gt=ends_at), driver=row)
        for custody in held:
            custody.attention = "employment_ended"
            work.save(custody, reason="employment ended")
    return row.public_id


def _refuse_no_employment(row: Driver, ends_at: datetime) -> None:
    if row.employed_from is None:
        raise Conflict(_("This person has no employment that could end."), code="no_employment")
    if row.employed_to is not None and row.employed_to <= ends_at:
        raise Conflict(_("This employment has ended before."), code="employment_ended")
    if ends_at < row.employed_from:
        raise BadInput(code="before_start", fields={"at": [_("The employment had not begun at this time.")]})


def _employers(access: Access, wanted: set[UUID]) -> dict[UUID, Employer]:
    if not wanted:
        return {}
    found = {row.public_id: row for row in gate.rows(access, Employer.objects.filter(public_id__in=wanted))}
    if wanted - found.keys():
        raise NotFoundHere()
    return found


def problems_of(drivers: Sequence[NewDriver], now: datetime) -> dict[tuple[int, str], str]:
    """A machine code per person and field that cannot be added, for a dry run; touches no database.

    Raises:
        BadInput: a time without zone.
    """
    return {(n, name): found.code for n, new in enumerate(drivers) for name, found in _problems(new, now).items()}


def _path(index: int, total: int) -> str:
    return "" if total == 1 else f"{index}."


def _refuse_problems(by_path: Mapping[str, Mapping[str, Flaw]]) -> None:
    fields_with_texts = {f"{path}{name}": [flaw.text] for path, found in by_path.items() for name, flaw in found.items()}
    if fields_with_texts:
        raise BadInput(fields=fields_with_texts)


def _flaws(codes: Mapping[str, str]) -> dict[str, Flaw]:
    return {name: Flaw(code, PROBLEM_TEXTS[code]) for name, code in codes.items()}


def _problems(new: NewDriver, now: datetime) -> dict[str, Flaw]:
    found = _employment_problems(new)
    if not new.full_name.strip():
        found["full_name"] = "name_missing"
    if new.country not in COUNTRIES:
        found["country"] = "country_not_served"
    if new.language not in LANGUAGES:
        found["language"] = "language_not_served"
    if new.date_of_birth and (problem := rules.birth_problem(new.date_of_birth, on=now.date())):
        found["date_of_birth"] = f"birth_{problem}"
    return _contact_problems(new.items()) | _flaws(found)


def _employment_problems(new: NewDriver) -> dict[str, str]:
    for name in ("employed_from", "employed_to"):
        timed(getattr(new, name), name)
    if new.kind == rules.DriverKind.PRIVATE_LESSEE:
        given = new.employer or new.employed_from or new.employed_to
        return {"employer": "lessee_with_employer"} if given else {}
    if new.kind != rules.DriverKind.DRIVER:
        return {"kind": "driver_kind"}
    found: dict[str, str] = {}
    if new.employer is None:
        found["employer"] = "employer_missing"
    if new.employed_from is None:
        found["employed_from"] = "employment_start_missing"
    elif new.employed_to is not None and new.employed_to < new.employed_from:
        found["employed_to"] = "employment_ends_before_start"
    return found


def _contact_problems(values: Mapping[str, Any]) -> dict[str, Flaw]:
    """What cannot be stored, per item, so that a file of many people names every line at once."""
    found: dict[str, Flaw] = {}
    for name, value in values.items():
        if not isinstance(value, str):
            continue
        try:
            clean_text(value, name=name, max_chars=LONGEST[name])
        except BadInput as refused:
            found |= {field: Flaw(refused.code, texts[0]) for field, texts in refused.fields.items()}
    email, phone = values.get("email"), values.get("phone")
    if email and "email" not in found and not _is_email(email):
        found |= _flaws({"email": "email_malformed"})
    if phone and "phone" not in found and sum(char.isdigit() for char in phone) < FEWEST_DIGITS:
        found |= _flaws({"phone": "phone_malformed"})
    return found


def _is_email(value: str) -> bool:
    try:
        validate_email(value.strip())
    except ValidationError:
        return False
    return True
