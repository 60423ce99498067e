"""Odometer readings come in: from drivers, garages, cards, telematics, inspections. None that can be read is refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fleet.actions.meter_log import MeterLog, load_logs
from fleet.actions.permitted import READERS_OF_METERS, only
from fleet.actions.wording import bad_input, conflicts_in_words
from fleet.models import OdometerReading, Suspicion, Vehicle
from fleet.rules.malformed import Malformed
from fleet.rules.odometer import Measured, measure
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import NotFoundHere

SOURCE_OF_ROLE = {
    "driver": OdometerReading.Source.DRIVER,
    "private_lessee": OdometerReading.Source.DRIVER,
    "workshop": OdometerReading.Source.GARAGE,
}
"""Roles that can only speak for themselves; the others pass on what somebody told them."""
FIRST_YEAR, LAST_YEAR = 1950, 2200


@dataclass(frozen=True, slots=True, repr=False)
class NewReading:
    """One reading as it was sent.

    `vehicle` is a public id; `value` a number (int, Decimal, float or plain text) in `unit` (km or mi); `read_at` a
    moment with zone; `source` one of OdometerReading.Source, by default the lessor or what the role can only be.
    """

    vehicle: UUID
    value: object
    unit: str = "km"
    read_at: datetime | None = None
    source: str = OdometerReading.Source.LESSOR


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reading: its public id, accepted or quarantined, the suspicion as a code and in words."""

    reading: UUID
    status: str
    suspicion: str
    explanation: Any


FieldName = Callable[[int, str], str]


def record_odometer(
    *,
    access: Access,
    vehicle: UUID,
    value: object,
    unit: str = "km",
    read_at: datetime | None = None,
    source: str = OdometerReading.Source.LESSOR,
) -> Outcome:
    """Record one reading (see NewReading for the arguments; read now when no moment is given).

    A reading that looks wrong is kept in quarantine, with the reason in the outcome. The same reading sent twice is
    one reading. Raises NotPermitted, NotFoundHere (vehicle) and BadInput (not a number, NaN, negative, absurdly large,
    unknown unit or source, moment without zone).
    """
    row = NewReading(vehicle, value, unit, read_at, source)
    return _record(access, [row], "fleet.record_odometer", lambda _n, field: field)[0]


def record_odometers(*, access: Access, rows: Sequence[NewReading]) -> list[Outcome]:
    """Record many readings with set-based SQL; returns the outcomes in the same order.

    Each is judged with the others of the same file in mind. Raises as record_odometer; fields of a refusal are named
    "<index>.<field>", the first row being 0.
    """
    return _record(access, rows, "fleet.record_odometers", lambda n, field: f"{n}.{field}")


def problems_of(rows: Sequence[NewReading]) -> dict[tuple[int, str], str]:
    """Return a machine code per row index and field that cannot be read, for a dry run; touches no database."""
    return {(n, field): code for n, row in enumerate(rows) for field, code in _problems(row).items()}


def _problems(row: NewReading) -> dict[str, str]:
    found = moment_problems(row.read_at)
    if row.source not in OdometerReading.Source.values:
        found["source"] = "choice"
    try:
        measure(row.value, row.unit)
    except Malformed as problem:
        found["unit" if problem.code == "odometer_unit" else "value"] = problem.code
    return found


def moment_problems(read_at: datetime | None) -> dict[str, str]:
    """Return the machine code of a moment that cannot be one of a reading; none for None, which means now."""
    if read_at is None:
        return {}
    if read_at.tzinfo is None:
        return {"read_at": "odometer_zone"}
    return {} if FIRST_YEAR <= read_at.year <= LAST_YEAR else {"read_at": "odometer_date"}


def _record(access: Access, rows: Sequence[NewReading], verb: str, name: FieldName) -> list[Outcome]:
    only(access, READERS_OF_METERS)
    problems = {name(n, field): code for (n, field), code in problems_of(rows).items()}
    if problems:
        raise bad_input(problems)
    with conflicts_in_words(), change(access, verb) as work:
        vehicles = _locked_vehicles(access, {row.vehicle for row in rows})
        logs = load_logs(vehicles.values())
        readings: dict[int, OdometerReading] = {}
        fresh = []
        for n in sorted(range(len(rows)), key=lambda n: rows[n].read_at or access.at):
            log = logs[vehicles[rows[n].vehicle].pk]
            readings[n], is_new = _reading(access, log, rows[n])
            fresh += [readings[n]] if is_new else []
        work.bulk_create(OdometerReading, fresh)
        show_on_vehicles(work, logs.values())
    return [outcome(readings[n]) for n in range(len(rows))]


def _reading(access: Access, log: MeterLog, row: NewReading) -> tuple[OdometerReading, bool]:
    measured: Measured = measure(row.value, row.unit)
    read_at, source = row.read_at or access.at, SOURCE_OF_ROLE.get(access.role, row.source)
    known = log.same(measured, read_at, source)
    if known:
        return known, False
    new = log.reading(measured, read_at, source, access.at)
    log.add(new)
    return new, True


def _locked_vehicles(access: Access, wanted: set[UUID]) -> dict[UUID, Vehicle]:
    """In order of primary key, so that two files at once wait for each other instead of blocking each other."""
    rows = Vehicle.objects.select_for_update(of=("self",)).filter(public_id__in=wanted).order_by("id")
    found = {row.public_id: row for row in gate.rows(access, rows)}
    if len(found) != len(wanted):
        raise NotFoundHere
    return found


def show_on_vehicles(work: Change, logs: Iterable[MeterLog]) -> None:
    """Copy the latest accepted readings to their vehicles, where they changed."""
    changed = [log.vehicle for log in logs if log.show_on_vehicle()]
    work.bulk_update(Vehicle, changed, ["odometer_km", "odometer_at"])


def outcome(row: OdometerReading) -> Outcome:
    """The answer to who sent a reading; it reveals no other reading."""
    explanation = Suspicion(row.suspicion).label if row.suspicion else ""
    return Outcome(row.public_id, row.status, row.suspicion, explanation)
