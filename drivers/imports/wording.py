"""Codes of refusals, remarks and notes in words for the person who sent the file. None of them repeats a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.actions.holding import HANDOVER_TEXTS
from drivers.actions.people import PROBLEM_TEXTS as PERSON_TEXTS
from drivers.imports.kinds import KINDS
from fleet.actions.wording import CONSTRAINTS
from fleet.actions.wording import TEXTS as FLEET_TEXTS
from fleet.models import Suspicion

TEXTS: Mapping[str, Any] = {
    **FLEET_TEXTS,
    **PERSON_TEXTS,
    **dict(CONSTRAINTS.values()),
    **{str(problem): text for problem, text in HANDOVER_TEXTS.items()},
    **{f"suspicion_{code}": text for code, text in Suspicion.choices},
    # how a cell is written
    "nul_byte": _("The text holds a character that cannot be stored (NUL). Remove it."),
    "broken_text": _("The text holds a broken character. Type it again."),
    "number_unreadable": _("This is not a number."),
    "number_ambiguous": _(
        "This number can be read in two ways, such as 1.234 (thousands, or decimals). Say which decimal sign the file has, or "
        "write the number without thousands."
    ),
    "number_other_locale": _("This number is written with another decimal sign than the rest of the file."),
    "number_not_whole": _("Enter a whole number."),
    "number_too_large": _("This number is too large."),
    "date_unreadable": _("This is not a date. Write it as 2026-05-04 or 04-05-2026 (day-month-year)."),
    "date_two_digit_year": _("Write the year with four digits."),
    "date_month_first": _("Dates are read day-month-year, and there is no such month. Write the date as 2026-05-04."),
    "date_impossible": _("No calendar has this date."),
    "date_year": _("Check the year."),
    "date_is_number": _("The cell holds a number, not a date. Format the column as a date."),
    "date_with_time": _("Enter the day without a time."),
    "time_unreadable": _("The time cannot be read. Write it as 14:30, if needed with its offset: 14:30+01:00."),
    "time_impossible": _("No clock shows this time."),
    "time_twice": _(
        "The clock shows this hour twice, because it goes back that night. Add the offset, such as +02:00 or +01:00."
    ),
    "time_skipped": _("No clock showed this time: it went forward that night. Check the hour."),
    # how a line stands in its file
    "cells_surplus": _(
        "The line has more cells than there are columns; perhaps a separator stands in a text without quotation marks."
    ),
    "key_twice": _("Line %(line)d of this file is about the same and says something else. Keep one of the two."),
    "line_repeated": _("This line stands in the file before, as line %(line)d; it counted once."),
    "other_purpose_private": _("This line is about a private lessee. Import it for the purpose of private leases."),
    "other_purpose_business": _(
        "This line is about a client's driver or contract. Import it for the purpose of business leases."
    ),
    # what a line names
    "employer_unknown": _("There is no client or unit of this name."),
    "employer_ambiguous": _('Several clients or units have this name. Write the company before it: "Company > Unit".'),
    "vehicle_unknown": _("There is no vehicle with this identification number or plate."),
    "vehicle_not_named": _("Name the vehicle by its identification number or its plate."),
    "plate_ambiguous": _("Several vehicles have this plate. Name the vehicle by its identification number."),
    "plate_of_other_vehicle": _("This plate belongs to another vehicle than the identification number."),
    "person_unknown": _("Nobody with this e-mail address or employee number is on file for this vehicle's client."),
    "person_ambiguous": _("Several people fit this e-mail address or employee number. Name both."),
    "person_not_named": _("Give the e-mail address or the employee number, by which the person is known again."),
    "email_of_other_person": _("This e-mail address belongs to another person of this employer."),
    # what is known already and differs
    "name_differs": _("Another name is on file for this e-mail address or employee number. Check who is meant."),
    "driver_id_differs": _("Another employee number is on file for this person. Check who is meant."),
    "employment_differs": _("The employment on file began at another time."),
    "employment_ended": _("The employment on file ended before."),
    "no_employment": _("This person has no employment that could end."),
    "stage_backwards": _("A vehicle does not go back to an earlier stage."),
    "vehicle_without_plate": _("This vehicle has no licence plate yet. Add the plate to the line."),
    "vehicle_of_other_customer": _("This vehicle belongs to another customer. Move the vehicle first."),
    "vehicle_stage": _("The vehicle is not in the stage for this step."),
    "contract_ended": _("This contract has ended; its terms stay as they were."),
    "contract_state": _("The contract is not in the state for this step."),
    "contract_other_vehicle": _("On file this contract is about another vehicle."),
    "contract_other_category": _("On file this contract has another category."),
    "contract_other_customer": _("On file this contract is with another customer."),
    "custody_differs": _("On file another holder, or another end, stands for this vehicle from this moment."),
    "custody_overlaps": _("Somebody else holds this vehicle in a part of this time."),
    "holder_missing": _("Say who holds the vehicle: a driver, or a kind of holder."),
    "unknown_holder": _("Choose one of the kinds of holder."),
    str(rules.HolderProblem.DRIVER_MISSING): _("Name the driver who takes the vehicle."),
    str(rules.HolderProblem.DRIVER_NOT_ALLOWED): _("This kind of holder has no driver."),
    "evidence_is_a_number": _("Give the number of the form or file: letters, digits, and / . _ - only."),
    "ends_before_start": _("The end does not lie after the start."),
    "not_employed": _("This driver is not employed at that time."),
    "other_client": _("Driver and vehicle belong to different clients."),
    "not_found": _("This is not there, or not within your reach."),
}
UNKNOWN = _("This line was refused. The code says why; the help desk knows it.")

NOTES: Mapping[str, Any] = {
    "encoding_utf8": _("Read as UTF-8."),
    "encoding_utf16": _("Read as UTF-16."),
    "encoding_utf16le": _("Read as UTF-16 without a mark."),
    "encoding_utf16be": _("Read as UTF-16 without a mark."),
    "encoding_utf32": _("Read as UTF-32."),
    "encoding_cp1252": _("Read as Windows-1252, because it is not valid UTF-8."),
    "separator_semicolon": _("The columns are parted by semicolons."),
    "separator_comma": _("The columns are parted by commas."),
    "separator_tab": _("The columns are parted by tabs."),
    "workbook": _("Read from a workbook (.xlsx)."),
    "decimal_comma": _("Numbers were read with a decimal comma."),
    "decimal_point": _("Numbers were read with a decimal point."),
    "numbers_mixed": _(
        "Some numbers have a decimal comma and some a decimal point, so numbers that can mean two things were refused."
    ),
    "dates_day_first": _("%(count)d dates were read day-month-year: 04/05/2026 is 4 May."),
    "days_without_time": _(
        "%(count)d days without a time: they begin at 00:00 and end at the end of the day, on the local clock."
    ),
    "times_local": _("%(count)d times without offset were read on the clock of the vehicle's or employer's country."),
    "empty_lines": _("%(count)d empty lines were passed over."),
    "columns_unknown": _(
        "%(count)d columns have a heading that is not known here; they were not read (counted from the left: %(columns)s)."
    ),
    "items_not_compared": _(
        "%(count)d lines about people who are on file hold items that an import may not open (such as a date of birth or a bank "
        "account). Those were neither compared nor changed."
    ),
    "continued": _("An earlier import of this file was broken off; it went on where that stopped."),
}


def in_words(code: str, line: int | None = None) -> str:
    """A refusal or remark in the language in force."""
    text = str(TEXTS.get(code, UNKNOWN))
    return text % {"line": line} if "%(line)d" in text else text


def note_in_words(note: Mapping[str, Any]) -> str:
    """A note of a run in the language in force."""
    text = str(NOTES.get(note["code"], note["code"]))
    named = {"count": note.get("count", 0), "columns": ", ".join(str(place) for place in note.get("columns", ()))}
    return text % named if "%(" in text else text


def title_of(kind: str, field: str) -> str:
    """The heading of a column in the language in force; the name itself where there is none, empty for the whole line."""
    titles = next((one.titles for one in KINDS[kind].columns if one.name == field), None)
    return titles.get((get_language() or "en")[:2], titles["en"]) if titles else field
