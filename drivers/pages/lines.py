"""Disclosed values as the lines of a page: a title and, beside it, the value or the reason why it is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from privacy.gate import Disclosed
from privacy.templatetags.disclosure import item_label


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of definitions.

    Args:
        title: in words.
        row: what the gate released; alias: which value of it.
        unit: written behind a figure.
        grouping: False for figures that are not counted, such as a number of a form.
    """

    title: Any
    row: Disclosed
    alias: str
    unit: str = ""
    grouping: bool = True

    @property
    def withheld(self) -> bool:
        """Whether the purpose does not show it."""
        return self.alias in self.row.withheld

    @property
    def reason(self) -> str:
        """Why it is not shown; empty when it is."""
        return str(self.row.withheld[self.alias].text) if self.withheld else ""


def line(row: Disclosed, alias: str, title: Any = "", *, unit: str = "", grouping: bool = True) -> Line:
    """One line; without a title that of the item or of the column.

    Raises:
        LookupError: no title was given, and the alias names neither an item nor a column with a label.
    """
    return Line(title or item_label(alias, row), row, alias, unit, grouping)


def lines(row: Disclosed, *aliases: str) -> list[Line]:
    """Several lines, each with the title of its item or column."""
    return [line(row, alias) for alias in aliases]


def shown_first(found: Sequence[Line]) -> list[Line]:
    """The lines with a value, then those that are not shown, each in their order."""
    return sorted(found, key=lambda one: one.withheld)


def in_words(row: Disclosed, **names: Mapping[Any, Any]) -> Disclosed:
    """The row with the titles of its machine values in place of the codes; two underscores in a name stand for a dot."""
    wanted = {alias.replace("__", "."): titles for alias, titles in names.items()}
    told = {alias: _titles(row.values[alias], titles) for alias, titles in wanted.items() if alias in row.values}
    return replace(row, values={**row.values, **told})


def _titles(value: Any, titles: Mapping[Any, Any]) -> Any:
    if isinstance(value, list | tuple):
        return [titles.get(part, part) for part in value]
    return titles.get(value, value)
