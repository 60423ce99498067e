"""The one search box of the desk: what a typed text may be."""

from __future__ import annotations

import re
from enum import StrEnum

from incidents.rules.numbers import NUMBER


class SearchKind(StrEnum):
    """What a person typed into the one search box of the desk."""

    REPORT_NUMBER = "report_number"
    CASE_NUMBER = "case_number"
    EMAIL = "email"
    PHONE = "phone"
    PLATE = "plate"
    NAME = "name"


_SEPARATORS = re.compile(r"[\s\-./()·]+")
MIN_PHONE_DIGITS = 8
MAX_SEARCH_CHARS = 200


def recognise(text: str) -> tuple[SearchKind, ...]:
    """The kinds of thing a search text may be, most likely first; empty when there is nothing to search by.

    Eight digits or more are a phone number; fewer digits alone are a plate, as Luxembourg has them. A word with both
    letters and digits is a plate; words without digits are a name.
    """
    typed = text.strip()
    if not typed or len(typed) > MAX_SEARCH_CHARS or "\x00" in typed:
        return ()
    number = NUMBER.match(typed.upper())
    if number:
        return (SearchKind.REPORT_NUMBER if number[1] == "S" else SearchKind.CASE_NUMBER,)
    if "@" in typed:
        return (SearchKind.EMAIL,)
    return _recognise_compact(_SEPARATORS.sub("", typed.upper()))


def _recognise_compact(compact: str) -> tuple[SearchKind, ...]:
    """Kinds of a text without separators, upper case."""
    digits = sum(char.isdigit() for char in compact)
    if compact.removeprefix("+").isdigit():
        return (SearchKind.PHONE,) if digits >= MIN_PHONE_DIGITS else (SearchKind.PLATE,)
    if digits:
        return (SearchKind.PLATE, SearchKind.NAME) if len(compact) > 10 else (SearchKind.PLATE,)
    if any(char.isalpha() for char in compact):
        return (SearchKind.NAME, SearchKind.PLATE) if len(compact) <= 8 else (SearchKind.NAME,)
    return ()
