"""Many custody intervals at once, as a file tells them: judged per vehicle on its timeline, written with set-based SQL.

Each row is judged for itself; one that does not fit is refused with a code and the others stand. A row without an end runs
until the next holder takes over; a row that begins while somebody holds the vehicle is a handover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.actions.holding import EVIDENCE, interval_of
from drivers.models import Custody, Driver
from fleet.actions.permitted import KEEPERS, only
from fleet.actions.vehicles import same_customer
from fleet.models import Vehicle
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import Conflict


@dataclass(frozen=True, slots=True)
class NewCustody:
    """One interval: `vehicle` and `driver` are public ids, times carry a zone; `ends_at` None is "until the next holder"."""

    vehicle: UUID
    holder: str
    starts_at: datetime
    driver: UUID | None = None
    ends_at: datetime | None = None
    evidence: str = ""


class Told(StrEnum):
    """What a row did to the timeline."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a row; for a refusal the field and a machine code."""

    told: Told
    field: str = ""
    code: str = ""


@dataclass(slots=True)
class Timelines:
    """The intervals of some vehicles in memory, with what rows before added or cut."""

    vehicles: dict[UUID, Vehicle] = field(default_factory=dict)
    held: dict[UUID, list[Custody]] = field(default_factory=dict)
    drivers: dict[UUID, Driver] = field(default_factory=dict)
    touched: list[Custody] = field(default_factory=list)

    def load(self, access: Access, rows: Iterable[NewCustody], *, lock: bool) -> None:
        """Read what the rows need and what is not in memory yet: three queries, however many rows there are."""
        cars = {row.vehicle for row in rows} - self.vehicles.keys()
        people = {row.driver for row in rows if row.driver} - self.drivers.keys()
        wanted = Vehicle.objects.filter(public_id__in=cars).select_related("employer").order_by("id")
        wanted = wanted.select_for_update(of=("self",)) if lock else wanted
        found = {car.public_id: car for car in gate.rows(access, wanted)}
        self.vehicles |= found
        self.held |= {public_id: [] for public_id in found}
        own = {car.pk: public_id for public_id, car in found.items()}
        intervals = Custody.objects.filter(vehicle__in=list(own)).exclude(ends_at=F("starts_at"))
        for interval in gate.rows(access, intervals).order_by("starts_at"):
            self.held[own[interval.vehicle_id]].append(interval)
        drivers = gate.rows(access, Driver.objects.filter(public_id__in=people).select_related("employer"))
        self.drivers |= {driver.public_id: driver for driver in drivers}


def judge_custodies(*, access: Access, rows: Sequence[NewCustody], timelines: Timelines) -> list[Verdict]:
    """Say what `record_custodies` would do, and write nothing; the timelines remember it for the rows that follow.

    Raises NotPermitted.
    """
    only(access, KEEPERS)
    timelines.load(access, rows, lock=False)
    return _judged(access, rows, timelines)


def record_custodies(*, access: Access, rows: Sequence[NewCustody]) -> list[Verdict]:
    """Write the intervals that fit their vehicle's timeline; returns one verdict per row, in the same order.

    Raises NotPermitted, and Conflict when somebody else changed one of the vehicles at the same time.
    """
    only(access, KEEPERS)
    with change(access, "drivers.record_custodies") as work:
        timelines = Timelines()
        timelines.load(access, rows, lock=True)
        verdicts = _judged(access, rows, timelines)
        touched = list({id(row): row for row in timelines.touched}.values())  # rows that have no key yet cannot be hashed
        try:
            # Shorter first, so that no two intervals ever overlap.
            work.bulk_update(Custody, [row for row in touched if row.pk is not None], ["ends_at"])
            work.bulk_create(Custody, [row for row in touched if row.pk is None])
        except IntegrityError:
            text = _("Somebody else changed the custody of one of these vehicles. Import the file again.")
            raise Conflict(text, code="custody_overlaps") from None
    return verdicts


