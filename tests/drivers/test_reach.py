"""Who reaches which drivers, cars and readings, and what is shown of them."""

from datetime import UTC, datetime, timedelta

import pytest

from drivers import actions, queries
from drivers.models import Driver
from fleet.actions.odometer import record_odometer
from fleet.models import LeaseContract, OdometerReading
from privacy import gate
from privacy.errors import BadInput, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from tests import factories as make
from tests.cast import CANARIES
from tests.factories import LONG_AGO, keeper

pytestmark = pytest.mark.django_db
REPORTING = "driver.fleet_reporting"


def test_the_person_sees_all_twelve_items_of_themself(cast):
    card = queries.driver_card(cast.dana.access("driver.portal"), cast.dana.driver)
    assert {name: card[name] for name in queries.DRIVER_ITEMS} == CANARIES["dana"]
    assert not card.withheld


def test_a_colleague_is_not_there(cast):
    with pytest.raises(NotFoundHere):
        queries.driver_card(cast.emre.access("driver.portal"), cast.dana.driver)


def test_the_fleet_manager_sees_what_reporting_shows_and_why_not_the_rest(cast):
    card = queries.driver_card(cast.maud.access(REPORTING), cast.dana.driver)
    assert card["full_name"] == CANARIES["dana"]["full_name"]
    hidden = {"date_of_birth", "gender", "nationality", "national_id_number", "bank_account_details", "driving_licence"}
    assert hidden <= set(card.withheld)
    assert all(str(why.text) for why in card.withheld.values())


def test_the_address_is_for_the_record_page_only(cast):
    access = cast.maud.access("driver.vehicle_management")
    assert queries.driver_card(access, cast.dana.driver)["postal_address"] == CANARIES["dana"]["postal_address"]
    rows = {row.id: row for row in queries.vehicles_with_drivers(access).rows}
    assert "driver.postal_address" in rows[cast.dana_car].withheld


def test_the_national_number_shows_where_the_law_requires_it_only(cast):
    assert "national_id_number" not in queries.driver_card(cast.marc.access(REPORTING), cast.chloe.driver).withheld
    assert "national_id_number" in queries.driver_card(cast.maud.access(REPORTING), cast.dana.driver).withheld


def test_the_door_closes_with_the_custody(cast):
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool")
    card = queries.driver_card(cast.maud.access(REPORTING), cast.dana.driver)
    assert card.withheld["full_name"].code == "condition_not_met"


def test_another_employers_people_are_not_there(cast):
    with pytest.raises(NotFoundHere):
        queries.driver_card(cast.marc.access(REPORTING), cast.dana.driver)
    shown = queries.vehicles_with_drivers(cast.marc.access(REPORTING)).rows
    assert {row.id for row in shown} == {cast.chloe_car}


def test_the_list_brings_cars_with_their_drivers_in_one_disclosure(cast, django_assert_num_queries):
    access = cast.maud.access(REPORTING)
    page = queries.vehicles_with_drivers(access)
    rows = {row.id: row for row in page.rows}
    assert set(rows) == {cast.dana_car, cast.emre_car, cast.pool_car}
    assert rows[cast.dana_car]["driver.full_name"] == CANARIES["dana"]["full_name"]
    assert rows[cast.dana_car]["driver.id"] == cast.dana.driver
    assert rows[cast.pool_car]["driver.full_name"] is None
    assert rows[cast.pool_car]["custody.holder"] == "pool"
    assert page.next_cursor is None
    # the grants, and one wide read of cars, custody and drivers
    with django_assert_num_queries(2):
        queries.vehicles_with_drivers(cast.maud.access(REPORTING))


def test_the_list_is_one_look_per_person_shown(cast):
    access = cast.maud.access(REPORTING)
    queries.vehicles_with_drivers(access)
    of_drivers = Event.objects.filter(request_id=access.request_id, object_kind="drivers.Driver")
    assert {len(event.subject_refs) for event in of_drivers} == {2}


