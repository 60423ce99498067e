"""How an import went, for people: counts, notes, and each line that was refused or remarked on, with the reason in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from drivers.imports.kinds import KINDS
from drivers.imports.lines import Outcome
from drivers.imports.wording import in_words, note_in_words, title_of
from drivers.models import ImportLine, ImportRun
from privacy import gate
from privacy.access import Access

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
PAGE = 100
COLUMNS = ("line", "column", "code", "reason")


@dataclass(frozen=True, slots=True)
class Note:
    """One note about how the file was read."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One run in the language in force; counts are numbers of lines."""

    id: UUID
    kind: str
    title: str
    dry_run: bool
    total: int
    added: int
    changed: int
    unchanged: int
    refused: int
    notes: Sequence[Note]
    begun_at: datetime
    finished_at: datetime | None

    @property
    def settled(self) -> int:
        """Lines whose outcome stands."""
        return self.added + self.changed + self.unchanged + self.refused


@dataclass(frozen=True, slots=True)
class Said:
    """One reason: the column by name and heading (both empty for the whole line), a machine code, and words."""

    field: str
    title: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line that was refused, or taken over with a remark."""

    number: int
    outcome: str
    said: Sequence[Said]

    @property
    def refused(self) -> bool:
        """Whether it was not taken over."""
        return self.outcome == Outcome.REFUSED


def run_view(access: Access, run: UUID) -> RunView:
    """One run.

    Raises:
        NotFoundHere
    """
    return _run(gate.row(access, ImportRun.objects.filter(public_id=run)))


def recent_runs(access: Access, *, limit: int = 20) -> list[RunView]:
    """The latest runs in reach, newest first."""
    return [_run(row) for row in gate.rows(access, ImportRun.objects.order_by("-id"))[:limit]]


def lines_told(access: Access, run: UUID, *, after: int = 0, limit: int = PAGE, refused_only: bool = False) -> list[LineView]:
    """The lines after a line number that were refused, or (unless `refused_only`) remarked on."""
    told = ImportLine.objects.filter(run__public_id=run, number__gt=after)
    told = told.filter(outcome=Outcome.REFUSED) if refused_only else told.exclude(problems=[])
    rows = gate.rows(access, told).order_by("number").values_list("number", "outcome", "problems", "run__kind")
    return [LineView(number, outcome, _said(kind, problems)) for number, outcome, problems, kind in rows[:limit]]


def all_lines_told(access: Access, run: UUID) -> Iterator[LineView]:
    """Every line that was refused or remarked on, page by page."""
    after = 0
    while page := lines_told(access, run, after=after, limit=1_000):
        yield from page
        after = page[-1].number


def refusals_csv(access: Access, run: UUID) -> str:
    """The refused lines as CSV with semicolons, one row per reason; nothing in it is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in all_lines_told(access, run):
        if line.refused:
            writer.writerows([line.number, safe(said.title), safe(said.code), safe(said.text)] for said in line.said)
    return out.getvalue()


def safe(text: str) -> str:
    """A text that a spreadsheet shows as text, whatever it begins with."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _run(row: ImportRun) -> RunView:
    return RunView(
        id=row.public_id,
        kind=row.kind,
        title=str(KINDS[row.kind].title),
        dry_run=row.dry_run,
        total=row.lines_total,
        added=row.added,
        changed=row.changed,
        unchanged=row.unchanged,
        refused=row.refused,
        notes=[Note(note["code"], note_in_words(note)) for note in row.notes],
        begun_at=row.created_at,
        finished_at=row.finished_at,
    )


def _said(kind: str, problems: Sequence[Mapping[str, Any]]) -> list[Said]:
    return [
        Said(one["field"], title_of(kind, one["field"]), one["code"], in_words(one["code"], one.get("line"))) for one in problems
    ]
