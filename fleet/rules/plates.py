"""Licence plates: one normalised form to compare, one display form to read aloud, and doubts as warnings.

A plate is not a key: plates are re-issued, two German plates may share one normalised form (M-AB 123 and MA-B 123),
and foreign plates follow rules this table does not hold. So only what cannot be a plate at all is refused.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from fleet.rules.malformed import Malformed

LONGEST = 12
"""Most characters of a normalised plate; the longest European personal plates have 8, some markets 10."""

SIGNS = {
    "A": "AT", "B": "BE", "CH": "CH", "D": "DE", "E": "ES", "F": "FR", "FIN": "FI", "FL": "LI", "H": "HU", "I": "IT",
    "IRL": "IE", "L": "LU", "N": "NO", "P": "PT", "S": "SE", "SLO": "SI", "UK": "GB", "EL": "GR",
}  # fmt: skip
"""Signs painted on cars, and spoken country codes, that are not the ISO 3166 code."""

DUTCH_SIDE_CODES = {
    "XX9999": (1, (2, 2, 2)),
    "9999XX": (2, (2, 2, 2)),
    "99XX99": (3, (2, 2, 2)),
    "XX99XX": (4, (2, 2, 2)),
    "XXXX99": (5, (2, 2, 2)),
    "99XXXX": (6, (2, 2, 2)),
    "99XXX9": (7, (2, 3, 1)),
    "9XXX99": (8, (1, 3, 2)),
    "XX999X": (9, (2, 3, 1)),
    "X999XX": (10, (1, 3, 2)),
    "XXX99X": (11, (3, 2, 1)),
    "X99XXX": (12, (1, 2, 3)),
    "9XX999": (13, (1, 2, 3)),
    "999XX9": (14, (3, 2, 1)),
}
"""Dutch series ("sidecodes"): shape (X letter, 9 digit) -> number of the series and where the dashes go."""

DUTCH_RARE_LETTERS = frozenset("AEIOUCQ")
"""Not issued from side code 4 on: vowels, and the letters that read like a zero."""


@dataclass(frozen=True, repr=False)
class Plate:
    """One plate as understood: ISO 3166 country, form to compare, form to show, series, and doubts as codes."""

    country: str
    normalised: str
    display: str
    series: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """One national series: a pattern over the normalised form and the text put between its groups."""

    series: str
    expression: re.Pattern[str]
    between: str = "-"


def _pattern(series: str, expression: str, between: str = "-") -> Pattern:
    return Pattern(series, re.compile(expression), between)


PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "BE": (
        _pattern("be-2010", r"([1-9])([A-Z]{3})(\d{3})"),
        _pattern("be-2008", r"(\d{3})([A-Z]{3})"),
        _pattern("be-1973", r"([A-Z]{3})(\d{3})"),
        _pattern("be-special", r"([A-Z]{1,2})(\d{3,4})"),
    ),
    "FR": (
        _pattern("fr-siv", r"([A-HJ-NP-TV-Z]{2})(\d{3})([A-HJ-NP-TV-Z]{2})"),
        _pattern("fr-fni", r"(\d{1,4})([A-HJ-NP-TV-Z]{1,3})(2[AB]|97\d|\d{2})", " "),
    ),
    "LU": (
        _pattern("lu-letters", r"([A-Z]{2})(\d{4})", " "),
        _pattern("lu-digits", r"(\d{4,6})", " "),
    ),
    "GB": (
        _pattern("gb-2001", r"([A-Z]{2}\d{2})([A-Z]{3})", " "),
        _pattern("gb-prefix", r"([A-HJ-NPR-TV-Y]\d{1,3})([A-Z]{3})", " "),
        _pattern("gb-suffix", r"([A-Z]{3})(\d{1,3}[A-HJ-NPR-TV-Y])", " "),
        _pattern("gb-northern-ireland", r"([A-Z]{1,2}[IZ][A-Z]?)(\d{1,4})", " "),
        _pattern("gb-dateless", r"([A-Z]{1,3})(\d{1,4})", " "),
        _pattern("gb-dateless", r"(\d{1,4})([A-Z]{1,3})", " "),
    ),
}

GERMAN = re.compile(r"([A-ZÄÖÜ]{1,3})[^\w]+([A-Z]{1,2})[^\w]*(\d{1,4})[^\w]*([EH]?)")
GERMAN_RUN_TOGETHER = re.compile(r"[A-ZÄÖÜ]{2,5}\d{1,4}[EH]?")


def country_code(given: str) -> str:
    """Return the ISO 3166 alpha-2 code for a code or a distinguishing sign ("D" gives "DE").

    Raises Malformed("country_malformed") when it is neither.
    """
    code = unicodedata.normalize("NFKC", given).strip().upper()
    code = SIGNS.get(code, code)
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise Malformed("country_malformed")
    return code


def normalise(given: str) -> str:
    """Return letters and digits only, upper case: "ab 12-cd" and "AB-12-CD" become the same."""
    text = unicodedata.normalize("NFKC", given).upper()
    return "".join(sign for sign in text if sign.isalnum())


def parse(given: str, country: str) -> Plate:
    """Understand one plate of a country (ISO 3166 code or sign).

    Anything that has letters or digits and is not too long is accepted; what does not fit the country's series, or
    comes from a country without a table, carries a warning. Raises Malformed with code plate_empty, plate_too_long,
    plate_control_characters or country_malformed.
    """
    if any(unicodedata.category(sign) == "Cc" for sign in given.strip()):
        raise Malformed("plate_control_characters")
    code, plain = country_code(country), normalise(given)
    if not plain:
        raise Malformed("plate_empty")
    if len(plain) > LONGEST:
        raise Malformed("plate_too_long")
    reader = READERS.get(code)
    if reader is not None:
        return reader(given, plain)
    if code in PATTERNS:
        return _by_pattern(code, given, plain)
    return Plate(code, plain, _tidy(given), warnings=("plate_country_without_rules",))


def _tidy(given: str) -> str:
    """The given writing in upper case with single spaces: the fall-back display form."""
    return " ".join(unicodedata.normalize("NFKC", given).upper().split())


def _by_pattern(code: str, given: str, plain: str) -> Plate:
    for pattern in PATTERNS[code]:
        match = pattern.expression.fullmatch(plain)
        if match:
            return Plate(code, plain, pattern.between.join(match.groups()), pattern.series)
    return Plate(code, plain, _tidy(given), warnings=("plate_unusual_for_country",))


def _dutch(given: str, plain: str) -> Plate:
    shape = "".join("9" if sign.isascii() and sign.isdigit() else "X" for sign in plain)
    known = DUTCH_SIDE_CODES.get(shape) if plain.isascii() else None
    if known is None:
        return Plate("NL", plain, _tidy(given), warnings=("plate_unusual_for_country",))
    side_code, (first, second, _) = known
    display = f"{plain[:first]}-{plain[first : first + second]}-{plain[first + second :]}"
    rare = side_code >= 4 and not DUTCH_RARE_LETTERS.isdisjoint(plain)
    return Plate("NL", plain, display, f"nl-{side_code}", ("plate_rare_letters",) if rare else ())


def _german(given: str, plain: str) -> Plate:
    """The district ends where the writer put a separator; run together, nobody can tell M-AB from MA-B."""
    spaced = GERMAN.fullmatch(_tidy(given))
    if spaced:
        district, letters, digits, suffix = spaced.groups()
        return Plate("DE", plain, f"{district}-{letters} {digits}{suffix}", "de")
    if GERMAN_RUN_TOGETHER.fullmatch(plain):
        return Plate("DE", plain, _tidy(given), "de", ("plate_district_unclear",))
    return Plate("DE", plain, _tidy(given), warnings=("plate_unusual_for_country",))


READERS: dict[str, Callable[[str, str], Plate]] = {"NL": _dutch, "DE": _german}
