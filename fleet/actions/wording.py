"""Machine codes of the fleet's rules and constraints, in words for the person who typed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from fleet.rules.malformed import Malformed
from privacy.errors import BadInput, Conflict

TEXTS = {
    "plate_empty": _("Enter the licence plate: letters and digits."),
    "plate_too_long": _("A licence plate has at most 12 letters and digits."),
    "plate_control_characters": _("The licence plate holds a character that cannot be read. Type it again."),
    "plate_in_future": _("A plate is registered from the day it is on the vehicle. Choose today or an earlier day."),
    "plate_before_last": _("The vehicle got its present plate later than this day. Choose a later day."),
    "country_malformed": _("Enter the country as two letters, for example NL."),
    "language_unknown": _("Choose nl, fr or en."),
    "vin_length": _("A vehicle identification number has 17 characters. Count them again."),
    "vin_forbidden_letter": _("A vehicle identification number has no letters I, O or Q. Use 1 and 0."),
    "vin_characters": _("A vehicle identification number has capital letters and digits only."),
    "vin_twice": _("This identification number stands twice in what you sent."),
    "required": _("Fill in this field."),
    "too_long": _("This text is too long."),
    "text_characters": _("The text holds a character that cannot be stored. Type it again."),
    "choice": _("Choose one of the listed values."),
    "co2": _("Enter whole grams per km, from 0 to 2000."),
    "tree_cycle": _("A unit cannot stand below itself. Choose another place."),
    "tree_other_company": _("A unit cannot move to another company. Make a new unit there."),
    "tree_too_deep": _("A tree of units has at most 12 levels."),
    "contract_term": _("A term is 1 to 120 months."),
    "contract_ends_before_start": _("The last day lies before the first day."),
    "contract_date": _("Check the year."),
    "contract_end_differs_from_term": _("The last day and the term in months do not belong together."),
    "contract_distance": _("Enter whole kilometres, from 0 to 2,000,000."),
    "contract_amount": _("Enter an amount from 0 to 1,000,000."),
    "contract_currency": _("Enter the currency as three capital letters, for example EUR."),
    "contract_service_unknown": _("One of the services is not known."),
    "contract_one_customer": _("A contract has either a client or a private lessee: exactly one."),
    "contract_private": _("A private lease has a private lessee; every other contract has a client."),
    "contract_version_day": _("The new terms start between the first and the last day of the contract."),
    "contract_number_twice": _("This contract number stands twice in what you sent."),
    "contract_ended_on": _("A contract ends on or after its first day."),
    "odometer_unit": _("Enter kilometres (km) or miles (mi)."),
    "odometer_not_a_number": _("Enter the odometer as a number."),
    "odometer_negative": _("An odometer is never below zero."),
    "odometer_absurd": _("This number is far beyond any odometer. Check it."),
    "odometer_zone": _("State the time zone of the reading."),
    "odometer_date": _("Check the date of the reading."),
}

CONSTRAINTS = {
    "fleet_vehicle_vin_once": (
        "vehicle_not_added",
        _("This vehicle cannot be added. Check the identification number, or ask the fleet desk."),
    ),
    "fleet_plateperiod_no_overlap": (
        "plate_overlap",
        _("The vehicle already has a plate in this period. Reload the page and try again."),
    ),
    "fleet_supplier_name_kind_country": (
        "supplier_exists",
        _("A supplier of this name and kind exists in this country. Use that one."),
    ),
    "fleet_contract_one_active_per_vehicle": (
        "vehicle_has_contract",
        _("This vehicle has a running contract. End that one first."),
    ),
    "fleet_contractversion_number": (
        "contract_changed",
        _("Somebody else changed this contract. Reload it and try again."),
    ),
    "fleet_leasecontract_number_key": (
        "contract_number_taken",
        _("This contract number is in use. Check the number."),
    ),
    "fleet_odometerreading_supersedes_id_key": (
        "reading_corrected",
        _("Somebody else corrected this reading. Reload the page and try again."),
    ),
}


def texts(problems: Mapping[str, str]) -> dict[str, list[Any]]:
    """Codes per field as words per field."""
    return {field: [TEXTS[code]] for field, code in problems.items()}


def bad_input(problems: Mapping[str, str]) -> BadInput:
    """The refusal for codes per field; its own code is the first of them."""
    return BadInput(code=next(iter(problems.values()), None), fields=texts(problems))


@contextmanager
def reading_of(field: str) -> Iterator[None]:
    """Turn a Malformed of the rules into BadInput on that field."""
    try:
        yield
    except Malformed as problem:
        raise bad_input({field: problem.code}) from None


@contextmanager
def conflicts_in_words() -> Iterator[None]:
    """Turn a violated constraint of the database into Conflict; without the row, whose values the database names.

    Stands around the transaction, so that two people who were equally fast get the same answer as one who was late.
    """
    try:
        yield
    except IntegrityError as problem:
        diagnosis = getattr(problem.__cause__, "diag", None)
        code, text = CONSTRAINTS.get(getattr(diagnosis, "constraint_name", "") or "", (None, None))
        raise Conflict(text, code=code) from None
