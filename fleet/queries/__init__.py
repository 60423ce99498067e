"""Every read that leaves the fleet. Values of vehicles and people pass the gate; what comes out is frozen."""

from fleet.queries.choices import Choices, choices
from fleet.queries.contracts import ContractCard, Forecast, contract_card, contract_of_vehicle, list_contracts
from fleet.queries.grants import granted_employer_ids, granted_supplier_ids, machine_rows
from fleet.queries.matching import Match, matches, vehicles_by_vin
from fleet.queries.odometer import LogEntry, LogPage, list_readings, odometer_log
from fleet.queries.organisations import (
    EmployerView,
    SupplierView,
    contracts_by_number,
    count_grants,
    employers_by_name,
    employers_of,
    grants_on,
    suppliers_of,
)
from fleet.queries.pages import Page
from fleet.queries.vehicles import (
    VEHICLE_CARD,
    VEHICLE_LIST,
    employer_of,
    find_vehicles,
    fleet_totals,
    list_vehicles,
    plate_history,
    vehicle_card,
    vehicle_rows,
)

__all__ = [
    "VEHICLE_CARD",
    "VEHICLE_LIST",
    "Choices",
    "ContractCard",
    "EmployerView",
    "Forecast",
    "LogEntry",
    "LogPage",
    "Match",
    "Page",
    "SupplierView",
    "choices",
    "contract_card",
    "contract_of_vehicle",
    "contracts_by_number",
    "count_grants",
    "employer_of",
    "employers_by_name",
    "employers_of",
    "find_vehicles",
    "fleet_totals",
    "granted_employer_ids",
    "granted_supplier_ids",
    "grants_on",
    "list_contracts",
    "list_readings",
    "list_vehicles",
    "machine_rows",
    "matches",
    "odometer_log",
    "plate_history",
    "suppliers_of",
    "vehicle_card",
    "vehicle_rows",
    "vehicles_by_vin",
]
