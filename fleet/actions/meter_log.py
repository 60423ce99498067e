"""The odometer logs of some vehicles in memory, while an action judges and adds readings.

Holds the readings that count (superseded ones do not), so that a whole file of readings is judged with one query.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from fleet.models import OdometerReading, Vehicle
from fleet.rules.odometer import ACCEPTED, Measured, Point, Verdict, judge, measure


def _moment(row: OdometerReading) -> tuple[datetime, int]:
    return row.read_at, row.value_km


class MeterLog:
    """The readings of one vehicle that count, in order of time."""

    def __init__(self, vehicle: Vehicle) -> None:
        self.vehicle = vehicle
        self._rows: list[OdometerReading] = []

    def add(self, row: OdometerReading) -> None:
        """Let a reading count."""
        insort(self._rows, row, key=_moment)

    def remove(self, row: OdometerReading) -> None:
        """Let a reading count no longer, because another supersedes it."""
        self._rows = [other for other in self._rows if other.public_id != row.public_id]

    def same(self, measured: Measured, read_at: datetime, source: str) -> OdometerReading | None:
        """Return the reading that says exactly this already: a file or a request that came twice."""
        for row in self._rows:
            written = (row.original_value, row.original_unit, row.read_at, row.source, row.meter_replaced)
            if written == (measured.original_value, measured.original_unit, read_at, source, False):
                return row
        return None

    def offset_at(self, at: datetime) -> int:
        """Return the kilometres that earlier meters had run: the last replacement at or before the moment counts."""
        replaced = [row for row in self._accepted() if row.meter_replaced and row.read_at <= at]
        return replaced[-1].offset_km if replaced else 0

    def judge(self, km: int, at: datetime, now: datetime) -> Verdict:
        """Judge a distance (km, over all meters) at a moment against the accepted readings around it."""
        points = [Point(row.value_km, row.read_at) for row in self._accepted()]
        place = bisect_right(points, at, key=lambda point: point.at)
        before = points[place - 1] if place else None
        after = points[place] if place < len(points) else None
        return judge(Point(km, at), before, after, now=now)

    def reading(self, measured: Measured, read_at: datetime, source: str, now: datetime, **columns: Any) -> OdometerReading:
        """Return a new judged row, not saved and not yet counted; `columns` override what would be written."""
        offset = self.offset_at(read_at)
        km = max(measured.km + offset, 0)
        verdict = self.judge(km, read_at, now)
        written = {"value_km": km, "offset_km": offset, "status": verdict.status, "suspicion": verdict.suspicion}
        return OdometerReading(
            public_id=uuid4(),
            vehicle=self.vehicle,
            original_value=measured.original_value,
            original_unit=measured.original_unit,
            read_at=read_at,
            source=source,
            **written | columns,
        )

    def overtaken(self, now: datetime) -> Iterator[OdometerReading]:
        """Judge anew what a correction may have changed, and count the outcome; yields the successors, unsaved.

        Looked at are the readings in quarantine and those that were counted with the offset of another meter.
        """
        for row in list(self._rows):
            settled = row.status == ACCEPTED and row.offset_km == self.offset_at(row.read_at)
            if row.meter_replaced or settled:
                continue
            self.remove(row)
            measured = measure(row.original_value, row.original_unit)
            successor = self.reading(measured, row.read_at, row.source, now, supersedes=row)
            changed = (successor.status, successor.value_km) != (row.status, row.value_km)
            self.add(successor if changed else row)
            if changed:
                yield successor

    def show_on_vehicle(self) -> bool:
        """Copy the latest accepted reading to the vehicle; True when that changed something."""
        accepted = self._accepted()
        last = (accepted[-1].value_km, accepted[-1].read_at) if accepted else (None, None)
        changed = (self.vehicle.odometer_km, self.vehicle.odometer_at) != last
        self.vehicle.odometer_km, self.vehicle.odometer_at = last
        return changed

    def _accepted(self) -> list[OdometerReading]:
        return [row for row in self._rows if row.status == ACCEPTED]


def load_logs(vehicles: Iterable[Vehicle]) -> dict[int, MeterLog]:
    """Return the log of each vehicle by primary key, with one query."""
    logs = {vehicle.pk: MeterLog(vehicle) for vehicle in vehicles}
    counting = OdometerReading.objects.filter(vehicle__in=list(logs), superseded_by__isnull=True)
    for row in counting.order_by("read_at", "value_km"):
        logs[row.vehicle_id].add(row)
    return logs