def test_the_list_goes_on_page_by_page(cast):
    access = cast.femke.access("driver.vehicle_management")
    seen, cursor = [], None
    while True:
        page = queries.vehicles_with_drivers(access, after=cursor, size=2)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert {cast.dana_car, cast.emre_car, cast.pool_car, cast.chloe_car, cast.lieve_car} <= set(seen)
    with pytest.raises(BadInput):
        queries.vehicles_with_drivers(access, after="not a cursor")


def test_my_car_shows_car_contract_and_since_when(cast):
    access = cast.dana.access("driver.portal")
    (mine,) = queries.my_cars(access)
    assert mine.id == cast.dana_car
    card = queries.my_vehicle_card(access, cast.dana_car)
    assert card["licence_plate"] == "X-771-DN"
    assert card["vin"] == "WVWCANARYDANA0001"
    assert card["custody.since"] == LONG_AGO
    assert card["contract.term_months"] == 48
    assert card["contract.services"] == ["maintenance", "roadside"]
    with pytest.raises(NotFoundHere):
        queries.my_vehicle_card(access, cast.emre_car)


def test_a_private_lessee_has_a_car_and_a_contract(cast):
    access = cast.lieve.access("private.portal")
    (mine,) = queries.my_cars(access)
    assert mine.id == cast.lieve_car
    assert queries.my_vehicle_card(access, cast.lieve_car)["contract.category"] == "private"


def test_readings_belong_to_who_drove_then(cast):
    handed_over = LONG_AGO + timedelta(days=100)
    readings = [
        record_odometer(access=keeper(), vehicle=cast.dana_car, value=km, read_at=LONG_AGO + timedelta(days=day)).reading
        for km, day in ((1_000, 10), (9_000, 90), (11_000, 110))
    ]
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=handed_over)
    ordered = OdometerReading.objects.order_by("read_at")
    of_dana = gate.disclose(cast.dana.access("driver.portal"), ordered, ["value_km"])
    of_emre = gate.disclose(cast.emre.access("driver.portal"), ordered, ["value_km"])
    assert [row.id for row in of_dana] == readings[:2]
    assert [row.id for row in of_emre] == readings[2:]


def test_the_contract_goes_with_the_car(cast):
    mine = cast.dana.access("driver.portal")
    assert len(gate.disclose(mine, LeaseContract.objects.all(), ["number"])) == 1
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool")
    assert gate.disclose(cast.dana.access("driver.portal"), LeaseContract.objects.all(), ["number"]) == []


def test_the_desk_finds_people_and_sees_whom_it_speaks_to(cast):
    ali = cast.ali.access("driver.communication")
    for value in ({"email": CANARIES["dana"]["email"]}, {"phone": "0600 71 71 71"}, {"full_name__words": "canarydana"}):
        found = gate.find(ali, Driver, ["full_name", "phone", "email"], **value)
        assert [row.id for row in found] == [cast.dana.driver]
        assert found[0]["full_name"] == CANARIES["dana"]["full_name"]
        assert found[0].forms["phone"] == "masked"
        assert "email" in found[0].withheld


def test_a_fleet_manager_does_not_search_people(cast):
    with pytest.raises(NotPermitted):
        gate.find(cast.maud.access(REPORTING), Driver, ["full_name"], email=CANARIES["dana"]["email"])


def test_the_timeline_of_a_car_keeps_pool_and_garage_in(cast):
    make_it = {"access": keeper(), "vehicle": cast.dana_car}
    actions.hand_over(**make_it, holder="garage", driver=cast.dana.driver, at=datetime(2025, 1, 1, tzinfo=UTC))
    actions.hand_over(**make_it, holder="pool", at=datetime(2025, 1, 2, tzinfo=UTC))
    shown = queries.custodies(cast.femke.access("driver.vehicle_management"), cast.dana_car).rows
    assert [row["holder"] for row in shown] == ["pool", "garage", "driver"]


def test_drivers_are_listed_page_by_page(cast):
    for _number in range(3):
        make.make_driver(cast.windmolen)
    femke = cast.femke.access("driver.vehicle_management")
    first = queries.drivers(femke, size=2)
    second = queries.drivers(femke, after=first.next_cursor, size=2)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 4
