"""One spelling per value, so that a keyed index finds what a person types. Pure; no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import phonenumbers

_NOT_ALNUM = re.compile(r"[^0-9A-Z]")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def text(value: str) -> str:
    """Case-folded, composed, inner spaces single."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def plate(value: str) -> str:
    """Upper case, letters and digits only: 'ab-123-c' and 'AB 123 C' are one plate. The country is not part of it."""
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", value).upper())


def vin(value: str) -> str:
    """Upper case, letters and digits only."""
    return plate(value)


def email(value: str) -> str:
    """Case-folded, the domain in its ASCII form where it has one."""
    cleaned = unicodedata.normalize("NFKC", value).strip().casefold()
    local, at, domain = cleaned.rpartition("@")
    if not at:
        return cleaned
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        pass  # not a domain name; it is searched as it was typed
    return f"{local}@{domain}"


def phone(value: str, region: str = "NL") -> str:
    """E.164 where the number can be read, else its digits. Numbers without a country are read as Dutch."""
    try:
        parsed = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", value)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def words(value: str) -> list[str]:
    """The words of a name without accents, in order, each once: 'Zoë van den Berg' gives zoe, van, den, berg."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return list(dict.fromkeys(_WORD.findall(plain)))


NORMALISERS: dict[str, Callable[[str], str]] = {
    "text": text,
    "plate": plate,
    "vin": vin,
    "email": email,
    "phone": phone,
}
