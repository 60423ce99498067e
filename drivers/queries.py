"""Every read of drivers and custody that leaves this app. All go through the gate: scope, decision, ledger, then values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.models import Custody, Driver
from fleet.models import Vehicle
from fleet.queries.pages import PAGE_SIZE as PAGE_SIZE
from fleet.queries.pages import Page as Page
from fleet.queries.pages import after as behind
from fleet.queries.pages import page_size
from privacy import gate, policy
from privacy.access import Access, one_look
from privacy.errors import BadInput
from privacy.gate import Disclosed
from privacy.queries import OwnedFile

REASON_TEXTS = {
    rules.Reason.PROVEN: _("a signed form or the driver confirms it"),
    rules.Reason.RECORDED: _("entered at the desk or imported, not confirmed by the driver"),
    rules.Reason.PLANNED: _("a handover was planned for then; nobody confirmed that it took place"),
    rules.Reason.NEAR_A_HANDOVER: _("the vehicle changed hands within half an hour of this time; ask the driver"),
    rules.Reason.EMPLOYMENT_ENDED: _("the driver named was not employed at this time; ask the employer"),
    rules.Reason.POOL: _("a pool car without a named driver; ask the employer"),
    rules.Reason.NOBODY: _("no holder is recorded for this time"),
}

DRIVER_ITEMS = (
    "full_name",
    "email",
    "phone",
    "postal_address",
    "date_of_birth",
    "gender",
    "nationality",
    "national_id_number",
    "driver_id",
    "bank_account_details",
    "driving_licence",
    "operational_contact",
)
DRIVER_FIELDS = (*DRIVER_ITEMS, "country", "language", "employed_from", "employed_to")
DRIVER_CARD: Mapping[str, str] = {name: name for name in DRIVER_FIELDS}
CAR_FIELDS: Mapping[str, str] = {
    "licence_plate": "licence_plate",
    "plate_country": "plate_country",
    "make": "make",
    "model": "model",
    "fuel_type": "fuel_type",
    "co2_g_km": "co2_g_km",
    "stage": "stage",
    "odometer_km": "odometer_km",
    "odometer_at": "odometer_at",
    "lease_ends_on": "lease_ends_on",
    "lease_km_total": "lease_km_total",
    "custody.id": "held__public_id",
    "custody.since": "held__starts_at",
    "custody.until": "held__ends_at",
    "custody.holder": "held__holder_kind",
    "custody.planned": "held__planned",
}
# The list of MyFleet: the vehicle, and the six items by which an employer's fleet manager reaches its driver.
LIST_FIELDS: Mapping[str, str] = {
    **CAR_FIELDS,
    "driver.id": "held__driver__public_id",
    "driver.full_name": "held__driver__full_name",
    "driver.driver_id": "held__driver__driver_id",
    "driver.email": "held__driver__email",
    "driver.phone": "held__driver__phone",
    "driver.postal_address": "held__driver__postal_address",
    "driver.operational_contact": "held__driver__operational_contact",
}
HOLDER_FIELDS: Mapping[str, str] = {
    "holder": "holder_kind",
    "driver": "driver__public_id",
    "since": "starts_at",
    "until": "ends_at",
    "planned": "planned",
    "source": "source",
    "employed_from": "driver__employed_from",
    "employed_to": "driver__employed_to",
}
CONTRACT_FIELDS: Mapping[str, str] = {
    "contract.id": "lease__public_id",
    "contract.number": "lease__number",
    "contract.state": "lease__state",
    "contract.category": "lease__category",
    "contract.starts_on": "lease__latest__starts_on",
    "contract.ends_on": "lease__latest__ends_on",
    "contract.term_months": "lease__latest__term_months",
    "contract.km_total": "lease__latest__km_total",
    "contract.services": "lease__latest__services",
}
OWN_CAR_FIELDS: Mapping[str, str] = {**CAR_FIELDS, "vin": "vin", **CONTRACT_FIELDS}


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who held a vehicle at an instant, how sure that is, and why.

    Args:
        kind: driver, pool, garage, tow, replacement, lessor, or "nobody" in a gap.
        driver: public id of the driver; None when the holder names no person.
        since, until: the interval, half open; until None is still running.
        confidence: proven, recorded, unsure or unknown.
        reason: the ground in words. reason_code: the same for machines.
    """

    kind: str
    driver: UUID | None
    since: datetime | None
    until: datetime | None
    confidence: str
    reason: Any
    reason_code: str


