"""Actions of the fleet."""

from datetime import date
from decimal import Decimal
from typing import Any

from fleet import actions as fleet
from fleet.actions.contracts import NewContract, open_contracts
from fleet.actions.odometer import NewReading
from fleet.actions.vehicles import NewVehicle
from fleet.models import LeaseContract
from tests.cast import Cast
from tests.factories import keeper, make_contract, make_employer, make_unit, make_vehicle
from tests.performing import YESTERDAY, action, staff


def new_contract(employer: Any, number: str) -> NewContract:
    return NewContract(
        number=number,
        vehicle=make_vehicle(employer),
        category="operational",
        starts_on=date(2026, 1, 1),
        term_months=36,
        km_total=60_000,
        instalment=Decimal(400),
        employer=employer,
    )


action(
    "fleet.create_employer",
    lambda cast: staff(),
    lambda p: fleet.create_employer(access=p.access, name="Nieuw", country="NL", language="nl"),
)
action(
    "fleet.create_unit",
    lambda cast: staff(parent=make_employer()),
    lambda p: fleet.create_unit(access=p.access, parent=p.parent, name="Unit X"),
)
action(
    "fleet.move_unit",
    lambda cast: staff(unit=make_unit(company := make_employer()), parent=make_unit(company)),
    lambda p: fleet.move_unit(access=p.access, unit=p.unit, new_parent=p.parent),
)
action(
    "fleet.grant_employer",
    lambda cast: staff(account=cast.olga.account, employer=cast.windmolen),
    lambda p: fleet.grant_employer(access=p.access, account=p.account, employer=p.employer),
)
action(
    "fleet.revoke_employer",
    lambda cast: staff(account=cast.maud.account, employer=cast.windmolen),
    lambda p: fleet.revoke_employer(access=p.access, account=p.account, employer=p.employer),
)
action(
    "fleet.grant_supplier",
    lambda cast: staff(account=cast.olga.account, supplier=cast.garage),
    lambda p: fleet.grant_supplier(access=p.access, account=p.account, supplier=p.supplier),
)
action(
    "fleet.revoke_supplier",
    lambda cast: staff(account=cast.wout.account, supplier=cast.garage),
    lambda p: fleet.revoke_supplier(access=p.access, account=p.account, supplier=p.supplier),
)
action(
    "fleet.create_supplier",
    lambda cast: staff(),
    lambda p: fleet.create_supplier(access=p.access, name="Nieuwe garage", kind="garage", country="NL", language="nl"),
)
action(
    "fleet.add_vehicle",
    lambda cast: staff(),
    lambda p: fleet.add_vehicle(access=p.access, vin="WVWZZZ1KZAW000123", make="VW", model="Golf"),
)
action(
    "fleet.add_vehicles",
    lambda cast: staff(),
    lambda p: fleet.add_vehicles(access=p.access, rows=[NewVehicle(vin="WVWZZZ1KZAW000124", make="VW", model="Golf")]),
)
action(
    "fleet.correct_vehicle",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: fleet.correct_vehicle(access=p.access, vehicle=p.vehicle, model="ID.4"),
)
action(
    "fleet.change_plate",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: fleet.change_plate(access=p.access, vehicle=p.vehicle, licence_plate="Z-111-ZZ", country="NL"),
)
action(
    "fleet.move_vehicle_to_employer",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl), employer=cast.windmolen_be),
    lambda p: fleet.move_vehicle_to_employer(access=p.access, vehicle=p.vehicle, employer=p.employer),
)
action(
    "fleet.deliver_vehicle",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl, stage="ordered")),
    lambda p: fleet.deliver_vehicle(access=p.access, vehicle=p.vehicle),
)
action(
    "fleet.put_in_life",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl, stage="delivered")),
    lambda p: fleet.put_in_life(access=p.access, vehicle=p.vehicle),
)
action(
    "fleet.return_vehicle",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl)),
    lambda p: fleet.return_vehicle(access=p.access, vehicle=p.vehicle),
)
action(
    "fleet.draft_contract",
    lambda cast: staff(contract=new_contract(cast.windmolen_nl, "N-1")),
    lambda p: fleet.draft_contract(access=p.access, contract=p.contract),
)
action(
    "fleet.open_contract",
    lambda cast: staff(contract=new_contract(cast.windmolen_nl, "N-2")),
    lambda p: fleet.open_contract(access=p.access, contract=p.contract),
)
action(
    "fleet.open_contracts",
    lambda cast: staff(contract=new_contract(cast.windmolen_nl, "N-3")),
    lambda p: open_contracts(access=p.access, rows=[p.contract]),
)
action(
    "fleet.activate_contract",
    lambda cast: staff(contract=fleet.draft_contract(access=keeper(), contract=new_contract(cast.windmolen_nl, "N-4"))),
    lambda p: fleet.activate_contract(access=p.access, contract=p.contract),
)
action(
    "fleet.change_contract",
    lambda cast: staff(contract=make_contract(make_vehicle(cast.windmolen_nl), cast.windmolen_nl)),
    lambda p: fleet.change_contract(access=p.access, contract=p.contract, in_force_from=date(2026, 6, 1), km_total=150_000),
)
action(
    "fleet.end_contract",
    lambda cast: staff(contract=LeaseContract.objects.get(vehicle__public_id=cast.chloe_car).public_id),
    lambda p: fleet.end_contract(access=p.access, contract=p.contract, ended_on=date(2026, 6, 1)),
)


def read(cast: Cast, value: int) -> Any:
    return fleet.record_odometer(access=keeper(), vehicle=cast.dana_car, value=value, read_at=YESTERDAY).reading


action(
    "fleet.record_odometer",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: fleet.record_odometer(access=p.access, vehicle=p.vehicle, value=10_000),
)
action(
    "fleet.record_odometers",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: fleet.record_odometers(access=p.access, rows=[NewReading(p.vehicle, 10_000, read_at=YESTERDAY)]),
)
action(
    "fleet.correct_odometer",
    lambda cast: staff(reading=read(cast, 12_000)),
    lambda p: fleet.correct_odometer(access=p.access, reading=p.reading, value=11_000),
)
action(
    "fleet.confirm_odometer",
    lambda cast: staff(reading=read(cast, 9_000_000)),
    lambda p: fleet.confirm_odometer(access=p.access, reading=p.reading),
)
action(
    "fleet.replace_meter",
    lambda cast: staff(vehicle=cast.dana_car, reading=read(cast, 12_000)),
    lambda p: fleet.replace_meter(access=p.access, vehicle=p.vehicle, old_meter=12_100, new_meter=0),
)
