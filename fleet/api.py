"""Vehicles, contracts and odometer readings, for apps and machines. The list of vehicles stands with the drivers, who hold them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from rest_framework.response import Response

from fleet import actions, queries
from fleet.queries.contracts import CONTRACT_LIST
from fleet.queries.odometer import READING_FIELDS
from privacy.edge.inputs import Many, Number, Text, Whole
from privacy.edge.operations import Operation, Released
from privacy.edge.records import record, records
from privacy.edge.views import ApiView

EMPLOYER = ("driver.fleet_reporting", "driver.vehicle_management", "driver.maintenance", "driver.accident")
SELF = ("driver.portal", "private.portal")
LESSOR = ("driver.communication", "private.communication", "private.vehicle_management")
READING = (*EMPLOYER, *SELF, *LESSOR)
UPKEEP = ("driver.vehicle_management", "private.vehicle_management")
METERS = (*SELF, "driver.vehicle_management", "private.vehicle_management", "driver.maintenance", "driver.communication")

OBJECT = {"type": "object"}
VEHICLE = Released("fleet.Vehicle", queries.VEHICLE_CARD)
CONTRACT = Released(
    "fleet.LeaseContract",
    CONTRACT_LIST,
    extra={"versions": {"type": "array", "items": OBJECT}, "in_force": OBJECT, "forecast": OBJECT},
)
READING_ENTRY = Released(
    "fleet.OdometerReading",
    {name: name for name in READING_FIELDS},
    extra={"status": {"type": "string"}, "explanation": {"type": "string"}},
)
OUTCOME = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "status": {"type": "string", "enum": ["accepted", "quarantined"]},
        "suspicion": {"type": "string"},
        "explanation": {"type": "string"},
    },
}


# No generated repr: it would print the vehicle's identity into logs and tracebacks.
@dataclass(frozen=True, kw_only=True, repr=False)
class VehicleInput:
    """One vehicle to register."""

    vin: Annotated[str, Text(max_chars=40)]
    make: Annotated[str, Text(max_chars=100)]
    model: Annotated[str, Text(max_chars=100)]
    fuel_type: Annotated[str, Text(max_chars=30)] = "other"
    co2_g_km: int | None = None
    licence_plate: Annotated[str, Text(max_chars=40, blank=True)] = ""
    plate_country: Annotated[str, Text(max_chars=2)] = "NL"
    plate_since: date | None = None
    employer: uuid.UUID | None = None
    stage: Annotated[str, Text(max_chars=20)] = "ordered"


@dataclass(frozen=True, kw_only=True)
class ContractInput:
    """One contract to open; either a client or a private lessee."""

    number: Annotated[str, Text(max_chars=40)]
    vehicle: uuid.UUID
    category: Annotated[str, Text(max_chars=40)]
    starts_on: date
    term_months: Annotated[int, Whole(least=1, most=120)]
    km_total: Annotated[int, Whole(least=0, most=2_000_000)]
    instalment: Annotated[Decimal, Number(digits=12, decimals=2, least=Decimal(0))]
    currency: Annotated[str, Text(max_chars=3)] = "EUR"
    employer: uuid.UUID | None = None
    lessee: uuid.UUID | None = None
    ends_on: date | None = None
    services: Annotated[tuple[str, ...], Many(most=30)] = ()
    start_km: Annotated[int, Whole(least=0, most=2_000_000)] = 0
    excess_rate: Annotated[Decimal, Number(digits=10, decimals=4, least=Decimal(0))] = Decimal(0)
    refund_rate: Annotated[Decimal, Number(digits=10, decimals=4, least=Decimal(0))] = Decimal(0)
    free_band_km: Annotated[int, Whole(least=0, most=2_000_000)] = 0


@dataclass(frozen=True, kw_only=True)
class ReadingInput:
    """One odometer reading; without a moment it was read now. One that looks wrong is kept apart, not refused."""

    vehicle: uuid.UUID
    value: Annotated[Decimal, Number(digits=12, decimals=3)]
    unit: Annotated[str, Text(max_chars=10)] = "km"
    read_at: datetime | None = None
    source: Annotated[str, Text(max_chars=20)] = "lessor"


@dataclass(frozen=True, kw_only=True)
class ReadingQuery:
    """Readings of one vehicle, or of all vehicles in reach that have a status: accepted, quarantined or superseded."""

    vehicle: uuid.UUID | None = None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContractQuery:
    """A list that offers no filter."""


class NewVehicles(ApiView):
    """The part of the list of vehicles that adds one; the drivers app joins it to the list."""

    def post(self, request: Any) -> Response:
        """Registers one vehicle."""
        sent = self.read(VehicleInput)
        values = {one.name: getattr(sent, one.name) for one in fields(sent)}
        return self.made(
            lambda: actions.add_vehicle(access=self.access, **values),
            lambda made: record(queries.vehicle_card(self.access, made)),
            "api_vehicle",
        )


class Vehicle(ApiView):
    """One vehicle."""

    purposes = {"GET": READING}
    operations = {"GET": Operation("One vehicle", gives=VEHICLE)}

    def get(self, request: Any, vehicle: uuid.UUID) -> Response:
        """The vehicle, as far as the purpose shows."""
        return self.one(queries.vehicle_card(self.access, vehicle))


class Contracts(ApiView):
    """Lease contracts in reach; fleet staff and machines open one."""

    purposes = {"GET": READING, "POST": UPKEEP}
    operations = {
        "GET": Operation(
            "Contracts in reach", gives=Released("fleet.LeaseContract", CONTRACT_LIST), many=True, query=ContractQuery
        ),
        "POST": Operation("Open a contract", gives=CONTRACT, takes=ContractInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of contracts."""
        self.query(ContractQuery)
        page = self.page()
        found = queries.list_contracts(self.access, cursor=page.after, size=page.limit)
        return self.listed(found.rows, page, found.next_cursor)

    def post(self, request: Any) -> Response:
        """Opens one contract."""
        sent = self.read(ContractInput)
        new = actions.NewContract(**{one.name: getattr(sent, one.name) for one in fields(sent)})
        return self.made(
            lambda: actions.open_contract(access=self.access, contract=new),
            lambda made: _contract(queries.contract_card(self.access, made)),
            "api_contract",
        )