def who_had(access: Access, vehicle: UUID, at: datetime) -> Custodian:
    """Who held the vehicle at the instant: the one door from a vehicle to a person, always in the ledger.

    Raises:
        BadInput: the instant has no time zone. NotFoundHere: the vehicle is out of reach.
    """
    if at.tzinfo is None:
        raise BadInput(code="zone_missing", fields={"at": [_("Give the time with its time zone.")]})
    gate.row(access, Vehicle.objects.filter(public_id=vehicle))
    held = Custody.objects.filter(_holds(at), vehicle__public_id=vehicle)
    shown = gate.disclose(access, held, HOLDER_FIELDS, limit=1)
    return _custodian(shown[0], at) if shown else _nobody(at)


def my_cars(access: Access) -> list[Disclosed]:
    """The vehicles that the person behind the access holds at this moment."""
    return gate.disclose(access, _mine(access).order_by("held__starts_at", "id"), CAR_FIELDS)  # type: ignore[misc]


def my_vehicle_card(access: Access, vehicle: UUID) -> Disclosed:
    """One of the own vehicles: the car, the contract in force, and since when it is held.

    Raises:
        NotFoundHere: not held by this person now.
    """
    running = FilteredRelation("contracts", condition=Q(contracts__state="active"))
    mine = _mine(access).annotate(lease=running)
    return gate.disclose_one(access, mine.filter(public_id=vehicle), OWN_CAR_FIELDS)


def driver_card(access: Access, driver: UUID) -> Disclosed:
    """One driver with twelve items, as far as the purpose shows them.

    Raises:
        NotFoundHere
    """
    found = gate.disclose_often(access, "drivers.driver_card", _one_driver, DRIVER_CARD, limit=1, record_page=True, driver=driver)
    return found[0] if found else gate.disclose_one(access, Driver.objects.none(), DRIVER_FIELDS)


def driver_changed_at(access: Access, driver: UUID, *, lock: bool = False) -> datetime:
    """When the record last changed, which tells a version that was read from a newer one; not personal.

    Args:
        lock: keep others from changing the record until the transaction of the caller ends.

    Raises:
        NotFoundHere
    """
    rows = Driver.objects.select_for_update(of=("self",)) if lock else Driver.objects.all()
    changed_at: datetime = gate.row(access, rows.filter(public_id=driver)).changed_at
    return changed_at


def own_record(access: Access) -> list[Disclosed]:
    """What is held of the person behind the access; one row per employment or private lease."""
    mine = Driver.objects.filter(subject=access.actor.subject_id)
    return gate.disclose(access, mine.order_by("id"), DRIVER_FIELDS)


def own_files(access: Access) -> list[OwnedFile]:
    """The files of the vehicles that the person behind the access holds or held, each for the time of holding.

    Whoever looked at the car in that time looked at the person who had it, so these looks belong in their own record.
    """
    held = gate.rows(access, Custody.objects.filter(driver__subject=access.actor.subject_id, driver__isnull=False))
    stays = held.exclude(ends_at=F("starts_at")).order_by("starts_at")
    return [OwnedFile(*stay) for stay in stays.values_list("vehicle__file", "starts_at", "ends_at")]


