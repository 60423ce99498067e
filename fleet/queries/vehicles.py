"""Vehicles as they leave the fleet: lists, cards, look-ups, totals. Every value passes the gate."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Avg, QuerySet, Sum

from fleet.models import Employer, PlatePeriod, Vehicle
from fleet.queries.pages import PAGE_SIZE, Page, after, page_of, page_size
from privacy import gate
from privacy.access import Access
from privacy.errors import BadInput
from privacy.gate import Disclosed

VEHICLE_LIST: Mapping[str, str] = {
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
    "employer": "employer__name",
}
"""Alias -> path of the vehicle's own part of MyFleet's list; the drivers app adds who drives it."""

VEHICLE_CARD: Mapping[str, str] = {**VEHICLE_LIST, "vin": "vin"}
PLATE_FIELDS = {"licence_plate": "plate", "country": "country", "starts_on": "starts_on", "ends_on": "ends_on"}


def vehicle_rows(*, employer: UUID | None = None, stage: str | None = None) -> QuerySet[Vehicle]:
    """A choice of vehicles for the reads of the apps above; only the gate scopes it and takes values from it.

    `employer` is the public id of an employer or unit and includes the units below; `stage` one of Vehicle.Stage.
    Raises BadInput for an unknown stage.
    """
    rows = Vehicle.objects.all()
    if stage is not None:
        if stage not in Vehicle.Stage.values:
            raise BadInput(code="choice", fields={"stage": [BadInput.message]})
        rows = rows.filter(stage=stage)
    if employer is not None:
        below = Employer.objects.filter(path__contains=f"{employer.hex}/")
        rows = rows.filter(employer_id__in=list(below.values_list("id", flat=True)))
    return rows


def list_vehicles(
    access: Access,
    *,
    employer: UUID | None = None,
    stage: str | None = None,
    fields: Mapping[str, str] = VEHICLE_LIST,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of the vehicles in reach, in order of registration. Raises BadInput (cursor, stage)."""
    size = page_size(size)
    rows = after(vehicle_rows(employer=employer, stage=stage), cursor)
    return page_of(gate.disclose(access, rows, fields, limit=size + 1), size)


def vehicle_card(access: Access, vehicle: UUID, *, fields: Mapping[str, str] = VEHICLE_CARD) -> Disclosed:
    """One vehicle. Raises NotFoundHere."""
    return gate.disclose_one(access, Vehicle.objects.filter(public_id=vehicle), fields)


def plate_history(access: Access, vehicle: UUID) -> list[Disclosed]:
    """The plates a vehicle carried, newest first. Raises NotFoundHere (vehicle out of reach)."""
    gate.row(access, Vehicle.objects.filter(public_id=vehicle))
    periods = PlatePeriod.objects.filter(vehicle__public_id=vehicle).order_by("-starts_on", "-id")
    return gate.disclose(access, periods, PLATE_FIELDS)


def find_vehicles(
    access: Access,
    *,
    licence_plate: str | None = None,
    vin: str | None = None,
    fields: Mapping[str, str] = VEHICLE_LIST,
) -> list[Disclosed]:
    """Vehicles with this plate or this VIN (give one), recorded as a look-up.

    A plate may hit more than one vehicle: writings differ by separators that the index drops, and countries share
    plates. Raises NotPermitted, TooManyLookups and BadInput (nothing to look for).
    """
    wanted = vin if licence_plate is None else licence_plate
    # What the index keeps of a plate is ASCII; a search for none of it would find every plate that has none.
    if not wanted or not any(sign.isascii() and sign.isalnum() for sign in wanted):
        raise BadInput(code="nothing_to_look_for")
    if licence_plate is None:
        return gate.find(access, Vehicle, fields, vin=wanted)
    return gate.find(access, Vehicle, fields, licence_plate=wanted)


def employer_of(access: Access, vehicle: UUID) -> UUID | None:
    """Public id of the employer or unit a vehicle hangs under; not personal. Raises NotFoundHere."""
    row = gate.row(access, Vehicle.objects.filter(public_id=vehicle).select_related("employer"))
    return row.employer.public_id if row.employer else None


def fleet_totals(access: Access, *, group_by: Iterable[str] = ("stage",)) -> list[dict[str, Any]]:
    """Number of vehicles, kilometres run and mean CO2 (g/km) of the fleet in reach, by stage, fuel_type or employer.

    `subjects` is the number of vehicles; a group below the policy's minimum is withheld. Raises BadInput (group) and
    NotPermitted (totals of an item that the purpose does not show).
    """
    paths = {"stage": "stage", "fuel_type": "fuel_type", "employer": "employer__name"}
    groups = tuple(group_by)
    if not set(groups) <= set(paths):
        raise BadInput(code="choice", fields={"group_by": [BadInput.message]})
    return gate.aggregate(
        access,
        Vehicle.objects.all(),
        group_by=tuple(paths[group] for group in groups),
        km=Sum("odometer_km"),
        co2=Avg("co2_g_km"),
    )
