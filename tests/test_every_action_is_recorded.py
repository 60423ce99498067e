"""Each action of the product, performed once: it leaves a ledger event of its own, and a role without the right leaves no change.

The table is complete: an action that is missing in it fails the last test.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from drivers import actions as drivers
from drivers.actions.custody_many import NewCustody, record_custodies
from drivers.imports.run import run_import
from fleet import actions as fleet
from fleet.actions.contracts import NewContract, open_contracts
from fleet.actions.odometer import NewReading
from fleet.actions.vehicles import NewVehicle
from fleet.models import LeaseContract
from incidents import actions as incidents
from incidents.actions import NewPhoto
from incidents.models import Photo
from privacy import accounts, emergency, machines
from privacy.access import Access
from privacy.errors import Refused
from privacy.ledger.models import Event
from privacy.models import RoleAssignment, Subject
from tests.cast import LESSOR, Cast, _cast_once, cast
from tests.factories import (
    administrator,
    give_role,
    keeper,
    make_contract,
    make_driver,
    make_employer,
    make_log_in,
    make_unit,
    make_vehicle,
)
from tests.incidents.scenes import accident, case_of, dana_reports, job_of, picture

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)


class Prepared(SimpleNamespace):
    """What an action needs, made before; and the access under which it is performed."""

    access: Access


Prepare = Callable[[Cast], Prepared]
Perform = Callable[[Prepared], Any]
ACTIONS: dict[str, tuple[Prepare, Perform]] = {}


def action(name: str, prepare: Prepare, perform: Perform) -> None:
    """Enter one action in the table; `name` is its module and function."""
    assert name not in ACTIONS
    ACTIONS[name] = (prepare, perform)


def staff(**made: Any) -> Prepared:
    return Prepared(access=keeper(), **made)


def office(**made: Any) -> Prepared:
    return Prepared(access=administrator(), **made)


def desk(cast: Cast, purpose: str = "driver.accident", **made: Any) -> Prepared:
    return Prepared(access=cast.ali.access(purpose), **made)


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


# --- fleet -------------------------------------------------------------------------------------------------------------

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


# --- drivers -----------------------------------------------------------------------------------------------------------

action(
    "drivers.add_driver",
    lambda cast: staff(new=drivers.NewDriver(full_name="New", employer=cast.windmolen_nl, employed_from=YESTERDAY)),
    lambda p: drivers.add_driver(access=p.access, driver=p.new),
)
action(
    "drivers.add_drivers",
    lambda cast: staff(new=drivers.NewDriver(full_name="New", employer=cast.windmolen_nl, employed_from=YESTERDAY)),
    lambda p: drivers.add_drivers(access=p.access, drivers=[p.new]),
)
action(
    "drivers.change_contact",
    lambda cast: staff(driver=cast.dana.driver),
    lambda p: drivers.change_contact(access=p.access, driver=p.driver, phone="+31611223344"),
)
action(
    "drivers.end_employment",
    lambda cast: staff(driver=make_driver(cast.windmolen_nl)),
    lambda p: drivers.end_employment(access=p.access, driver=p.driver, at=YESTERDAY),
)
action(
    "drivers.invite_account",
    lambda cast: staff(driver=make_driver(cast.windmolen_nl, email="new.driver@example.test")),
    lambda p: drivers.invite_account(access=p.access, driver=p.driver),
)
action(
    "drivers.start_custody",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl), driver=cast.dana.driver),
    lambda p: drivers.start_custody(access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver),
)
action(
    "drivers.hand_over",
    lambda cast: staff(vehicle=cast.dana_car, driver=cast.emre.driver),
    lambda p: drivers.hand_over(access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver, at=YESTERDAY),
)
action(
    "drivers.plan_hand_over",
    lambda cast: staff(vehicle=cast.dana_car, driver=cast.emre.driver),
    lambda p: drivers.plan_hand_over(
        access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver, at=NOW + timedelta(days=9)
    ),
)


def planned(cast: Cast, at: datetime) -> Any:
    return drivers.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=at)


action(
    "drivers.confirm_hand_over",
    lambda cast: Prepared(custody=planned(cast, NOW + timedelta(days=9)), access=replace(keeper(), at=NOW + timedelta(days=10))),
    lambda p: drivers.confirm_hand_over(access=p.access, custody=p.custody),
)
action(
    "drivers.withdraw_planned_hand_over",
    lambda cast: staff(custody=planned(cast, NOW + timedelta(days=9))),
    lambda p: drivers.withdraw_planned_hand_over(access=p.access, custody=p.custody),
)
action(
    "drivers.end_custody",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: drivers.end_custody(access=p.access, vehicle=p.vehicle, at=YESTERDAY),
)
action(
    "drivers.mark_pool",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: drivers.mark_pool(access=p.access, vehicle=p.vehicle, at=YESTERDAY),
)
action(
    "drivers.record_custodies",
    lambda cast: staff(row=NewCustody(make_vehicle(cast.windmolen_nl), "driver", YESTERDAY, cast.dana.driver)),
    lambda p: record_custodies(access=p.access, rows=[p.row]),
)
action(
    "drivers.run_import",
    lambda cast: staff(content=b"vin;make;model\nWVWZZZ1KZAW000999;VW;Golf\n"),
    lambda p: run_import(access=p.access, content=p.content, kind="vehicles"),
)


# --- incidents ---------------------------------------------------------------------------------------------------------


def told(cast: Cast, *photos: NewPhoto) -> Any:
    return dana_reports(cast, *photos).report


action(
    "incidents.report_damage",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=accident(cast.dana_car)),
    lambda p: incidents.report_damage(access=p.access, report=p.report),
)
action(
    "incidents.withdraw_report",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=told(cast)),
    lambda p: incidents.withdraw_report(access=p.access, report=p.report),
)
action(
    "incidents.discard_report",
    lambda cast: desk(cast, "driver.communication", report=told(cast)),
    lambda p: incidents.discard_report(access=p.access, report=p.report),
)
action(
    "incidents.add_photos",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=told(cast)),
    lambda p: incidents.add_photos(access=p.access, report=p.report, photos=[NewPhoto(picture())]),
)


def photo_in_a_case(cast: Cast) -> Any:
    report = told(cast, NewPhoto(picture()))
    case_of(cast, report)
    return Photo.objects.get(report__public_id=report).public_id


action(
    "incidents.mark_photo",
    lambda cast: desk(cast, photo=photo_in_a_case(cast)),
    lambda p: incidents.mark_photo(access=p.access, photo=p.photo, mark="scene", unknown_persons=True),
)
action(
    "incidents.open_case",
    lambda cast: desk(cast, "driver.communication", report=told(cast)),
    lambda p: incidents.open_case(access=p.access, report=p.report),
)
action(
    "incidents.take_over_case",
    lambda cast: Prepared(case=case_of(cast, told(cast), agent=colleague()), access=cast.ali.access("driver.communication")),
    lambda p: incidents.take_over_case(access=p.access, case=p.case),
)


def colleague() -> Any:
    from tests.cast import _person

    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    return _person("alma")


action(
    "incidents.hand_over_case",
    lambda cast: desk(cast, case=case_of(cast, told(cast)), colleague=colleague()),
    lambda p: incidents.hand_over_case(access=p.access, case=p.case, colleague=p.colleague.email),
)
action(
    "incidents.add_note",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.add_note(access=p.access, case=p.case, text="called back"),
)
action(
    "incidents.change_case_state",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.change_case_state(access=p.access, case=p.case, verb="start"),
)
action(
    "incidents.record_insurance",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.record_insurance(access=p.access, case=p.case, state="notified"),
)
action(
    "incidents.refer_to_workshop",
    lambda cast: desk(cast, case=case_of(cast, told(cast)), workshop=cast.garage),
    lambda p: incidents.refer_to_workshop(access=p.access, case=p.case, workshop=p.workshop),
)


def live_job(cast: Cast) -> Any:
    case = case_of(cast, told(cast))
    job_of(cast, case)
    return case


action(
    "incidents.finish_job",
    lambda cast: Prepared(case=live_job(cast), access=cast.wout.access("driver.maintenance")),
    lambda p: incidents.finish_job(access=p.access, case=p.case),
)


# --- log-ins, machines, emergencies ------------------------------------------------------------------------------------

action(
    "privacy.make_account",
    lambda cast: office(subject=Subject.objects.create(kind="staff").pk),
    lambda p: accounts.make_account(access=p.access, email="new@cast.test", subject=p.subject),
)
action(
    "privacy.make_account_for_new_person",
    lambda cast: office(),
    lambda p: accounts.make_account_for_new_person(access=p.access, email="newer@cast.test", kind="staff"),
)
action(
    "privacy.reset_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.reset_password(access=p.access, account=p.account),
)
action(
    "privacy.use_temporary_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.use_temporary_password(access=p.access, account=p.account),
)
action(
    "privacy.set_own_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.set_own_password(access=p.access, account=p.account, password="a long pass phrase 17"),
)
action(
    "privacy.assign_role",
    lambda cast: office(account=cast.olga.account),
    lambda p: accounts.assign_role(access=p.access, account=p.account, role="agent", organisation=LESSOR),
)
action(
    "privacy.end_role",
    lambda cast: office(role=RoleAssignment.objects.get(account=cast.ali.account_id).public_id),
    lambda p: accounts.end_role(access=p.access, assignment=p.role),
)
action(
    "privacy.deactivate",
    lambda cast: office(account=cast.olga.account),
    lambda p: accounts.deactivate(access=p.access, account=p.account),
)
action(
    "privacy.register_machine",
    lambda cast: office(),
    lambda p: machines.register_machine(
        access=p.access, name="HR export", organisation=LESSOR, purposes=["driver.vehicle_management"]
    ),
)


def machine() -> Any:
    made = machines.register_machine(
        access=administrator(), name="HR export", organisation=LESSOR, purposes=["driver.vehicle_management"]
    )
    return made.id


action(
    "privacy.revoke_machine",
    lambda cast: office(machine=machine()),
    lambda p: machines.revoke_machine(access=p.access, machine=p.machine),
)
REASON = "The colleague whose case it is cannot be reached and the car blocks a road."
action("privacy.begin", lambda cast: desk(cast), lambda p: emergency.begin(access=p.access, reason=REASON))
action(
    "privacy.end",
    lambda cast: desk(cast, grant=emergency.begin(access=cast.ali.access("driver.accident"), reason=REASON).emergency),
    lambda p: emergency.end(access=p.access, grant=p.grant),
)


def over(cast: Cast) -> Any:
    access = cast.ali.access("driver.accident")
    grant = emergency.begin(access=access, reason=REASON).emergency
    emergency.end(access=access, grant=grant)
    return grant


action(
    "privacy.review",
    lambda cast: Prepared(grant=over(cast), access=cast.petra.access("accountability.ledger_review")),
    lambda p: emergency.review(access=p.access, grant=p.grant, justified=True, note="The road was blocked; it was needed."),
)


# --- the tests ---------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path


def changes(request_id: str) -> list[Event]:
    return list(Event.objects.filter(request_id=request_id, kind__in=["change", "account", "emergency", "review"]).order_by("id"))


@pytest.mark.parametrize("name", ACTIONS)
def test_the_action_leaves_an_event(cast: Cast, name: str) -> None:
    prepare, perform = ACTIONS[name]
    prepared = prepare(cast)
    prepared.access = replace(prepared.access, request_id=f"tests-{name}")
    perform(prepared)
    events = changes(prepared.access.request_id)
    assert events, "an action without an event: nobody could tell that it happened"
    app = name.partition(".")[0]
    assert any(event.verb.startswith(f"{app}.") for event in events)
    for event in events:
        assert (event.outcome, event.role, event.purpose) == ("done", prepared.access.role, prepared.access.purpose)
        assert event.object_ids or event.subject_refs or event.items or event.verb


@pytest.mark.parametrize("name", ACTIONS)
def test_a_role_without_the_right_changes_nothing(cast: Cast, name: str) -> None:
    prepare, perform = ACTIONS[name]
    prepared = prepare(cast)
    prepared.access = replace(cast.marc.access("driver.fleet_reporting"), request_id=f"tests-{name}", at=prepared.access.at)
    with pytest.raises(Refused):
        perform(prepared)
    assert not changes(prepared.access.request_id)


def test_the_table_is_complete() -> None:
    known = {name.partition(".")[2] for name in ACTIONS}
    missing = [f"{function.__module__}.{function.__name__}" for function in actions() if function.__name__ not in known]
    assert not missing, f"perform these in the table above: {missing}"


PLACES = (
    "fleet.actions",
    "drivers.actions",
    "drivers.imports",
    "incidents.actions",
    "privacy.accounts",
    "privacy.emergency",
    "privacy.machines",
)


def actions() -> Iterator[Any]:
    """Every public function that takes its access by keyword: that is what an action is."""
    for name in (
        "fleet.actions",
        "drivers.actions",
        "drivers.imports",
        "incidents.actions",
        "privacy.accounts",
        "privacy.emergency",
        "privacy.machines",
    ):
        for module in _modules(name):
            for function in vars(module).values():
                if (
                    inspect.isfunction(function)
                    and function.__module__ == module.__name__
                    and not function.__name__.startswith("_")
                ):
                    access = inspect.signature(function).parameters.get("access")
                    if (
                        access is not None
                        and access.kind is inspect.Parameter.KEYWORD_ONLY
                        and function.__name__ != "judge_custodies"
                    ):
                        yield function


def _modules(name: str) -> Iterator[Any]:
    module = importlib.import_module(name)
    yield module
    for inside in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{name}.{inside.name}")
