"""Rows and refusals that the custody verbs share."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.models import Custody, Driver
from fleet.actions.vehicles import same_customer
from fleet.models import Vehicle
from privacy import gate
from privacy.access import Access
from privacy.change import Change
from privacy.errors import BadInput, Conflict

# A number of a form or file. No spaces, so no sentence about a person fits in.
EVIDENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,39}")
HANDOVER_TEXTS = {
    rules.HandoverProblem.NOBODY_HOLDS: _("Nobody holds this vehicle at that time. Start a custody instead."),
    rules.HandoverProblem.SAME_INSTANT: _("The vehicle already changed hands at exactly that time."),
    rules.HandoverProblem.SAME_HOLDER: _("This holder has the vehicle already at that time."),
}


def locked_vehicle(access: Access, vehicle: UUID) -> Vehicle:
    """The vehicle, locked: two handovers of one vehicle wait for each other."""
    cars = Vehicle.objects.select_for_update(of=("self",)).select_related("employer")
    return gate.row(access, cars.filter(public_id=vehicle))


def held_intervals(car: Vehicle) -> list[Custody]:
    rows = Custody.objects.filter(vehicle=car).exclude(ends_at=F("starts_at"))
    return list(rows.annotate(driver_ref=F("driver__public_id")).order_by("starts_at"))


def interval_of(row: Custody) -> rules.Interval:
    return rules.Interval(row.starts_at, row.ends_at)


def stay_of(row: Any) -> rules.Stay:
    return rules.Stay(interval_of(row), rules.HolderKind(row.holder_kind), row.driver_ref, row.planned)


def new_custody(
    access: Access,
    car: Vehicle,
    *,
    holder: str,
    driver: UUID | None,
    interval: rules.Interval,
    source: str,
    evidence: str,
) -> Custody:
    kind = holder_kind(holder)
    person = _driver(access, driver, car, interval.starts_at)
    problem = rules.holder_problem(kind, person is not None)
    if problem is rules.HolderProblem.DRIVER_MISSING:
        raise BadInput(code=problem, fields={"driver": [_("Name the driver who takes the vehicle.")]})
    if problem is rules.HolderProblem.DRIVER_NOT_ALLOWED:
        raise BadInput(code=problem, fields={"driver": [_("This kind of holder has no driver.")]})
    return Custody(
        vehicle=car,
        driver=person,
        holder_kind=kind,
        starts_at=interval.starts_at,
        ends_at=interval.ends_at,
        source=_source(source),
        evidence=form_number(evidence),
    )


def _driver(access: Access, driver: UUID | None, car: Vehicle, at: datetime) -> Driver | None:
    if driver is None:
        return None
    row = gate.row(access, Driver.objects.select_related("employer").filter(public_id=driver))
    if row.employed_from is not None and not rules.Interval(row.employed_from, row.employed_to).holds(at):
        raise BadInput(code="not_employed", fields={"driver": [_("This driver is not employed at that time.")]})
    if not same_customer(row.employer, car.employer):
        raise BadInput(code="other_client", fields={"driver": [_("Driver and vehicle belong to different clients.")]})
    return row


def holder_kind(holder: str) -> rules.HolderKind:
    try:
        return rules.HolderKind(holder)
    except ValueError:
        raise BadInput(code="unknown_holder", fields={"holder": [_("Choose one of the kinds of holder.")]}) from None


def _source(source: str) -> rules.Source:
    try:
        return rules.Source(source)
    except ValueError:
        raise BadInput(code="unknown_source", fields={"source": [_("Choose one of the sources.")]}) from None


def form_number(evidence: str) -> str:
    if evidence and not EVIDENCE.fullmatch(evidence):
        text = _("Give the number of the form or file: letters, digits, and / . _ - only.")
        raise BadInput(code="evidence_is_a_number", fields={"evidence": [text]})
    return evidence


def refuse_overlap(wanted: rules.Interval, existing: Sequence[rules.Interval]) -> None:
    clash = rules.first_overlap(wanted, existing)
    if clash is None:
        return
    text = (
        _("Somebody holds this vehicle from %(start)s. Hand it over instead.")
        if clash.ends_at is None
        else _("Somebody holds this vehicle from %(start)s until %(end)s. Hand it over instead.")
    )
    raise Conflict(text % {"start": _shown(clash.starts_at), "end": _shown(clash.ends_at)}, code="custody_overlaps")


def _shown(at: datetime | None) -> str:
    return "" if at is None else f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"


def refuse_handover(problem: rules.HandoverProblem) -> NoReturn:
    raise Conflict(HANDOVER_TEXTS[problem], code=problem)


def save(work: Change, row: Custody, reason: str) -> None:
    """Save; when a parallel change was first, the exclusion constraint refuses and the caller is told so."""
    try:
        work.save(row, reason=reason)
    except IntegrityError:
        raise Conflict(
            _("Somebody else changed the custody of this vehicle. Reload the page."), code="custody_overlaps"
        ) from None
