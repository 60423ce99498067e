"""One run: read the file, judge each line, and take over what can be taken over, batch by batch.

Every batch is one transaction and, for what is new, one change in the ledger; a line is applied or refused, never half. The
same file twice changes nothing, because each kind knows its rows by natural keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.db import transaction

from drivers.imports import staging
from drivers.imports.cells import Cell, UnreadableError, is_empty
from drivers.imports.employers import Employers
from drivers.imports.job import BUSINESS, Job, Kind
from drivers.imports.lines import Line, Outcome
from drivers.imports.opened import Opened, open_file
from drivers.imports.wording import in_words
from drivers.models import ImportRun
from fleet.actions.permitted import KEEPERS, only
from privacy.access import Access
from privacy.errors import BadInput, Refused

BATCH = 1_000
STOPS = frozenset({403, 503})
"""Statuses of refusals that concern the whole run: the role may not, or ledger or vault do not answer."""


def run_import(
    *,
    access: Access,
    content: bytes,
    kind: str = "",
    dry_run: bool = False,
    employer: str = "",
    decimal: str = "",
    purposes: Sequence[str] = (),
    most_lines: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> UUID:
    """Check a file, or check it and take it over; returns the id of the run.

    Args:
        content: the file. kind: one of KINDS; told from the headings when empty.
        dry_run: check only; nothing but the outcome of the lines is written.
        employer: name of the employer of lines that name none.
        decimal: "," or "." where the file's decimal sign is declared.
        purposes: purposes besides that of the access which the importer claims for lines that need them.
        most_lines: fewer lines than are taken at most, for callers who wait for the answer.
        progress: called after each batch with the lines settled and their number.

    Raises:
        NotPermitted, BadInput (file unusable, employer unknown), TooLarge, Conflict (imported at this moment),
        LedgerUnavailable, VaultUnavailable: what was settled before stands, and the same file goes on from there.
    """
    only(access, KEEPERS)
    opened = open_file(content, kind, decimal, most_lines=most_lines)
    job = _job(access, opened, dry_run=dry_run, employer=employer, purposes=(access.purpose, *purposes))
    # A run that was broken off is known by file, settings and reader's role, so that it goes on as it began.
    content_hash = staging.file_hash(content, opened.kind.name, job.employer, opened.decimal, sorted(job.purposes))
    run, goes_on = staging.begin(access, kind=opened.kind.name, dry_run=dry_run, content_hash=content_hash, lines=opened.total)
    done = 0
    for batch in _batches(_lines(opened, job)):
        _settle(job, opened.kind, run, batch)
        done += len(batch)
        if progress is not None:
            progress(done, opened.total)
    staging.finish(access, run, [*opened.notes(job.reading), *([{"code": "continued"}] if goes_on else [])])
    return run.public_id


def _job(access: Access, opened: Opened, *, dry_run: bool, employer: str, purposes: Iterable[str]) -> Job:
    employers = Employers(access)
    job = Job(access, tuple(dict.fromkeys(purposes)) or (BUSINESS,), dry_run, employers, reading=opened.reading)
    if employer:
        try:
            job.employer = employers.named(employer)
        except UnreadableError as problem:
            raise BadInput(code=problem.code, fields={"employer": [in_words(problem.code)]}) from None
    return job


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _lines(opened: Opened, job: Job) -> Iterator[Line]:
    for number, cells in opened.rows():
        line = Line(number, staging.line_digest(cells))
        _read(line, cells, opened)
        if line.open:
            _compare_with_earlier(job, opened.kind, line)
        yield line


def _read(line: Line, cells: Sequence[Cell], opened: Opened) -> None:
    if any(not is_empty(cell) for cell in cells[opened.width :]):
        line.refuse("", "cells_surplus")
        return
    for column, place in opened.places:
        cell = cells[place] if place < len(cells) else None
        if is_empty(cell):
            if column.required:
                line.refuse(column.name, "required")
            continue
        try:
            line.values[column.name] = column.read(cell, opened.reading)
        except UnreadableError as problem:
            line.refuse(column.name, problem.code)


def _compare_with_earlier(job: Job, kind: Kind, line: Line) -> None:
    key = kind.key(job, line)
    before = job.met_before(line, key) if key is not None else None
    if before is None:
        return
    number, says_the_same = before
    if says_the_same:
        line.outcome = Outcome.UNCHANGED
        line.remark("", "line_repeated", number)
    else:
        line.refuse(kind.key_field, "key_twice", number)


def _settle(job: Job, kind: Kind, run: ImportRun, batch: Sequence[Line]) -> None:
    """Judge a batch and take it over, but for what an earlier attempt at this file settled."""
    batch = [line for line in batch if line.number > run.settled_to]
    if not batch:
        return
    with transaction.atomic():
        staging.lock(run)
        lines = [line for line in batch if line.open]
        if lines:
            kind.prepare(job, lines)
        if job.dry_run:
            _foresee(lines)
        else:
            _apply(job, kind, [line for line in lines if line.open])
        staging.note_batch(run, batch)
    run.settled_to = batch[-1].number


def _foresee(lines: Iterable[Line]) -> None:
    for line in lines:
        if line.open:
            line.outcome = Outcome.ADDED if line.new is not None else Outcome.CHANGED if line.steps else Outcome.UNCHANGED


def _apply(job: Job, kind: Kind, lines: Sequence[Line]) -> None:
    fresh = [line for line in lines if line.new is not None]
    for purpose in sorted({line.purpose for line in fresh}):
        of_purpose = [line for line in fresh if line.purpose == purpose]
        _add(job.access_for(of_purpose[0]), kind, of_purpose)
    for line in lines:
        if line.steps and line.open:
            _change(job, line)
    for line in lines:
        if line.open:
            line.outcome = Outcome.UNCHANGED


def _add(access: Access, kind: Kind, lines: Sequence[Line]) -> None:
    """Add lines through the bulk action. When it refuses, the lines at fault are refused and the others added without them."""
    try:
        with transaction.atomic():
            kind.add(access, lines)
    except Refused as refused:
        if refused.status in STOPS:
            raise
        _add_without_the_refused(access, kind, lines, refused)
        return
    for line in lines:
        if line.open:
            line.outcome = Outcome.ADDED


def _add_without_the_refused(access: Access, kind: Kind, lines: Sequence[Line], refused: Refused) -> None:
    if len(lines) == 1:
        _refuse(lines[0], refused, [name.rpartition(".")[2] for name in refused.fields])
        return
    named = _named(refused, len(lines))
    if named:
        for n, fields in named.items():
            _refuse(lines[n], refused, fields)
        rest = [line for n, line in enumerate(lines) if n not in named]
        if rest:
            _add(access, kind, rest)
        return
    # The refusal does not say which line it is about: halves find it with few attempts.
    middle = len(lines) // 2
    _add(access, kind, lines[:middle])
    _add(access, kind, lines[middle:])


def _named(refused: Refused, total: int) -> dict[int, list[str]]:
    """The lines that a bulk action names as "<index>.<field>"."""
    found: dict[int, list[str]] = {}
    for name in refused.fields:
        index, dot, field = name.partition(".")
        if dot and index.isdecimal() and int(index) < total:
            found.setdefault(int(index), []).append(field)
    return found


def _refuse(line: Line, refused: Refused, fields: Sequence[str]) -> None:
    for field in fields or [""]:
        line.refuse(field, refused.code)


def _change(job: Job, line: Line) -> None:
    """All steps of a line or none."""
    access = job.access_for(line)
    try:
        with transaction.atomic():
            for step in line.steps:
                step(access)
    except Refused as refused:
        if refused.status in STOPS:
            raise
        _refuse(line, refused, list(refused.fields))
    else:
        line.outcome = Outcome.CHANGED
