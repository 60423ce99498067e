"""Vehicle identification numbers (ISO 3779): 17 characters, digits and capitals without I, O and Q.

The check digit at position 9 is law in North America and China only, so a wrong one is a doubt, never a refusal.
"""

import re
import unicodedata
from dataclasses import dataclass

from fleet.rules.malformed import Malformed

LENGTH = 17
WELL_FORMED = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
LETTER_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
CHECKED_REGIONS = frozenset("12345L")
"""First characters of regions whose law demands the check digit: North America (1 to 5) and China (L)."""


@dataclass(frozen=True, repr=False)
class Vin:
    """One identification number as understood, with doubts as codes."""

    number: str
    check_digit_holds: bool
    warnings: tuple[str, ...] = ()


def parse(given: str) -> Vin:
    """Understand one identification number; spaces and dashes that people type for reading are dropped.

    Raises Malformed with code vin_length, vin_forbidden_letter (I, O or Q) or vin_characters.
    """
    number = unicodedata.normalize("NFKC", given).strip().upper().replace(" ", "").replace("-", "")
    if len(number) != LENGTH:
        raise Malformed("vin_length")
    if not WELL_FORMED.fullmatch(number):
        letters = number.isascii() and number.isalnum()
        raise Malformed("vin_forbidden_letter" if letters else "vin_characters")
    holds = number[8] == check_digit(number)
    doubtful = not holds and number[0] in CHECKED_REGIONS
    return Vin(number, holds, ("vin_check_digit",) if doubtful else ())


def check_digit(number: str) -> str:
    """Return the digit (or X for ten) that position 9 of a well-formed number should hold."""
    total = sum(
        weight * (int(sign) if sign.isdigit() else LETTER_VALUES[sign]) for sign, weight in zip(number, WEIGHTS, strict=True)
    )
    remainder = total % 11
    return "X" if remainder == 10 else str(remainder)