def _judged(access: Access, rows: Sequence[NewCustody], timelines: Timelines) -> list[Verdict]:
    """In order of time, whatever the order of the file."""
    verdicts: dict[int, Verdict] = {}
    for n in sorted(range(len(rows)), key=lambda n: (rows[n].starts_at, n)):
        verdicts[n] = _problem(rows[n], timelines) or _place(access, rows[n], timelines)
    return [verdicts[n] for n in range(len(rows))]


def _refused(field_name: str, code: str) -> Verdict:
    return Verdict(Told.REFUSED, field_name, code)


def _problem(row: NewCustody, timelines: Timelines) -> Verdict | None:
    """What is wrong with a row by itself."""
    car, driver = timelines.vehicles.get(row.vehicle), timelines.drivers.get(row.driver) if row.driver else None
    if car is None or (row.driver and driver is None):
        return _refused("vehicle" if car is None else "driver", "not_found")
    if row.holder not in set(rules.HolderKind):
        return _refused("holder", "unknown_holder")
    if problem := rules.holder_problem(rules.HolderKind(row.holder), driver is not None):
        return _refused("driver", problem)
    if row.evidence and not EVIDENCE.fullmatch(row.evidence):
        return _refused("evidence", "evidence_is_a_number")
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        return _refused("ends_at", "ends_before_start")
    return _driver_problem(driver, car, row.starts_at) if driver else None


def _driver_problem(driver: Driver, car: Vehicle, at: datetime) -> Verdict | None:
    if driver.employed_from is not None and not rules.Interval(driver.employed_from, driver.employed_to).holds(at):
        return _refused("driver", "not_employed")
    if not same_customer(driver.employer, car.employer):
        return _refused("driver", "other_client")
    return None


def _place(access: Access, row: NewCustody, timelines: Timelines) -> Verdict:
    """Put the interval on the timeline: as a handover where somebody holds the vehicle, else into the gap."""
    held = timelines.held[row.vehicle]
    driver = timelines.drivers[row.driver] if row.driver else None
    same = next((one for one in held if one.starts_at == row.starts_at), None)
    if same is not None:
        return _repeated(row, same, driver, timelines)
    running = next((one for one in held if interval_of(one).holds(row.starts_at)), None)
    if running is not None and (running.holder_kind, running.driver_id) == (row.holder, driver.pk if driver else None):
        return _refused("starts_at", rules.HandoverProblem.SAME_HOLDER)
    later = [one.starts_at for one in held if one.starts_at > row.starts_at]
    free_until = min(later, default=None)
    if row.ends_at is not None and free_until is not None and row.ends_at > free_until:
        return _refused("ends_at", "custody_overlaps")
    own_end = running.ends_at if running is not None else free_until
    if running is not None:
        running.ends_at = row.starts_at
        timelines.touched.append(running)
    fresh = _interval(access, row, timelines.vehicles[row.vehicle], driver, row.ends_at or own_end)
    held.append(fresh)
    timelines.touched.append(fresh)
    return Verdict(Told.ADDED)


def _repeated(row: NewCustody, known: Custody, driver: Driver | None, timelines: Timelines) -> Verdict:
    """The same start again: the same holder is no news, but for the end of an interval that ran on."""
    if (known.holder_kind, known.driver_id) != (row.holder, driver.pk if driver else None):
        return _refused("starts_at", "custody_differs")
    if row.ends_at is None or row.ends_at == known.ends_at:
        return Verdict(Told.UNCHANGED)
    if known.ends_at is not None:
        return _refused("ends_at", "custody_differs")
    known.ends_at = row.ends_at
    timelines.touched.append(known)
    return Verdict(Told.CHANGED)


def _interval(access: Access, row: NewCustody, car: Vehicle, driver: Driver | None, ends_at: datetime | None) -> Custody:
    return Custody(
        public_id=uuid4(),
        vehicle=car,
        driver=driver,
        holder_kind=row.holder,
        starts_at=row.starts_at,
        ends_at=ends_at,
        planned=row.starts_at > access.at,
        source=rules.Source.IMPORT,
        evidence=row.evidence,
    )
