"""Who holds a vehicle: start, hand over, plan, confirm, end. Each vehicle has one holder at each instant.

Times default to the moment of the access. Intervals are half open: the receiver holds the vehicle from the instant on.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.actions.checks import timed
from drivers.actions.holding import (
    form_number,
    held_intervals,
    holder_kind,
    interval_of,
    locked_vehicle,
    new_custody,
    refuse_handover,
    refuse_overlap,
    save,
    stay_of,
)
from drivers.actions.people import THEMSELF
from drivers.models import Custody
from fleet.actions.permitted import KEEPERS, only
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import BadInput, Conflict


def start_custody(
    *,
    access: Access,
    vehicle: UUID,
    holder: str,
    driver: UUID | None = None,
    at: datetime | None = None,
    until: datetime | None = None,
    source: str = rules.Source.DESK,
    evidence: str = "",
) -> UUID:
    """Open an interval in a stretch of time in which nobody holds the vehicle.

    Raises:
        BadInput: holder, driver or times do not fit together.
        Conflict: somebody holds it in that stretch; the text says from when until when.
        NotFoundHere, NotPermitted
    """
    only(access, KEEPERS)
    wanted = rules.Interval(timed(at, "at") or access.at, timed(until, "until"))
    if wanted.is_empty():
        raise BadInput(code="ends_before_start", fields={"until": [_("This is not after the start.")]})
    with change(access, "drivers.start_custody") as work:
        car = locked_vehicle(access, vehicle)
        row = new_custody(access, car, holder=holder, driver=driver, interval=wanted, source=source, evidence=evidence)
        refuse_overlap(wanted, [interval_of(held) for held in held_intervals(car)])
        save(work, row, "custody started")
    return row.public_id


def hand_over(
    *,
    access: Access,
    vehicle: UUID,
    holder: str,
    driver: UUID | None = None,
    at: datetime | None = None,
    source: str = rules.Source.DESK,
    evidence: str = "",
) -> UUID:
    """Close the running interval and open the next at the same instant, now or back-dated.

    A back-dated handover splits the interval that ran then; what follows it stays as it is.

    Raises:
        BadInput: the instant is in the future (plan it instead), or holder and driver do not fit.
        Conflict: nobody holds the vehicle then, or it changed hands at exactly that instant.
    """
    only(access, KEEPERS)
    moment = timed(at, "at") or access.at
    if moment > timezone.now():
        raise BadInput(code="in_future", fields={"at": [_("This is in the future. Plan the handover instead.")]})
    with change(access, "drivers.hand_over") as work:
        row = _split(access, work, vehicle, holder, driver, moment, source, evidence)
    return row.public_id


def plan_hand_over(
    *,
    access: Access,
    vehicle: UUID,
    holder: str,
    driver: UUID | None = None,
    at: datetime,
    source: str = rules.Source.DESK,
    evidence: str = "",
) -> UUID:
    """Plan a handover for later: a future interval that takes over at ``at``.

    It takes effect by itself; until it is confirmed, who_had calls it unsure.

    Raises:
        BadInput: ``at`` is not in the future. Conflict: as for hand_over.
    """
    only(access, KEEPERS)
    moment = timed(at, "at") or at
    if moment <= timezone.now():
        raise BadInput(code="not_in_future", fields={"at": [_("A planned handover lies in the future.")]})
    with change(access, "drivers.plan_hand_over") as work:
        row = _split(access, work, vehicle, holder, driver, moment, source, evidence, planned=True)
    return row.public_id


def confirm_hand_over(*, access: Access, custody: UUID, evidence: str = "") -> UUID:
    """Confirm that a planned handover took place as planned; a driver may confirm the own one.

    Raises:
        Conflict: it was confirmed before, or its time has not come.
    """
    only(access, KEEPERS | THEMSELF)
    with change(access, "drivers.confirm_hand_over") as work:
        row = gate.row(access, Custody.objects.select_for_update(of=("self",)).filter(public_id=custody))
        if not row.planned or not interval_of(row).holds(access.at):
            raise Conflict(_("There is no planned handover to confirm now."), code="nothing_to_confirm")
        row.planned = False
        row.evidence = form_number(evidence) or row.evidence
        row.source = rules.Source.DRIVER_CONFIRMED if access.role in THEMSELF else row.source
        save(work, row, "handover confirmed")
    return row.public_id


def withdraw_planned_hand_over(*, access: Access, custody: UUID) -> UUID:
    """Take back a plan that has not begun: the holder before it keeps the vehicle for as long as the plan ran.

    Raises:
        Conflict: it has begun, or is not a plan.
    """
    only(access, KEEPERS)
    with change(access, "drivers.withdraw_planned_hand_over") as work:
        row = gate.row(access, Custody.objects.select_for_update(of=("self",)).filter(public_id=custody))
        if not row.planned or row.starts_at <= timezone.now() or interval_of(row).is_empty():
            raise Conflict(_("Only a planned handover that has not begun can be withdrawn."), code="not_planned")
        before = Custody.objects.select_for_update().filter(vehicle_id=row.vehicle_id, ends_at=row.starts_at)
        earlier = before.exclude(starts_at=F("ends_at")).first()
        ends_at, row.ends_at = row.ends_at, row.starts_at
        save(work, row, "planned handover withdrawn")
        if earlier is not None:
            earlier.ends_at = ends_at
            save(work, earlier, "planned handover withdrawn")
    return row.public_id


def end_custody(*, access: Access, vehicle: UUID, at: datetime | None = None) -> UUID:
    """End the interval that runs at ``at`` without a next holder, as when the vehicle leaves the fleet.

    Raises:
        Conflict: nobody holds the vehicle then.
    """
    only(access, KEEPERS)
    moment = timed(at, "at") or access.at
    with change(access, "drivers.end_custody") as work:
        rows = held_intervals(locked_vehicle(access, vehicle))
        row = next((held for held in rows if interval_of(held).holds(moment)), None)
        if row is None:
            raise Conflict(_("Nobody holds this vehicle at that time."), code=rules.HandoverProblem.NOBODY_HOLDS)
        row.ends_at = moment
        save(work, row, "custody ended")
    return row.public_id


def mark_pool(*, access: Access, vehicle: UUID, at: datetime | None = None) -> UUID:
    """Make the vehicle a pool car from ``at`` on: handed over by whoever holds it, or started when nobody does."""
    only(access, KEEPERS)
    moment = timed(at, "at") or access.at
    pool = rules.HolderKind.POOL
    with change(access, "drivers.mark_pool") as work:
        car = locked_vehicle(access, vehicle)
        rows = held_intervals(car)
        if any(interval_of(held).holds(moment) for held in rows):
            row = _split(access, work, vehicle, pool, None, moment, rules.Source.DESK, "")
        else:
            wanted = rules.Interval(moment, min((r.starts_at for r in rows if r.starts_at > moment), default=None))
            row = new_custody(access, car, holder=pool, driver=None, interval=wanted, source=rules.Source.DESK, evidence="")
            save(work, row, "pool car")
    return row.public_id


def _split(
    access: Access,
    work: Change,
    vehicle: UUID,
    holder: str,
    driver: UUID | None,
    at: datetime,
    source: str,
    evidence: str,
    planned: bool = False,
) -> Custody:
    car = locked_vehicle(access, vehicle)
    rows = held_intervals(car)
    plan = rules.handover_plan([stay_of(row) for row in rows], to=holder_kind(holder), driver=driver, at=at)
    if plan.problem is not None or plan.closes is None or plan.opens is None:
        refuse_handover(plan.problem or rules.HandoverProblem.NOBODY_HOLDS)
    row = new_custody(access, car, holder=holder, driver=driver, interval=plan.opens, source=source, evidence=evidence)
    row.planned = planned
    running = rows[plan.closes]
    running.ends_at = at
    save(work, running, "handed over")
    save(work, row, "handed over")
    return row
