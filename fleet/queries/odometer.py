"""The odometer log as it leaves the fleet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fleet.models import OdometerReading, Suspicion, Vehicle
from fleet.queries.pages import PAGE_SIZE, after, page_size
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

READING_FIELDS = (
    "value_km",
    "original_value",
    "original_unit",
    "offset_km",
    "read_at",
    "source",
    "status",
    "suspicion",
    "meter_replaced",
)
SUPERSEDED = "superseded"
STATUS_TEXTS = {**dict(OdometerReading.Status.choices), SUPERSEDED: _("superseded")}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One reading of a log: what was released of it, and where it stands.

    `status` is accepted, quarantined or superseded (another reading took its place); `status_text` and `explanation`
    say it in words, the latter empty unless the reading is suspected.
    """

    reading: Disclosed
    status: str
    status_text: Any
    explanation: Any


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of a log, newest first, and the cursor of the next one; None on the last."""

    entries: Sequence[LogEntry]
    next_cursor: str | None


def odometer_log(access: Access, vehicle: UUID, *, cursor: str | None = None, size: int = PAGE_SIZE) -> LogPage:
    """Every reading of a vehicle in reach, superseded and quarantined ones too.

    Raises NotFoundHere (vehicle out of reach) and BadInput (cursor).
    """
    gate.row(access, Vehicle.objects.filter(public_id=vehicle))
    return _page(access, vehicle, None, cursor, size)


def list_readings(access: Access, *, status: str | None = None, cursor: str | None = None, size: int = PAGE_SIZE) -> LogPage:
    """The readings of all vehicles in reach, newest first; with a status, those that count and have it.

    "quarantined" is the list that somebody has to look into. Raises BadInput (cursor).
    """
    return _page(access, None, status, cursor, size)


def _page(access: Access, vehicle: UUID | None, status: str | None, cursor: str | None, size: int) -> LogPage:
    rows = OdometerReading.objects.all()
    if vehicle is not None:
        rows = rows.filter(vehicle__public_id=vehicle)
    if status == SUPERSEDED:
        rows = rows.filter(superseded_by__isnull=False)
    elif status is not None:
        rows = rows.filter(status=status, superseded_by__isnull=True)
    size = page_size(size)
    shown = gate.disclose(access, after(rows, cursor, "read_at", newest_first=True), READING_FIELDS, limit=size + 1)
    entries = _entries(shown[:size])
    return LogPage(entries, str(entries[-1].reading.id) if len(shown) > size else None)


def _entries(shown: Sequence[Disclosed]) -> list[LogEntry]:
    """Whether a reading still counts is a fact about the log, not about a person; what it says was decided by the gate."""
    ids = [row.id for row in shown]
    replaced = OdometerReading.objects.filter(public_id__in=ids, superseded_by__isnull=False)
    superseded = set(replaced.values_list("public_id", flat=True))
    return [_entry(row, superseded=row.id in superseded) for row in shown]


def _entry(row: Disclosed, *, superseded: bool) -> LogEntry:
    status = SUPERSEDED if superseded else row["status"]
    suspicion = row["suspicion"]
    explanation = Suspicion(suspicion).label if suspicion else ""
    return LogEntry(row, status, STATUS_TEXTS[status], explanation)
