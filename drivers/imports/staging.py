"""The staged rows of an import: a run, and for each line its outcome and codes. Values of the file are not among them.

A batch of lines and what it changed are one transaction, so a run that was killed is settled up to a line, and the same file
sent again goes on behind it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from drivers.imports.lines import Line
from drivers.models import ImportLine, ImportRun
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import Conflict

SALT = "drivers.imports"
GOES_ON_FOR = timedelta(days=1)
"""After that a file that was broken off is read anew: what it settled may have been changed by others since."""
OUTCOMES = tuple(ImportLine.Outcome.values)


def file_hash(content: bytes, *settings: object) -> bytes:
    """A keyed hash of a file and of how it is read."""
    parts = (hashlib.sha256(content).hexdigest(), *map(str, settings))
    return salted_hmac(f"{SALT}.file", "\x1f".join(parts), algorithm="sha256").digest()


def line_digest(cells: Sequence[Any]) -> bytes:
    """A keyed hash of one line."""
    said = "\x1f".join(str(cell) for cell in cells).encode("utf-8", "surrogatepass")
    return salted_hmac(f"{SALT}.line", said, algorithm="sha256").digest()[:16]


def begin(access: Access, *, kind: str, dry_run: bool, content_hash: bytes, lines: int) -> tuple[ImportRun, bool]:
    """A new run, or the one of the same file that was broken off; and whether it goes on."""
    with change(access, "drivers.begin_import") as work:
        since = access.at - GOES_ON_FOR
        unfinished = ImportRun.objects.filter(dry_run=False, finished_at=None, created_at__gte=since)
        broken_off = unfinished.filter(file_hash=content_hash, kind=kind)
        run = None if dry_run else gate.rows(access, broken_off).order_by("-id").first()
        if run is not None:
            return run, True
        run = ImportRun(kind=kind, dry_run=dry_run, file_hash=content_hash, lines_total=lines)
        work.save(run)
    return run, False


def lock(run: ImportRun) -> None:
    """Take the run for one batch.

    Raises:
        Conflict: another process works on the same file and is further.
    """
    settled_to = ImportRun.objects.select_for_update().values_list("settled_to", flat=True).get(pk=run.pk)
    if settled_to != run.settled_to:
        text = _("This file is being imported at this moment. Wait until that has finished.")
        raise Conflict(text, code="import_running")


def note_batch(run: ImportRun, lines: Sequence[Line]) -> None:
    """Write what became of the lines, in the transaction of their changes."""
    staged = [
        ImportLine(
            run=run,
            number=line.number,
            digest=line.digest,
            outcome=line.outcome,
            problems=[problem.noted() for problem in line.problems],
        )
        for line in lines
    ]
    ImportLine.objects.bulk_create(staged, batch_size=5_000)
    counted = Counter(line.outcome for line in lines)
    further = {name: F(name) + counted[name] for name in OUTCOMES if counted[name]}
    ImportRun.objects.filter(pk=run.pk).update(settled_to=lines[-1].number, **further)


def finish(access: Access, run: ImportRun, notes: Sequence[dict[str, Any]]) -> None:
    """Note that all lines are settled."""
    with change(access, "drivers.finish_import") as work:
        run.refresh_from_db()
        run.notes = list(notes)
        run.finished_at = timezone.now()
        work.save(run, fields=["notes", "finished_at"])


def forget_lines_before(moment: datetime) -> int:
    """Delete the staged lines of runs that began before the moment; the runs with their counts stay. Returns how many."""
    deleted, _by_model = ImportLine.objects.filter(run__created_at__lt=moment).delete()
    return deleted
