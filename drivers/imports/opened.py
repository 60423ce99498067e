"""A file that was found usable: of which kind it is, where its columns stand, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from drivers.imports.cells import Cell, Reading, UnreadableError, is_empty
from drivers.imports.columns import Column, Header, match_header
from drivers.imports.files import MOST_LINES, TEXTS, Table, tables, unusable
from drivers.imports.job import Kind
from drivers.imports.kinds import KINDS
from drivers.imports.numbers import decimal_sign
from privacy.errors import BadInput, TooLarge

FEWEST_KNOWN = 2
"""Headings that have to be known before the first row is taken for headings of a kind that nobody named."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A usable file.

    Args:
        table, kind: what is read. places: its columns and where they stand. width: number of headings.
        header_line: the row of the headings. total: lines that are not empty. empty: lines that are.
        decimal: decimal sign in force. facts: codes about the form of the file. unknown: columns that are not read.
    """

    table: Table
    kind: Kind
    places: Sequence[tuple[Column, int]]
    width: int
    header_line: int
    reading: Reading
    total: int
    empty: int
    decimal: str
    facts: Sequence[str]
    unknown: Sequence[int]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The lines below the headings that are not empty."""
        for number, cells in self.table.rows():
            if number > self.header_line and not all(map(is_empty, cells)):
                yield number, cells

    def notes(self, reading: Reading) -> list[dict[str, Any]]:
        """What the sender should know about how the file was read: codes, counts and places of columns."""
        notes: list[dict[str, Any]] = [{"code": code} for code in self.facts]
        if self.empty:
            notes.append({"code": "empty_lines", "count": self.empty})
        if self.unknown:
            notes.append({"code": "columns_unknown", "count": len(self.unknown), "columns": [n + 1 for n in self.unknown]})
        return notes + [{"code": code, "count": count} for code, count in sorted(reading.told.items())]


def open_file(content: bytes, kind: str = "", decimal: str = "", *, most_lines: int | None = None) -> Opened:
    """Find out how a file is to be read.

    Raises:
        BadInput: it cannot be used, and why. TooLarge: more bytes or lines than are taken.
    """
    if kind and kind not in KINDS:
        raise BadInput(code="kind_unknown", fields={"kind": [_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}]})
    if decimal not in ("", ",", "."):
        raise BadInput(code="decimal_unknown", fields={"decimal": [_("The decimal sign is a comma or a point.")]})
    table, chosen, header, header_line, width = _choose(tables(content), [KINDS[kind]] if kind else list(KINDS.values()))
    _refuse_unusable(chosen, header)
    places = [(column, header.places[column.name]) for column in chosen.columns if column.name in header.places]
    total, empty, shown = _first_pass(table, header_line, places, min(most_lines or MOST_LINES, MOST_LINES))
    reading = Reading(decimal=decimal or shown.decimal)
    facts = [*table.facts(), *_about_numbers(reading.decimal, shown)]
    return Opened(table, chosen, places, width, header_line, reading, total, empty, reading.decimal, facts, header.unknown)


def _choose(found: Sequence[Table], kinds: Sequence[Kind]) -> tuple[Table, Kind, Header, int, int]:
    """The table and kind whose columns are best known by their headings."""
    candidates = []
    for table in found:
        line, cells = _headings(table)
        for kind in kinds:
            header = match_header(cells, kind.columns)
            score = (len(header.missing) == 0 and _has_one_of_each(kind, header), len(header.places), -len(header.unknown))
            candidates.append((score, table, kind, header, line, len(cells)))
    best = max(score for score, *_rest in candidates)
    winners = [candidate for candidate in candidates if candidate[0] == best]
    if best[1] < (FEWEST_KNOWN if len(kinds) > 1 else 1):
        raise _refusal(
            "header_unknown", _("The first line holds no headings that are known here. Take a template and fill it in.")
        )
    if len({kind.name for _score, _table, kind, *_rest in winners}) > 1:
        raise _refusal("kind_unclear", _("The headings do not say what the file is about. Choose the kind of file."))
    _score, table, kind, header, line, width = winners[0]
    return table, kind, header, line, width


def _headings(table: Table) -> tuple[int, list[Cell]]:
    """The first row that is not empty. What follows its last heading is no column."""
    try:
        for number, cells in table.rows():
            if not all(map(is_empty, cells)):
                while is_empty(cells[-1]):
                    cells.pop()
                return number, cells
    except BadInput:
        return 1, []  # with this separator the file is no table; another one may fit
    return 1, []


def _has_one_of_each(kind: Kind, header: Header) -> bool:
    return all(any(name in header.places for name in group) for group in kind.one_of)


def _refuse_unusable(kind: Kind, header: Header) -> None:
    if header.twice:
        doubled = _("These headings stand twice: %(columns)s. Keep one of each.")
        raise _refusal("column_twice", doubled % {"columns": _titles(kind, header.twice)})
    lacking = [_titles(kind, [name]) for name in header.missing]
    either = _(" or ")
    absent = [group for group in kind.one_of if not any(name in header.places for name in group)]
    lacking += [str(either).join(_titles(kind, [name]) for name in group) for group in absent]
    if lacking:
        text: Any = ngettext("This column is missing: %(columns)s.", "These columns are missing: %(columns)s.", len(lacking))
        raise _refusal("column_missing", text % {"columns": ", ".join(lacking)})


def _titles(kind: Kind, names: Sequence[str]) -> str:
    language = (get_language() or "en")[:2]
    found = {column.name: column.titles.get(language, column.titles["en"]) for column in kind.columns}
    return ", ".join(found[name] for name in names)


def _refusal(code: str, text: Any) -> BadInput:
    return BadInput(text, code=code, fields={"file": [text]})


@dataclass(frozen=True, slots=True)
class _Shown:
    decimal: str
    mixed: bool


def _first_pass(table: Table, header_line: int, places: Sequence[tuple[Column, int]], most: int) -> tuple[int, int, _Shown]:
    """Counts the lines, and sees by which sign the numbers of the whole file part their decimals."""
    numeric = [place for column, place in places if column.numeric]
    total = empty = 0
    texts: set[str] = set()
    for number, cells in table.rows():
        if number <= header_line:
            continue
        if all(map(is_empty, cells)):
            empty += 1
            continue
        total += 1
        if total > most:
            _refuse_many(most)
        texts.update(cell.strip() for place in numeric if place < len(cells) and isinstance(cell := cells[place], str))
    if not total:
        raise unusable("file_empty")
    try:
        return total, empty, _Shown(decimal_sign(texts), mixed=False)
    except UnreadableError:
        return total, empty, _Shown("", mixed=True)


def _refuse_many(most: int) -> None:
    if most == MOST_LINES:
        text: Any = TEXTS["file_too_many_lines"]
    else:
        text = _("Here a file has at most %(most)d lines. Split it, or let the system administrator import it.") % {"most": most}
    raise TooLarge(text, code="file_too_many_lines", fields={"file": [text]})


def _about_numbers(decimal: str, shown: _Shown) -> list[str]:
    if decimal:
        return ["decimal_comma" if decimal == "," else "decimal_point"]
    return ["numbers_mixed"] if shown.mixed else []
