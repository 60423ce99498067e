"""Drivers, custody, and the list of vehicles with who drives them, for apps and machines."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from rest_framework.response import Response

from drivers import actions, queries, rules
from fleet import api as fleet_api
from fleet import queries as fleet_queries
from privacy import api as privacy_api
from privacy.edge.inputs import Text
from privacy.edge.operations import Operation, Released
from privacy.edge.records import record, records
from privacy.edge.views import ApiView
from privacy.queries import OwnedFile

EMPLOYER = ("driver.fleet_reporting", "driver.vehicle_management", "driver.maintenance", "driver.accident")
SELF = ("driver.portal", "private.portal")
LESSOR = ("driver.communication", "private.communication", "private.vehicle_management")
READING = (*EMPLOYER, *SELF, *LESSOR)
UPKEEP = ("driver.vehicle_management", "private.vehicle_management")

HELD = {"held": "custody"}
CARS = Released("fleet.Vehicle", queries.CAR_FIELDS, relations=HELD)
CARS_WITH_DRIVERS = Released("fleet.Vehicle", queries.LIST_FIELDS, relations=HELD)
DRIVER = Released("drivers.Driver", {name: name for name in queries.DRIVER_FIELDS})
OWN_RECORDS = {"type": "object", "properties": {"results": {"type": "array", "items": {"type": "object"}}}}
WHO_HAD = {
    "type": "object",
    "properties": {
        "kind": {"type": "string"},
        "driver": {"type": ["string", "null"], "format": "uuid"},
        "since": {"type": ["string", "null"], "format": "date-time"},
        "until": {"type": ["string", "null"], "format": "date-time"},
        "confidence": {"type": "string"},
        "reason": {"type": "string"},
        "reason_code": {"type": "string"},
    },
}


class Expand(StrEnum):
    """What else a vehicle shows."""

    DRIVER = "driver"


@dataclass(frozen=True, kw_only=True)
class VehicleQuery:
    """With `expand=driver` each vehicle shows who drives it now, as far as the purpose allows.

    A plate or a VIN is looked up exactly, by roles that may, and stands alone.
    """

    expand: Expand | None = None
    employer: uuid.UUID | None = None
    stage: Annotated[str, Text(max_chars=20)] | None = None
    licence_plate: Annotated[str, Text(max_chars=40)] | None = None
    vin: Annotated[str, Text(max_chars=40)] | None = None


@dataclass(frozen=True, kw_only=True)
class NoFilter:
    """A list that offers no filter."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The moment asked about."""

    at: datetime


# No generated repr: it would print the person into logs and tracebacks.
@dataclass(frozen=True, kw_only=True, repr=False)
class DriverInput:
    """One person to add: a driver of an employer, or a private lessee."""

    full_name: Annotated[str, Text(max_chars=200)]
    kind: rules.DriverKind = rules.DriverKind.DRIVER
    employer: uuid.UUID | None = None
    employed_from: datetime | None = None
    employed_to: datetime | None = None
    country: Annotated[str, Text(max_chars=2)] = "NL"
    language: Annotated[str, Text(max_chars=2)] = "nl"
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    date_of_birth: date | None = None
    gender: str = ""
    nationality: str = ""
    national_id_number: str = ""
    driver_id: str = ""
    bank_account_details: str = ""
    driving_licence: str = ""
    operational_contact: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class ContactInput:
    """Contact data to change."""

    email: Annotated[str, Text(max_chars=254, blank=True)] | None = None
    phone: Annotated[str, Text(max_chars=40, blank=True)] | None = None
    postal_address: Annotated[str, Text(max_chars=500, blank=True)] | None = None
    operational_contact: Annotated[str, Text(max_chars=200, blank=True)] | None = None


