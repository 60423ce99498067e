"""Contracts: one customer each, versions that never change, a forecast of kilometres."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from fleet import actions, queries
from fleet.models import LeaseContract, Vehicle
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.models import Subject
from tests.fleet.conftest import NOW, lessor


def terms(vehicle, **given):
    values = {
        "number": "NL-1",
        "vehicle": vehicle,
        "category": "operational",
        "starts_on": date(2026, 1, 1),
        "term_months": 48,
        "km_total": 120_000,
        "instalment": Decimal("499.995"),
        "services": ("tyres", "maintenance", "tyres"),
        "excess_rate": Decimal("0.08"),
    }
    return actions.NewContract(**values | given)


@pytest.fixture
def leased(staff, tree, car):
    """A vehicle with a running contract of the Dutch unit."""
    vehicle = car()
    return vehicle, actions.open_contract(access=staff, contract=terms(vehicle, employer=tree.dutch))


def test_a_running_contract_gives_the_vehicle_its_employer_and_lease_end(staff, tree, leased):
    vehicle, contract = leased
    card = queries.vehicle_card(staff, vehicle)
    assert (card["employer"], card["lease_ends_on"], card["lease_km_total"]) == (
        "Noordzee Nederland",
        date(2029, 12, 31),
        120_000,
    )
    shown = queries.contract_card(staff, contract)
    assert shown.contract["number"] == "NL-1"
    assert shown.in_force["services"] == ["maintenance", "tyres"]


def test_instalments_are_rounded_half_up_to_cents(leased):
    assert LeaseContract.objects.get().latest.instalment == Decimal("500.00")


def test_a_change_is_a_new_version_and_the_old_one_stays(staff, leased):
    vehicle, contract = leased
    number = actions.change_contract(
        access=staff, contract=contract, in_force_from=date(2026, 7, 1), km_total=140_000, term_months=60
    )
    assert number == 2
    versions = queries.contract_card(staff, contract).versions
    assert [(row["version"], row["km_total"], row["ends_on"]) for row in versions] == [
        (2, 140_000, date(2030, 12, 31)),
        (1, 120_000, date(2029, 12, 31)),
    ]
    assert queries.vehicle_card(staff, vehicle)["lease_km_total"] == 140_000
    assert queries.contract_card(staff, contract).in_force["version"] == 1
    later = replace(staff, at=datetime(2026, 7, 1, tzinfo=UTC))
    assert queries.contract_card(later, contract).in_force["version"] == 2


@pytest.mark.parametrize("statement", ["UPDATE fleet_contractversion SET km_total = 1", "DELETE FROM fleet_contractversion"])
def test_the_database_refuses_to_change_a_version(leased, statement):
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_change_of_terms_is_checked_like_new_terms(staff, leased):
    for given, field in [
        ({"km_total": -1}, "km_total"),
        ({"term_months": 0}, "term_months"),
        ({"term_months": 10**9}, "term_months"),
        ({"services": ("caviar",)}, "services"),
        ({"currency": "XXX"}, "currency"),
    ]:
        with pytest.raises(BadInput) as refused:
            actions.change_contract(access=staff, contract=leased[1], in_force_from=date(2026, 7, 1), **given)
        assert list(refused.value.fields) == [field]
    with pytest.raises(BadInput):
        actions.change_contract(access=staff, contract=leased[1], in_force_from=date(2025, 7, 1), km_total=1)


def test_a_vehicle_has_one_running_contract(staff, tree, leased):
    with pytest.raises(Conflict) as refused:
        actions.open_contract(access=staff, contract=terms(leased[0], employer=tree.dutch, number="NL-2"))
    assert refused.value.code == "vehicle_has_contract"
    draft = actions.draft_contract(access=staff, contract=terms(leased[0], employer=tree.dutch, number="NL-3"))
    with pytest.raises(Conflict):
        actions.activate_contract(access=staff, contract=draft)


def test_a_contract_number_is_used_once(staff, tree, car, leased):
    with pytest.raises(Conflict) as refused:
        actions.open_contract(access=staff, contract=terms(car(), employer=tree.dutch))
    assert refused.value.code == "contract_number_taken"


def test_the_states_of_a_contract_have_an_order(staff, tree, car):
    vehicle = car()
    draft = actions.draft_contract(access=staff, contract=terms(vehicle, employer=tree.site))
    assert queries.contract_of_vehicle(staff, vehicle) is None
    assert Vehicle.objects.get().lease_ends_on is None
    actions.activate_contract(access=staff, contract=draft)
    with pytest.raises(Conflict):
        actions.activate_contract(access=staff, contract=draft)
    assert queries.contract_of_vehicle(staff, vehicle).contract.id == draft
    with pytest.raises(BadInput):
        actions.end_contract(access=staff, contract=draft, ended_on=date(2025, 12, 31))
    actions.end_contract(access=staff, contract=draft, ended_on=date(2026, 5, 31))
    assert Vehicle.objects.get().lease_ends_on is None
    with pytest.raises(Conflict):
        actions.change_contract(access=staff, contract=draft, in_force_from=date(2026, 2, 1), km_total=1)


def test_a_leased_vehicle_stays_with_its_customer(staff, tree, leased):
    actions.move_vehicle_to_employer(access=staff, vehicle=leased[0], employer=tree.belgian)
    for target in (tree.other, None):
        with pytest.raises(Conflict):
            actions.move_vehicle_to_employer(access=staff, vehicle=leased[0], employer=target)


def test_a_leased_vehicle_is_not_returned_before_its_contract_ends(staff, leased):
    actions.deliver_vehicle(access=staff, vehicle=leased[0])
    with pytest.raises(Conflict) as refused:
        actions.return_vehicle(access=staff, vehicle=leased[0])
    assert refused.value.code == "vehicle_has_contract"


def test_a_private_lease_has_a_lessee_and_no_employer(staff, tree, car):
    lessee = Subject.objects.create(kind="private_lease_customer").pk
    contract = actions.open_contract(access=staff, contract=terms(car(), category="private", lessee=lessee))
    assert queries.contract_card(staff, contract).contract["category"] == "private"
    with pytest.raises(Conflict):
        actions.open_contract(access=staff, contract=terms(car(tree.company), category="private", lessee=lessee, number="NL-2"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "employer"),
        ({"employer": "company", "lessee": "lessee"}, "employer"),
        ({"employer": "company", "category": "private"}, "category"),
        ({"lessee": "lessee"}, "category"),
        ({"employer": "company", "number": " "}, "number"),
        ({"employer": "company", "number": "x\x00"}, "number"),
        ({"employer": "company", "category": "barter"}, "category"),
        ({"employer": "company", "term_months": 10**12}, "term_months"),
        ({"employer": "company", "starts_on": date(9999, 1, 1)}, "term_months"),
        ({"employer": "company", "instalment": Decimal("NaN")}, "instalment"),
    ],
)
def test_an_impossible_contract_names_its_field(staff, tree, car, given, field):
    known = {"company": tree.company, "lessee": Subject.objects.create(kind="private_lease_customer").pk}
    with pytest.raises(BadInput) as refused:
        actions.open_contract(access=staff, contract=terms(car(), **{k: known.get(v, v) for k, v in given.items()}))
    assert list(refused.value.fields) == [field]


def test_a_lessee_has_to_be_a_private_lessee(staff, car):
    driver = Subject.objects.create(kind="driver").pk
    with pytest.raises(NotFoundHere):
        actions.open_contract(access=staff, contract=terms(car(), category="private", lessee=driver))


def test_many_contracts_are_opened_at_once(staff, tree, car):
    rows = [terms(car(), employer=tree.site, number=f"NL-{n}") for n in range(3)]
    made = actions.open_contracts(access=staff, rows=rows)
    assert [queries.contract_card(staff, one).contract["number"] for one in made] == ["NL-0", "NL-1", "NL-2"]
    assert queries.contracts_by_number(staff, {"NL-0", "NL-9"}) == {"NL-0": made[0]}
    with pytest.raises(BadInput) as refused:
        actions.open_contracts(access=staff, rows=[terms(rows[0].vehicle), terms(rows[0].vehicle)])
    assert set(refused.value.fields) == {"0.employer", "1.employer", "1.number"}


def test_a_manager_reads_contracts_of_the_own_branch_only(tree, leased, manager):
    assert [row.id for row in queries.list_contracts(manager(tree.company, tree.company)).rows] == [leased[1]]
    assert queries.list_contracts(manager(tree.company, tree.belgian)).rows == []
    outsider = manager(tree.other, tree.other)
    with pytest.raises(NotFoundHere):
        queries.contract_card(outsider, leased[1])
    with pytest.raises(NotPermitted):
        actions.end_contract(access=outsider, contract=leased[1], ended_on=date(2026, 2, 1))


def test_the_forecast_follows_the_log(staff, tree, leased, manager):
    vehicle, contract = leased
    assert queries.contract_card(staff, contract).forecast.reason == "too_few_readings"
    for days, km in [(150, 100), (100, 5_000), (0, 15_000)]:
        actions.record_odometer(access=staff, vehicle=vehicle, value=km, read_at=NOW - timedelta(days=days))
    forecast = queries.contract_card(manager(tree.company, tree.company), contract).forecast
    days_left = (date(2029, 12, 31) - NOW.date()).days
    assert forecast.km_per_day == Decimal("99.3")
    assert forecast.end_km == 15_000 + round(days_left * (14_900 / 150))
    assert forecast.deviation_km == forecast.end_km - 120_000


def test_the_agent_reads_no_contracts(leased):
    assert queries.list_contracts(lessor("agent", "driver.communication")).rows == []
