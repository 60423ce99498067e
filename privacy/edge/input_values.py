"""The values that an input field can take: bounds, and one strict reader per plain type. Values are never repeated in a
text.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1900, 2200
TRUE_WORDS = frozenset({"true", "1", "yes", "on"})
FALSE_WORDS = frozenset({"false", "0", "no", "off"})
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Text:
    """Bounds of a text, in characters; a text of spaces alone counts as empty."""

    max_chars: int = 1_000
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """Bounds of a whole number, both included."""

    least: int = -(2**31)
    most: int = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Number:
    """Bounds of a decimal number: digits in all, digits behind the point, least and most value."""

    digits: int = 12
    decimals: int = 2
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """Bounds of a list."""

    most: int = 100


class UnfitError(Exception):
    """A value that does not fit its field; carries the text for the person."""

    def __init__(self, text: Any) -> None:
        super().__init__()
        self.text = text


def read_choice(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except (ValueError, TypeError):
        names = ", ".join(str(choice.value) for choice in kind)
        raise UnfitError(_("Choose one of: %(names)s.") % {"names": names}) from None


def clean_text(value: Any) -> str:
    """The text as it was sent.

    Raises:
        BadInput: for something other than text, a NUL byte, or half a character.
    """
    try:
        return _read_text(value, Text(max_chars=10**9, blank=True))
    except UnfitError as unfit:
        raise BadInput(unfit.text, code="text_unusable") from None


def _read_text(value: Any, bounds: Text | None) -> str:
    limits = bounds or Text()
    if not isinstance(value, str):
        raise UnfitError(_("Send a text."))
    if "\x00" in value:
        raise UnfitError(_("This text contains a NUL byte, which cannot be kept. Remove it."))
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise UnfitError(_("This text contains a broken character. Type it again."))
    if len(value) > limits.max_chars:
        raise UnfitError(
            _("This text has %(length)d characters; at most %(most)d are taken.")
            % {"length": len(value), "most": limits.max_chars}
        )
    if not limits.blank and not value.strip():
        raise UnfitError(_("This field cannot be empty."))
    return value


def _read_whole(value: Any, bounds: Whole | None) -> int:
    limits = bounds or Whole()
    number = _read_number(value, Number(digits=20, decimals=0))
    whole = int(number)
    if not limits.least <= whole <= limits.most:
        raise UnfitError(_("Send a whole number from %(least)d to %(most)d.") % {"least": limits.least, "most": limits.most})
    return whole


def _read_number(value: Any, bounds: Number | None) -> Decimal:
    limits = bounds or Number()
    number = _decimal(value)
    shortest = number.normalize()
    decimals = max(0, -int(shortest.as_tuple().exponent))
    if decimals > limits.decimals:
        if limits.decimals == 0:
            raise UnfitError(_("Send a whole number."))
        raise UnfitError(_("At most %(count)d digits behind the point are taken.") % {"count": limits.decimals})
    if shortest and shortest.adjusted() >= limits.digits - limits.decimals:
        raise UnfitError(_("This number is too large."))
    if limits.least is not None and number < limits.least:
        raise UnfitError(_("This number is too small; the least is %(least)s.") % {"least": limits.least})
    if limits.most is not None and number > limits.most:
        raise UnfitError(_("This number is too large; the most is %(most)s.") % {"most": limits.most})
    return number


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise UnfitError(_("Send a number."))
    text = str(value).strip()
    # A long run of digits or a huge exponent costs time before it is refused; no real figure has either.
    if len(text) > LONGEST_NUMBER:
        raise UnfitError(_("This number is too large."))
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UnfitError(_("Send a number, with a point before the decimals.")) from None
    if not number.is_finite() or "_" in text:
        raise UnfitError(_("Send a number, with a point before the decimals."))
    if abs(number.adjusted()) > LONGEST_NUMBER:
        raise UnfitError(_("This number is too large."))
    return number


def _read_bool(value: Any, _bounds: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise UnfitError(_("Send true or false."))


def _read_uuid(value: Any, _bounds: Any) -> uuid.UUID:
    # uuid.UUID also takes braces and "urn:uuid:"; one spelling is enough.
    if isinstance(value, str) and len(value) in (32, 36):
        try:
            return uuid.UUID(value)
        except ValueError:
            pass
    raise UnfitError(_("Send an id in the form of a UUID."))


def _read_date(value: Any, _bounds: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise UnfitError(_("Send a date as year-month-day, such as 2026-03-01.")) from None
    _check_year(day.year)
    return day


def _read_moment(value: Any, _bounds: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UnfitError(_("Send a date and time with its offset from UTC, such as 2026-03-01T10:30:00+01:00."))
    _check_year(moment.year)
    return moment.astimezone(UTC)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise UnfitError(_("This date is too far away; check the year."))


READERS: dict[Any, Callable[[Any, Any], Any]] = {
    str: _read_text,
    int: _read_whole,
    Decimal: _read_number,
    bool: _read_bool,
    uuid.UUID: _read_uuid,
    date: _read_date,
    datetime: _read_moment,
}