def drivers(access: Access, *, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The drivers in reach, one page.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    gate.check_claim(access)
    kinds = policy.current().purposes[access.purpose].subject_kinds
    return _page(access, behind(Driver.objects.filter(subject__kind__in=kinds), after), DRIVER_FIELDS, size)


def custodies(access: Access, vehicle: UUID, *, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The timeline of one vehicle as far as the access reaches it, newest first.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    rows = Custody.objects.filter(vehicle__public_id=vehicle).exclude(ends_at=F("starts_at"))
    fields = {**HOLDER_FIELDS, "driver.full_name": "driver__full_name", "attention": "attention"}
    return _page(access, behind(rows, after, "starts_at", newest_first=True), fields, size)


def vehicles_with_drivers(
    access: Access,
    *,
    after: str | None = None,
    size: int = PAGE_SIZE,
    fields: Mapping[str, str] = LIST_FIELDS,
    vehicles: QuerySet[Vehicle] | None = None,
) -> Page:
    """The list of MyFleet: vehicles in reach, each with its present driver, one page in one disclosure.

    Args:
        after: cursor from the page before. size: 1 to 100 rows.
        fields: alias -> path; paths through "held" reach the interval that holds at the moment of the access.
        vehicles: a narrower choice, as from a filter; default all.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    # Employer first: with the grants named, the composite index (employer, id) gives the page in order.
    if after is None and vehicles is None and fields is LIST_FIELDS:
        size = page_size(size)
        shown = gate.disclose_often(access, "drivers.vehicles_with_drivers", _first_page(size), fields, limit=size)
        return Page(shown, str(shown[-1].id) if len(shown) == size else None)
    rows = vehicles_held(access.at, vehicles)
    if after:
        rows = rows.filter(_beyond(after))
    return _page(access, rows.order_by("employer_id", "id"), fields, size)


def vehicles_held(at: datetime, vehicles: QuerySet[Vehicle] | None = None) -> QuerySet[Vehicle]:
    """Vehicles with the custody interval that holds ``at`` joined as "held"; vehicles nobody holds stay in.

    For the reads of the apps above; rows leave through the gate only.
    """
    rows = Vehicle.objects.all() if vehicles is None else vehicles
    holds = Q(custody__starts_at__lte=at) & (Q(custody__ends_at=None) | Q(custody__ends_at__gt=at))
    return rows.annotate(held=FilteredRelation("custody", condition=holds))


def _one_driver(access: Access, driver: UUID) -> QuerySet[Driver]:
    return Driver.objects.filter(public_id=driver)


def _first_page(size: int) -> Callable[[Access], QuerySet[Vehicle]]:
    """The first page, with its rows fixed before anything is joined to them; see `_page`."""

    def build(access: Access) -> QuerySet[Vehicle]:
        rows = vehicles_held(access.at).order_by("employer_id", "id")
        return rows.filter(pk__in=gate.rows(access, rows).values("pk")[:size])

    return build


def _mine(access: Access) -> QuerySet[Vehicle]:
    return vehicles_held(access.at).filter(held__driver__subject=access.actor.subject_id)  # type: ignore[misc]


def _holds(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


def _page(access: Access, rows: QuerySet[Any], fields: Any, size: int) -> Page:
    """One page: which rows, then their fields.

    The page is fixed in a sub-query, so that the database knows that it judges a hundred rows and not, for a large
    employer, a hundred thousand. No surplus row is read to see whether there is more: it would stand in the ledger as
    shown to somebody.
    """
    size = page_size(size)
    with one_look():
        reached = gate.rows(access, rows).values("pk")[:size]
        shown = gate.disclose(access, rows.filter(pk__in=reached), fields, limit=size)
    return Page(shown, str(shown[-1].id) if len(shown) == size else None)


def _beyond(cursor: str) -> Q:
    """Vehicles after the cursor's in the order employer, id; those without employer come last."""
    try:
        found = Vehicle.objects.filter(public_id=UUID(cursor)).values_list("employer_id", "id").first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(_("This page does not exist any more. Start from the first page."), code="unknown_cursor")
    employer, last = found
    if employer is None:
        return Q(employer_id=None, id__gt=last)
    return Q(employer_id=employer, id__gt=last) | Q(employer_id__gt=employer) | Q(employer_id=None)


def _custodian(row: Disclosed, at: datetime) -> Custodian:
    holder, driver = rules.HolderKind(row["holder"]), row.get("driver")
    interval = rules.Interval(row["since"], row["until"])
    stay = rules.Stay(interval, holder, driver, row["planned"], rules.Source(row["source"]))
    answer = rules.who_had(stay, at=at, employment=_employment(row.id))
    return Custodian(
        kind=holder,
        driver=driver,
        since=interval.starts_at,
        until=interval.ends_at,
        confidence=answer.confidence,
        reason=REASON_TEXTS[answer.reason],
        reason_code=answer.reason,
    )


def _employment(custody: UUID) -> rules.Interval | None:
    """Used to judge the answer, not released: how sure we are may not depend on what the reader is shown."""
    found = Driver.objects.filter(custody__public_id=custody).values_list("employed_from", "employed_to").first()
    if not found or found[0] is None:
        return None
    return rules.Interval(found[0], found[1])


def _nobody(at: datetime) -> Custodian:
    answer = rules.who_had(None, at=at)
    return Custodian("nobody", None, None, None, answer.confidence, REASON_TEXTS[answer.reason], answer.reason)
