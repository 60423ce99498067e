"""The columns of a kind of file: how they may be headed, and what is read from their cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drivers.imports.cells import Cell, Reading, UnreadableError, as_text
from drivers.imports.moments import read_day, read_moment
from drivers.imports.numbers import read_decimal, read_whole

Read = Callable[[Cell, Reading], Any]
NUMERIC = frozenset({read_decimal, read_whole})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: the name in the API and in reports; also taken as a heading.
        titles: heading by language (nl, fr, en); each is taken, whatever the language of the file.
        hint: what to write, in words.
        read: reads a cell that is not empty.
        required: every line has it. also: further headings.
    """

    name: str
    titles: Mapping[str, str]
    hint: Any
    read: Read
    required: bool = False
    also: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its cells show the decimal sign of the file."""
        return self.read in NUMERIC


def column(name: str, titles: tuple[str, str, str], hint: Any, read: Read, *also: str, required: bool = False) -> Column:
    """One column; the titles are Dutch, French and English."""
    return Column(name, dict(zip(("nl", "fr", "en"), titles, strict=True)), hint, read, required, also)


def text(cell: Cell, _reading: Reading) -> str:
    """Reads a cell as text."""
    return as_text(cell)


day: Read = read_day
moment: Read = read_moment
number: Read = read_decimal
whole: Read = read_whole


def choice(words: Mapping[str, Sequence[str]]) -> Read:
    """Reads one of several words; each machine value also in the languages of the product."""
    known = {folded(word): value for value, others in words.items() for word in (value, *others)}

    def read(cell: Cell, _reading: Reading) -> str:
        found = known.get(folded(as_text(cell)))
        if found is None:
            raise UnreadableError("choice")
        return found

    return read


def choices(words: Mapping[str, Sequence[str]]) -> Read:
    """Reads several words, parted by a bar, a plus, a semicolon or a comma."""
    one = choice(words)

    def read(cell: Cell, reading: Reading) -> tuple[str, ...]:
        parts = as_text(cell).replace("|", ";").replace("+", ";").replace(",", ";").split(";")
        return tuple(dict.fromkeys(one(part, reading) for part in parts if part.strip()))

    return read


def folded(heading: str) -> str:
    """A heading for comparison: no accents, case, spaces or signs."""
    plain = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a kind stand in a file.

    Args:
        places: column name -> place from 0. twice: columns that are headed twice. missing: required ones without heading.
        unknown: places of headings that no column has.
    """

    places: Mapping[str, int]
    twice: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[int, ...]


def match_header(cells: Sequence[Cell], columns: Sequence[Column]) -> Header:
    """Finds the columns of a kind in a row of headings."""
    names = {folded(heading): one.name for one in columns for heading in (one.name, *one.titles.values(), *one.also)}
    places: dict[str, int] = {}
    twice: list[str] = []
    unknown: list[int] = []
    for place, cell in enumerate(cells):
        heading = folded(cell) if isinstance(cell, str) else ""
        name = names.get(heading)
        if name is None:
            unknown += [place] if heading else []
        elif name in places:
            twice.append(name)
        else:
            places[name] = place
    missing = tuple(one.name for one in columns if one.required and one.name not in places)
    return Header(places, tuple(dict.fromkeys(twice)), missing, tuple(unknown))
