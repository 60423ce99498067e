"""Files as they come in, and a shorthand that imports one and tells what became of its lines."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import openpyxl

from drivers.imports.report import lines_told, run_view
from drivers.imports.run import run_import
from privacy.access import Access, Channel
from tests.cast import _cast_once, cast
from tests.factories import keeper

__all__ = ["_cast_once", "cast"]

PRIVATE = "private.vehicle_management"


def importer(purpose: str = "driver.vehicle_management") -> Access:
    """Fleet staff, importing."""
    return keeper(purpose, channel=Channel.IMPORT)


def csv_of(*lines: str, encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    """A CSV file of these lines."""
    return newline.join(lines).encode(encoding)


def xlsx_of(*rows: list[Any]) -> bytes:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Told:
    """What became of a file: counts, reasons by (line, column), codes of notes."""

    counts: tuple[int, int, int, int]
    reasons: dict[tuple[int, str], str]
    notes: set[str]
    run: Any


def bring(content: bytes, **more: Any) -> Told:
    """Import a file and tell: (new, changed, unchanged, refused), reasons, notes."""
    access = more.pop("access", None) or importer()
    run = run_import(access=access, content=content, purposes=more.pop("purposes", (PRIVATE,)), **more)
    view = run_view(access, run)
    told = lines_told(access, run, limit=1_000)
    reasons = {(line.number, said.field): said.code for line in told for said in line.said}
    counts = (view.added, view.changed, view.unchanged, view.refused)
    return Told(counts, reasons, {note.code for note in view.notes}, run)
