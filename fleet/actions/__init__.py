"""Every change to the fleet: one function per verb, called by pages, API, tasks and imports alike."""

from fleet.actions.contracts import (
    NewContract,
    activate_contract,
    change_contract,
    draft_contract,
    end_contract,
    open_contract,
    open_contracts,
)
from fleet.actions.details import correct_vehicle
from fleet.actions.employers import create_employer, create_unit, move_unit
from fleet.actions.grants import grant_employer, grant_supplier, revoke_employer, revoke_supplier
from fleet.actions.meters import confirm_odometer, correct_odometer, replace_meter
from fleet.actions.odometer import NewReading, Outcome, record_odometer, record_odometers
from fleet.actions.stages import deliver_vehicle, put_in_life, return_vehicle
from fleet.actions.suppliers import create_supplier
from fleet.actions.vehicles import NewVehicle, add_vehicle, add_vehicles, change_plate, move_vehicle_to_employer

__all__ = [
    "NewContract",
    "NewReading",
    "NewVehicle",
    "Outcome",
    "activate_contract",
    "add_vehicle",
    "add_vehicles",
    "change_contract",
    "change_plate",
    "confirm_odometer",
    "correct_odometer",
    "correct_vehicle",
    "create_employer",
    "create_supplier",
    "create_unit",
    "deliver_vehicle",
    "draft_contract",
    "end_contract",
    "grant_employer",
    "grant_supplier",
    "move_unit",
    "move_vehicle_to_employer",
    "open_contract",
    "open_contracts",
    "put_in_life",
    "record_odometer",
    "record_odometers",
    "replace_meter",
    "return_vehicle",
    "revoke_employer",
    "revoke_supplier",
]
