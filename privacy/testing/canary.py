"""Values that cannot be mistaken for anything else, and a search for them in whatever a path returns."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privacy.fields import Sealed, SealedField

WORD = "Kanarie-Zq7Xw"
DATE_MARKS = (
    "1903-07-19",
    "19-07-1903",
    "19/07/1903",
    "07/19/1903",
    "19.07.1903",
    "19 juli 1903",
    "19 juillet 1903",
    "July 19, 1903",
    "19 July 1903",
    "datetime.date(1903, 7, 19)",
    "\x07o\x07\x13",  # as pickle writes it
)


@dataclass(frozen=True, slots=True)
class Canary:
    """A value to seal, and the texts by which it is recognised."""

    value: Any
    marks: tuple[str, ...]


def canary_for(field: SealedField) -> Canary:
    """An unmistakable value that fits the field's codec."""
    if field.codec == "date":
        return Canary(datetime.date(1903, 7, 19), DATE_MARKS)
    if field.codec == "number":
        return Canary(907_316_442, ("907316442", "907_316_442"))
    if field.codec == "json":
        return Canary({"street": WORD}, (WORD,))
    return Canary(WORD[: field.max_chars], (WORD[: field.max_chars],))


def _encoded(mark: str) -> set[str]:
    plain = mark.encode()
    if len(plain) < 8:
        return {mark}  # a piece of so few characters in base64 would be found by chance
    # in base64 a text looks different at each of three offsets; what its neighbours colour is left out
    shifted = {base64.b64encode(bytes(offset) + plain).decode()[offset + (offset > 0) : -4] for offset in range(3)}
    return {mark, mark.casefold(), plain.hex(), *shifted}


def forms_of(canary: Canary) -> set[str]:
    """The texts by which a canary shows: as it is, folded, in hex and in base64."""
    return {form for mark in canary.marks for form in _encoded(mark)}


def seen_in(canary: Canary, found: Any) -> bool:
    """Whether the canary shows in what a path gave, in any of its forms and in any depth."""
    wanted = forms_of(canary)
    return any(form in text for text in _texts(found) for form in wanted)


def all_seen_in(canaries: Mapping[str, Canary], found: Any) -> list[str]:
    """Names of the canaries that show; for many of them in much, which is read once."""
    texts = "\n".join(_texts(found))
    return [name for name, canary in canaries.items() if any(form in texts for form in forms_of(canary))]


def _texts(found: Any, depth: int = 0) -> list[str]:
    if depth > 6:
        return [repr(found)]
    if isinstance(found, Sealed):
        return [repr(found), bytes(found._envelope).decode("latin-1"), found._envelope.hex()]
    if isinstance(found, bytes | bytearray | memoryview):
        return [bytes(found).decode("latin-1"), bytes(found).decode("utf-8", "replace"), bytes(found).hex()]
    if isinstance(found, Mapping):
        return [text for pair in found.items() for part in pair for text in _texts(part, depth + 1)]
    if isinstance(found, list | tuple | set):
        return [text for part in found for text in _texts(part, depth + 1)]
    text = str(found)
    return [text, text.casefold(), repr(found)]
