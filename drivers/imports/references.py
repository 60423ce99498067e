"""Vehicles and people as a file names them, found for a whole batch with one look-up per way of naming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from drivers.imports.cells import Cell, Reading, UnreadableError, as_text
from drivers.imports.columns import Column, column, text
from drivers.imports.job import Job
from drivers.imports.lines import Line
from drivers.models import Driver
from fleet.models import Vehicle
from fleet.queries import Match, matches
from fleet.rules import vins
from fleet.rules.malformed import Malformed


def vin(cell: Cell, _reading: Reading) -> str:
    """Reads a VIN in its one spelling."""
    try:
        return vins.parse(as_text(cell)).number
    except Malformed as problem:
        raise UnreadableError(problem.code) from None


VIN = column(
    "vin",
    ("Chassisnummer", "Numéro de châssis", "VIN"),
    _("Vehicle identification number: 17 capital letters and digits."),
    vin,
    "chassisnr",
    "voertuigidentificatienummer",
    "numéro d'identification",
    "n° de châssis",
    "chassis number",
    "vehicle identification number",
)
PLATE = column(
    "licence_plate",
    ("Kenteken", "Immatriculation", "Licence plate"),
    _("The plate as it is on the vehicle, with or without dashes."),
    text,
    "plate",
    "license plate",
    "registration",
    "nummerplaat",
    "plaque",
    "plaque d'immatriculation",
)
EMPLOYER = column(
    "employer",
    ("Werkgever", "Employeur", "Employer"),
    _('Name of the client or unit. Where two units share a name: "Company > Unit".'),
    text,
    "client",
    "klant",
    "customer",
    "unit",
    "eenheid",
    "afdeling",
    "entité",
)
EMAIL = column(
    "driver_email",
    ("E-mail bestuurder", "E-mail du conducteur", "Driver e-mail"),
    _("E-mail address of the driver, as on file."),
    text,
    "email",
    "e-mail",
    "email bestuurder",
    "courriel",
)
DRIVER_ID = column(
    "driver_id",
    ("Personeelsnummer", "Matricule", "Employee number"),
    _("The employer's own number of the driver."),
    text,
    "bestuurdersnummer",
    "numéro de conducteur",
    "driver id",
)
CAR_COLUMNS: tuple[Column, ...] = (VIN, PLATE)
CAR_PATHS = ("employer__public_id", "employer__country")
DRIVER_PATHS = ("employer__public_id", "employed_from", "employed_to", "subject__kind")


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle that a line names; `columns` are those asked for."""

    id: UUID
    employer: UUID | None
    country: str
    columns: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A driver record that a line names."""

    id: UUID
    subject: UUID
    employer: UUID | None
    employed_from: datetime | None
    employed_to: datetime | None
    kind: str

    def employed_at(self, at: datetime) -> bool:
        """Whether the employment ran; a private lessee has none."""
        started = self.employed_from is None or self.employed_from <= at
        return started and (self.employed_to is None or at < self.employed_to)


def car_key(line: Line) -> str:
    """How a line names its vehicle, without separators."""
    named = line.get("vin") or line.get("licence_plate") or ""
    return "".join(sign for sign in named.upper() if sign.isalnum())


def find_cars(job: Job, lines: Sequence[Line], *columns: str) -> dict[int, Car]:
    """The vehicle of each line by line number; lines whose vehicle is not found, or not sure, are refused."""
    numbers = {line.get("vin") for line in lines if line.open and line.get("vin")}
    plates = {line.get("licence_plate") for line in lines if line.open and searchable(line.get("licence_plate"))}
    paths = (*CAR_PATHS, *columns)
    by_vin = matches(job.access, Vehicle, "vin", sorted(numbers), *paths) if numbers else {}
    by_plate = matches(job.access, Vehicle, "licence_plate", sorted(plates), *paths) if plates else {}
    found: dict[int, Car] = {}
    for line in lines:
        if line.open:
            car = _car_of(line, by_vin.get(line.get("vin", ""), []), by_plate.get(line.get("licence_plate", ""), []))
            found |= {line.number: car} if car else {}
    return found


def searchable(plate: str | None) -> bool:
    """Whether a plate can be searched by: its index keeps Latin letters and digits only."""
    return any(sign.isascii() and sign.isalnum() for sign in plate or "")


def _car_of(line: Line, by_vin: Sequence[Match], by_plate: Sequence[Match]) -> Car | None:
    """The VIN decides; a plate beside it must be that vehicle's own or nobody's."""
    field = "vin" if line.get("vin") else "licence_plate"
    hits = by_vin if line.get("vin") else by_plate
    if not hits:
        line.refuse(field, "vehicle_unknown" if line.get(field) else "vehicle_not_named")
    elif len(hits) > 1:
        line.refuse(field, "plate_ambiguous")
    elif by_plate and hits[0].id not in {hit.id for hit in by_plate}:
        line.refuse("licence_plate", "plate_of_other_vehicle")
    else:
        employer, country, *rest = hits[0].columns
        return Car(hits[0].id, employer, country or "", tuple(rest))
    return None


def find_people(job: Job, lines: Sequence[Line], field: str, name: str) -> dict[str, list[Person]]:
    """The driver records by the value of one column: `field` of the record (email or driver_id), `name` of the column."""
    values = {line.get(name) for line in lines if line.open and line.get(name)}
    if not values:
        return {}
    found = matches(job.access, Driver, field, sorted(values), *DRIVER_PATHS)
    return {value: _people(hits) for value, hits in found.items()}


def _people(hits: Iterable[Match]) -> list[Person]:
    return [Person(hit.id, hit.subject, *hit.columns) for hit in hits]