class Vehicles(fleet_api.NewVehicles):
    """Vehicles in reach; fleet staff and machines register one."""

    purposes = {"GET": READING, "POST": UPKEEP}
    operations = {
        "GET": Operation("Vehicles in reach", gives=CARS_WITH_DRIVERS, many=True, query=VehicleQuery),
        "POST": Operation("Register a vehicle", gives=fleet_api.VEHICLE, takes=fleet_api.VehicleInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of vehicles, in one disclosure; or those with a plate or VIN, recorded as a look-up."""
        wanted = self.query(VehicleQuery)
        page = self.page()
        if wanted.licence_plate or wanted.vin:
            found = fleet_queries.find_vehicles(self.access, licence_plate=wanted.licence_plate, vin=wanted.vin)
            return self.listed(found, page, None)
        shows = CARS_WITH_DRIVERS.fields if wanted.expand else CARS.fields
        chosen = None
        if wanted.employer or wanted.stage:
            chosen = fleet_queries.vehicle_rows(employer=wanted.employer, stage=wanted.stage)
        shown = queries.vehicles_with_drivers(self.access, after=page.after, size=page.limit, fields=shows, vehicles=chosen)
        return self.listed(shown.rows, page, shown.next_cursor)


class Drivers(ApiView):
    """Drivers in reach; fleet staff and machines add one."""

    purposes = {"GET": READING, "POST": UPKEEP}
    operations = {
        "GET": Operation("Drivers in reach", gives=DRIVER, many=True, query=NoFilter),
        "POST": Operation("Add a driver", gives=DRIVER, takes=DriverInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of drivers, in one disclosure."""
        self.query(NoFilter)
        page = self.page()
        found = queries.drivers(self.access, after=page.after, size=page.limit)
        return self.listed(found.rows, page, found.next_cursor)

    def post(self, request: Any) -> Response:
        """Adds one person."""
        sent = self.read(DriverInput)
        values = {one.name: getattr(sent, one.name) for one in fields(sent)}
        return self.made(
            lambda: actions.add_driver(access=self.access, driver=actions.NewDriver(**values)),
            lambda made: record(queries.driver_card(self.access, made)),
            "api_driver",
        )


class Driver(ApiView):
    """One driver."""

    purposes = {"GET": READING, "PATCH": (*UPKEEP, *SELF)}
    operations = {
        "GET": Operation("One driver", gives=DRIVER),
        "PATCH": Operation("Change contact data", gives=DRIVER, takes=ContactInput, versioned=True),
    }

    def get(self, request: Any, driver: uuid.UUID) -> Response:
        """The driver, as far as the purpose shows."""
        changed_at = queries.driver_changed_at(self.access, driver)
        return self.one(queries.driver_card(self.access, driver), changed_at=changed_at)

    def patch(self, request: Any, driver: uuid.UUID) -> Response:
        """Changes contact data: what is left out stays, an empty text clears."""
        sent = self.read(ContactInput)
        values = {one.name: getattr(sent, one.name) for one in fields(sent)}
        return self.changed(
            driver,
            lambda: queries.driver_changed_at(self.access, driver, lock=True),
            lambda: actions.change_contact(access=self.access, driver=driver, **values),
            lambda: self.get(request, driver),
        )


class OwnRecord(ApiView):
    """What is held of the person who asks."""

    purposes = {"GET": SELF}
    operations = {"GET": Operation("What is held of me", gives=OWN_RECORDS)}

    def get(self, request: Any) -> Response:
        """One record per employment or private lease, with every item."""
        return self.shaped({"results": records(queries.own_record(self.access))})


class AccessLog(privacy_api.AccessLog):
    """Who saw my data, with the looks at the car while I had it (GDPR Art. 15)."""

    def files(self) -> list[OwnedFile]:
        """The vehicles held, each for the time of holding."""
        return queries.own_files(self.access)


class WhoHad(ApiView):
    """Who held a vehicle at a moment: the one door from a vehicle to a person."""

    purposes = {"GET": ("driver.accident", "private.accident", "driver.vehicle_management")}
    operations = {"GET": Operation("Who had the vehicle", gives=WHO_HAD, query=Moment)}

    def get(self, request: Any, vehicle: uuid.UUID) -> Response:
        """The holder at the moment, how sure that is, and why."""
        wanted = self.query(Moment)
        found = queries.who_had(self.access, vehicle, wanted.at)
        names = ("kind", "driver", "since", "until", "confidence", "reason", "reason_code")
        return self.shaped({name: getattr(found, name) for name in names})
