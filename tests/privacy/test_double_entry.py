"""Keys opened equals keys announced: the vault counts by itself, and the ledger knew of each beforehand."""

from collections.abc import Callable
from typing import Any

import pytest

from drivers import queries as drivers
from drivers.models import Custody, Driver
from fleet import queries as fleet
from fleet.models import Vehicle
from incidents import queries as incidents
from incidents.actions import add_note
from incidents.models import DamageReport
from privacy import gate
from tests.cast import CANARIES, CANARY_CARS, Cast
from tests.factories import keeper
from tests.incidents.scenes import case_of, dana_reports, job_of
from tests.privacy.looks import both_books, events_of

pytestmark = pytest.mark.django_db
REPORTING, FINDING, HANDLING = "driver.fleet_reporting", "driver.communication", "driver.accident"
PORTAL, MANAGEMENT = "driver.portal", "driver.vehicle_management"
Operation = Callable[[Cast, Any], Any]

OPERATIONS: dict[str, tuple[str, str, Operation]] = {
    "a driver's own cars": ("dana", PORTAL, lambda cast, access: drivers.my_cars(access)),
    "the own record": ("dana", PORTAL, lambda cast, access: drivers.own_record(access)),
    "the own record of a private lessee": ("lieve", "private.portal", lambda cast, access: drivers.own_record(access)),
    "the list of MyFleet": ("maud", REPORTING, lambda cast, access: drivers.vehicles_with_drivers(access)),
    "the list for another purpose": ("maud", MANAGEMENT, lambda cast, access: drivers.vehicles_with_drivers(access)),
    "one driver": ("maud", MANAGEMENT, lambda cast, access: drivers.driver_card(access, cast.dana.driver)),
    "all drivers": ("femke", MANAGEMENT, lambda cast, access: drivers.drivers(access)),
    "who had it": ("femke", MANAGEMENT, lambda cast, access: drivers.who_had(access, cast.dana_car, access.at)),
    "who held it": ("femke", MANAGEMENT, lambda cast, access: drivers.custodies(access, cast.dana_car)),
    "one vehicle": ("maud", REPORTING, lambda cast, access: fleet.vehicle_card(access, cast.dana_car)),
    "the plates of a vehicle": ("femke", MANAGEMENT, lambda cast, access: fleet.plate_history(access, cast.dana_car)),
    "totals": ("maud", REPORTING, lambda cast, access: fleet.fleet_totals(access)),
    "found by plate": (
        "ali",
        FINDING,
        lambda cast, access: fleet.find_vehicles(access, licence_plate=CANARY_CARS["dana"]["licence_plate"]),
    ),
    "found by name": (
        "ali",
        FINDING,
        lambda cast, access: gate.find(access, Driver, ["full_name", "phone"], full_name__words="canarydana"),
    ),
    "the search box": ("ali", FINDING, lambda cast, access: incidents.desk_search((access,), CANARIES["dana"]["email"])),
    "reports for the manager": ("maud", HANDLING, lambda cast, access: incidents.damage_list(access)),
    "own reports": ("dana", PORTAL, lambda cast, access: incidents.my_reports(access)),
    "a case": ("ali", HANDLING, lambda cast, access: incidents.case_card(access, case_of(cast, dana_reports(cast).report))),
    "a note": (
        "ali",
        HANDLING,
        lambda cast, access: add_note(access=access, case=case_of(cast, dana_reports(cast).report), text="CANARY-NOTE"),
    ),
    "opened for an action": (
        "femke",
        MANAGEMENT,
        lambda cast, access: gate.open_for(
            access, Driver.objects.get(public_id=cast.dana.driver), ["full_name", "phone", "email"]
        ),
    ),
    "the same name twice in a page": (
        "femke",
        MANAGEMENT,
        lambda cast, access: gate.disclose(
            access,
            Custody.objects.all(),
            {"a": "driver__full_name", "b": "driver__email", "c": "vehicle__licence_plate", "d": "driver__full_name"},
        ),
    ),
    "everything that is withheld": (
        "maud",
        HANDLING,
        lambda cast, access: gate.disclose(
            access, DamageReport.objects.all(), ["injury_information", "narrative", "police_reference"]
        ),
    ),
    "nothing": ("marc", REPORTING, lambda cast, access: gate.disclose(access, Vehicle.objects.none(), ["licence_plate"])),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_balances(cast: Cast, operation: str) -> None:
    who, purpose, work = OPERATIONS[operation]
    dana_reports(cast)
    access = getattr(cast, who).access(purpose)
    with both_books() as books:
        work(cast, access)
    assert books.opened == books.announced
    mine = events_of(access)
    assert mine or operation == "nothing"
    for event in mine:
        assert event.keys_opened == 0 or event.items, "a key is opened for an item that is named"


def test_the_operations_are_worth_balancing(cast: Cast) -> None:
    """Most of them open something, so that the equality above is not of nothing with nothing."""
    opened = 0
    for who, purpose, work in OPERATIONS.values():
        with both_books() as books:
            work(cast, getattr(cast, who).access(purpose))
        opened += books.opened > 0
    assert opened > len(OPERATIONS) * 0.6


def test_the_whole_day_balances(cast: Cast) -> None:
    with both_books() as books:
        for _round in range(2):
            report = dana_reports(cast, key=f"round {_round}", narrative=f"CANARY round {_round}").report
            case = case_of(cast, report)
            for who, purpose, work in OPERATIONS.values():
                work(cast, getattr(cast, who).access(purpose))
            job_of(cast, case)
            gate.disclose(cast.wout.access("driver.maintenance"), Vehicle.objects.all(), ["licence_plate", "vin", "make"])
    assert books.announced == books.opened > 40


def test_a_page_of_many_people_fetches_each_key_once(cast: Cast) -> None:
    with both_books() as books:
        rows = gate.disclose(keeper(), Driver.objects.all(), ["full_name", "email", "phone", "postal_address", "driver_id"])
    assert len(rows) >= 3
    assert books.opened == books.announced <= len(rows) * 5
