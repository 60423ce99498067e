"""What a cell can hold, and the one way to say that it cannot be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell of a CSV file is always text; a spreadsheet knows numbers and dates."""


class UnreadableError(Exception):
    """A cell that cannot be read as what its column holds. Carries a machine code, never what stood there."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Reading:
    """How the cells of one file are read, and what has to be told about it afterwards.

    Args:
        decimal: the decimal sign of the file, "," or "."; empty where neither was declared nor can be told.
        told: how often something was read in a way that the sender should know of, by code.
    """

    decimal: str = ""
    told: Counter[str] = field(default_factory=Counter)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0"))


def as_text(cell: Cell) -> str:
    """The text of a cell; a whole number of a spreadsheet without its ".0".

    Raises:
        UnreadableError: it holds a NUL byte.
    """
    if isinstance(cell, str):
        if "\x00" in cell:
            raise UnreadableError("nul_byte")
        return cell.strip(" \t\r\n\u00a0")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
