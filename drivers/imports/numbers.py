"""Numbers as people write them: decimal commas and points, thousands apart. What can mean two things is refused, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from drivers.imports.cells import Cell, Reading, UnreadableError, as_text

SPACES = " \u00a0\u202f\u2009'’"
NUMBER = re.compile(rf"[+\-−]?\d[\d.,{SPACES}]*", re.ASCII)
LONGEST = 40
LARGEST = Decimal(10) ** 15
OTHER = {",": ".", ".": ","}


def decimal_sign(texts: Iterable[str]) -> str:
    """The decimal sign that the numbers of a file agree on; empty when none of them shows it.

    Raises:
        UnreadableError: some show a comma and some a point.
    """
    shown = {sign for sign in map(_shown_sign, texts) if sign}
    if len(shown) > 1:
        raise UnreadableError("numbers_mixed")
    return shown.pop() if shown else ""


def _shown_sign(text: str) -> str:
    """The decimal sign that one number leaves no doubt about."""
    if not NUMBER.fullmatch(text):
        return ""
    marks = [sign for sign in text if sign in ",."]
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return OTHER[marks[0]]
    return marks[0] if marks and not _could_be_thousands(text, marks[0]) else ""


def _could_be_thousands(text: str, mark: str) -> bool:
    before, _mark, after = text.lstrip("+-−").partition(mark)
    return len(after) == 3 and after.isdigit() and 1 <= len(before) <= 3 and before.isdigit() and before[0] != "0"


def read_decimal(cell: Cell, reading: Reading) -> Decimal:
    """The number in a cell.

    Raises:
        UnreadableError: no number, too large, or one that can be read in two ways ("1.234" without a declared locale).
    """
    if isinstance(cell, bool):
        raise UnreadableError("number_unreadable")
    if isinstance(cell, int | float):
        return _sensible(Decimal(str(cell)))
    text = as_text(cell).removeprefix("€").removesuffix("€").strip(SPACES)
    if len(text) > LONGEST:
        raise UnreadableError("number_too_large")
    if not text.isascii():
        text = text.replace("−", "-").translate(dict.fromkeys(map(ord, SPACES), " "))
    if not NUMBER.fullmatch(text):
        raise UnreadableError("number_unreadable")
    return _sensible(Decimal(_plain(text.replace("'", " "), reading.decimal)))


def read_whole(cell: Cell, reading: Reading) -> int:
    """The whole number in a cell.

    Raises:
        UnreadableError: as `read_decimal`, or not whole.
    """
    number = read_decimal(cell, reading)
    if number != number.to_integral_value():
        raise UnreadableError("number_not_whole")
    return int(number)


def _sensible(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) > LARGEST:
        raise UnreadableError("number_too_large")
    return number


def _plain(text: str, declared: str) -> str:
    """The number with a point before its decimals and nothing between its thousands."""
    marks = [sign for sign in text if sign in ",."]
    if not marks:
        return _whole(text, " ") if " " in text else text
    last = marks[-1]
    if len(set(marks)) == 2 and marks.count(last) == 1:
        sign = last
    elif len(marks) > 1:
        sign = OTHER[last]
    else:
        sign = _single_mark(text, last, declared)
    if declared and sign != declared:
        raise UnreadableError("number_other_locale")
    whole, _sign, decimals = text.partition(sign)
    if decimals and not decimals.isdigit():
        raise UnreadableError("number_unreadable")
    thousands = OTHER[sign] if OTHER[sign] in whole else " "
    return _whole(whole, thousands) + (f".{decimals}" if decimals else "")


def _single_mark(text: str, mark: str, declared: str) -> str:
    """The decimal sign of a number with one mark: the declared one, or the mark where it cannot part thousands."""
    if not _could_be_thousands(text, mark):
        return mark
    if not declared:
        raise UnreadableError("number_ambiguous")
    return declared


def _whole(text: str, between: str) -> str:
    """The part before the decimals; thousands must be whole groups of three."""
    sign = text[0] if text[0] in "+-" else ""
    first, *groups = text[len(sign) :].split(between)
    if not first.isdigit() or any(len(group) != 3 or not group.isdigit() for group in groups) or (groups and len(first) > 3):
        raise UnreadableError("number_unreadable")
    return sign + first + "".join(groups)