class Contract(ApiView):
    """One lease contract."""

    purposes = {"GET": READING}
    operations = {"GET": Operation("One contract with its versions and forecast", gives=CONTRACT)}

    def get(self, request: Any, contract: uuid.UUID) -> Response:
        """The contract with all that was ever agreed in it."""
        return self.shaped(_contract(queries.contract_card(self.access, contract)))


class OdometerReadings(ApiView):
    """The odometer log: append-only, nothing readable is refused."""

    purposes = {"GET": METERS, "POST": METERS}
    operations = {
        "GET": Operation("Odometer readings in reach", gives=READING_ENTRY, many=True, query=ReadingQuery),
        "POST": Operation("Record a reading", gives=OUTCOME, takes=ReadingInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of readings, newest first."""
        wanted = self.query(ReadingQuery)
        page = self.page()
        if wanted.vehicle is not None:
            found = queries.odometer_log(self.access, wanted.vehicle, cursor=page.after, size=page.limit)
        else:
            found = queries.list_readings(self.access, status=wanted.status, cursor=page.after, size=page.limit)
        return self.shaped({"results": [_entry(entry) for entry in found.entries], "next": page.cursor(found.next_cursor)})

    def post(self, request: Any) -> Response:
        """Records one reading and says what became of it."""
        sent = self.read(ReadingInput)
        outcomes: dict[uuid.UUID, actions.Outcome] = {}

        def work() -> uuid.UUID:
            values = {one.name: getattr(sent, one.name) for one in fields(sent)}
            outcome = actions.record_odometer(access=self.access, **values)
            outcomes[outcome.reading] = outcome
            return outcome.reading

        def show(made: uuid.UUID) -> Mapping[str, Any]:
            # The same reading sent twice is one reading, so a repeated call may ask again.
            outcome = outcomes.get(made) or outcomes[work()]
            return {"id": made, "status": outcome.status, "suspicion": outcome.suspicion, "explanation": outcome.explanation}

        return self.made(work, show)


def _contract(card: queries.ContractCard) -> dict[str, Any]:
    shown = record(card.contract) | {"versions": records(card.versions), "forecast": asdict(card.forecast)}
    return shown | {"in_force": record(card.in_force) if card.in_force else None}


def _entry(entry: queries.LogEntry) -> dict[str, Any]:
    return record(entry.reading) | {"status": entry.status, "explanation": entry.explanation}
