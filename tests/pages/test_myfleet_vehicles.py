"""MyFleet: the overview, the list and the page of a vehicle, as a fleet manager's browser gets them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from drivers.actions import hand_over
from fleet.actions.grants import grant_employer
from fleet.actions.odometer import record_odometer
from privacy import registry
from privacy.ledger.models import Event
from privacy.ledger.store import reference
from tests import factories as make
from tests.cast import CANARIES, CANARY_CARS
from tests.factories import keeper

pytestmark = pytest.mark.django_db
NAME, PHONE = CANARIES["dana"]["full_name"], CANARIES["dana"]["phone"]
ADDRESS = CANARIES["dana"]["postal_address"]
PLATE = CANARY_CARS["dana"]["licence_plate"]
LIST = reverse("myfleet:vehicles")


def page_of(vehicle, purpose=""):
    return reverse("myfleet:vehicle", args=[vehicle]) + (f"?purpose={purpose}" if purpose else "")


def text(answer):
    return answer.content.decode()


# --- the list ------------------------------------------------------------------------------------------------------


def test_the_list_shows_own_cars_with_their_drivers_and_nobody_elses(reader):
    answer = reader("maud").get(LIST)
    assert answer.status_code == 200
    shown = text(answer)
    assert NAME in shown
    assert PLATE in shown
    assert PHONE in shown
    assert CANARIES["emre"]["full_name"] in shown
    assert "Pool car" in shown
    assert "Chloé Lambert" not in shown
    assert "Lieve Vandamme" not in shown
    assert "Chloé Lambert" in text(reader("marc").get(LIST))


def test_for_accidents_the_phone_is_withheld_with_its_reason(reader):
    shown = text(reader("maud").get(LIST, {"purpose": "driver.accident"}))
    assert NAME in shown
    assert PHONE not in shown
    assert "This is not needed for this purpose." in shown
    assert PHONE in text(reader("maud").get(LIST, {"purpose": "driver.vehicle_management"}))


@pytest.mark.parametrize(("purpose", "status"), [("driver.fleet_reporting", 200), ("driver.fines", 400), ("nonsense", 400)])
def test_only_purposes_that_the_page_serves_can_be_chosen(reader, purpose, status):
    assert reader("maud").get(LIST, {"purpose": purpose}).status_code == status


def test_units_narrow_the_list_and_a_foreign_unit_is_not_there(reader, cast):
    maud = reader("maud")
    shown = text(maud.get(LIST, {"unit": str(cast.windmolen_be)}))
    assert CANARIES["emre"]["full_name"] in shown
    assert NAME not in shown
    assert "Windmolen België (BE)" in shown
    for foreign in (str(cast.chantier), str(uuid4()), "' OR 1=1"):
        assert maud.get(LIST, {"unit": foreign}).status_code == 404


def test_stages_narrow_the_list_and_an_unknown_one_is_refused(reader):
    maud = reader("maud")
    assert NAME in text(maud.get(LIST, {"stage": "in_life"}))
    nothing = text(maud.get(LIST, {"stage": "returned"}))
    assert NAME not in nothing
    assert "No vehicle fits this choice" in nothing
    assert maud.get(LIST, {"stage": "stolen"}).status_code == 422


def test_the_list_goes_on_page_by_page(reader, monkeypatch):
    monkeypatch.setattr("drivers.pages.myfleet.PAGE_SIZE", 2)
    maud = reader("maud")
    first = maud.get(LIST, {"purpose": "driver.vehicle_management"})
    onward = first.context["pages"]["next"]
    assert "purpose=driver.vehicle_management" in onward
    second = maud.get(onward)
    ids = [entry["row"].id for answer in (first, second) for entry in answer.context["entries"]]
    assert len(ids) == len(set(ids)) == 3
    assert "Back to the first page" in text(second)
    assert maud.get(LIST, {"after": "not-a-cursor"}).status_code == 422


def test_more_vehicles_cost_no_more_queries(reader, cast, django_assert_max_num_queries):
    maud = reader("maud")
    maud.get(LIST)
    with django_assert_max_num_queries(20) as before:
        maud.get(LIST)
    for _ in range(8):
        make.make_custody(make.make_vehicle(cast.windmolen_nl), make.make_driver(cast.windmolen_nl))
    with django_assert_max_num_queries(len(before)):
        assert len(maud.get(LIST).context["entries"]) == 11


def test_a_manager_of_two_countries_sees_both_and_each_with_its_country(reader, cast):
    shown = text(reader("maud").get(LIST))
    assert "Windmolen Nederland (NL)" in shown
    assert "Windmolen België (BE)" in shown
    account = make.make_log_in("belle@cast.test", kind="customer_contact")
    from privacy.access import Organisation

    make.give_role(account, "fleet_manager", Organisation("employer", cast.windmolen, "Windmolen Logistiek BV"))
    grant_employer(access=keeper(), account=account, employer=cast.windmolen_be)
    of_belgium = text(reader("belle").get(LIST))
    assert CANARIES["emre"]["full_name"] in of_belgium
    assert NAME not in of_belgium


@pytest.mark.parametrize(("who", "status"), [("maud", 200), ("dana", 403), ("femke", 403), ("ali", 403), ("olga", 403)])
@pytest.mark.parametrize("name", ["home", "vehicles", "damages", "not_shown"])
def test_the_pages_are_for_fleet_managers(reader, who, status, name):
    assert reader(who).get(reverse(f"myfleet:{name}")).status_code == status


def test_nobody_is_led_to_the_log_in(client):
    assert client.get(LIST).status_code == 302


# --- looking a plate up --------------------------------------------------------------------------------------------


def test_no_look_up_where_the_role_has_none(reader):
    roles = registry.holding("fleet.Vehicle").lookups["licence_plate"]
    assert ('name="plate"' in text(reader("maud").get(LIST))) == ("fleet_manager" in roles)


def test_a_role_with_the_look_up_finds_own_plates_only(reader, monkeypatch):
    lookups = registry.holding("fleet.Vehicle").lookups
    monkeypatch.setitem(lookups, "licence_plate", (*lookups["licence_plate"], "fleet_manager"))
    maud = reader("maud")
    found = maud.post(LIST, {"plate": "x 771 dn"})
    assert [entry["row"]["licence_plate"] for entry in found.context["entries"]] == [PLATE]
    assert Event.objects.filter(kind="lookup", object_kind="fleet.Vehicle", role="fleet_manager").exists()
    assert "No vehicle with this plate" in text(reader("marc").post(LIST, {"plate": "x 771 dn"}))
    assert maud.post(LIST, {"plate": "-"}).status_code == 422
    assert maud.post(LIST, {"plate": "\x00"}).status_code == 422


def test_a_role_without_the_look_up_is_refused(reader, monkeypatch):
    monkeypatch.setitem(registry.holding("fleet.Vehicle").lookups, "licence_plate", ("agent",))
    assert reader("maud").post(LIST, {"plate": PLATE}).status_code == 403


# --- one vehicle ---------------------------------------------------------------------------------------------------


def test_the_vehicle_with_contract_driver_and_readings(reader, cast):
    record_odometer(access=keeper(), vehicle=cast.dana_car, value=21_500, unit="km", read_at=make.LONG_AGO, source="garage")
    answer = reader("maud").get(page_of(cast.dana_car))
    shown = text(answer)
    assert answer.status_code == 200
    assert NAME in shown
    assert PHONE in shown
    assert PLATE in shown
    assert "Maintenance and repair" in shown or "maintenance and repair" in shown
    assert "garage" in shown
    assert CANARY_CARS["dana"]["vin"] not in shown
    for hidden in ("date_of_birth", "bank_account_details", "national_id_number", "driving_licence"):
        assert hidden in answer.context["driver"].withheld


def test_the_home_address_is_for_vehicle_management_only(reader, cast):
    maud = reader("maud")
    assert ADDRESS in text(maud.get(page_of(cast.dana_car, "driver.vehicle_management")))
    reporting = text(maud.get(page_of(cast.dana_car, "driver.fleet_reporting")))
    assert ADDRESS not in reporting
    assert "Postal address" in reporting or "Address" in reporting


@pytest.mark.parametrize("purpose", ["driver.fleet_reporting", "driver.vehicle_management", "driver.accident"])
def test_the_vehicle_can_be_looked_at_for_each_purpose(reader, cast, purpose):
    answer = reader("maud").get(page_of(cast.dana_car, purpose))
    assert answer.status_code == 200
    assert [choice.id for choice in answer.context["purpose_choices"] if choice.active] == [purpose]
    assert NAME in text(answer)


def test_another_employers_vehicle_is_not_there(reader, cast):
    assert reader("maud").get(page_of(cast.dana_car)).status_code == 200
    assert reader("marc").get(page_of(cast.dana_car)).status_code == 404
    assert reader("maud").get(page_of(cast.chloe_car)).status_code == 404
    assert reader("maud").get(page_of(cast.lieve_car)).status_code == 404
    assert reader("maud").get(page_of(uuid4())).status_code == 404


def test_a_pool_car_names_nobody_and_says_so(reader, cast):
    answer = reader("maud").get(page_of(cast.pool_car))
    assert answer.status_code == 200
    assert "Pool car" in text(answer)
    assert answer.context["driver"] is None


def test_the_driver_leaves_the_page_with_the_car(reader, cast):
    maud = reader("maud")
    assert NAME in text(maud.get(page_of(cast.dana_car)))
    hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool")
    assert NAME not in text(maud.get(page_of(cast.dana_car)))


def test_each_look_stands_in_the_record_with_its_purpose(reader, cast):
    reader("maud").get(page_of(cast.dana_car, "driver.vehicle_management"))
    looks = Event.objects.filter(subject_refs__contains=[reference(cast.dana.subject)], role="fleet_manager")
    assert "driver.vehicle_management" in {look.purpose for look in looks}
    assert all(PLATE not in str(vars(look)) for look in looks)


# --- overview and rules --------------------------------------------------------------------------------------------


def test_small_groups_are_withheld_in_words_and_large_ones_shown(reader, cast):
    maud = reader("maud")
    assert "Fewer than 5" in text(maud.get(reverse("myfleet:home")))
    for _ in range(6):
        make.make_vehicle(cast.windmolen_nl)
    answer = maud.get(reverse("myfleet:home"))
    assert {group["stage"]: group["subjects"] for group in answer.context["stages"]} == {"in_life": 9}
    assert [group["withheld"] for group in answer.context["by_unit"]] == [True, False]


@pytest.mark.parametrize(
    ("purpose", "status"), [("driver.fleet_reporting", 200), ("driver.vehicle_management", 200), ("driver.accident", 400)]
)
def test_the_overview_serves_two_purposes(reader, purpose, status):
    assert reader("maud").get(reverse("myfleet:home"), {"purpose": purpose}).status_code == status


def test_contracts_that_end_soon_stand_on_the_overview(reader, cast):
    maud = reader("maud")
    assert maud.get(reverse("myfleet:home")).context["ending"] == []
    from datetime import date, timedelta

    from fleet.models import Vehicle

    Vehicle.objects.filter(public_id=cast.dana_car).update(lease_ends_on=date.today() + timedelta(days=20))
    shown = maud.get(reverse("myfleet:home"))
    assert [row.id for row in shown.context["ending"]] == [cast.dana_car]
    assert PLATE in text(shown)
    assert PLATE not in text(reader("marc").get(reverse("myfleet:home")))


@pytest.mark.parametrize("purpose", ["driver.fleet_reporting", "driver.vehicle_management", "driver.accident"])
def test_the_rules_say_for_each_purpose_what_employers_do_not_get(reader, purpose):
    answer = reader("maud").get(reverse("myfleet:not_shown"), {"purpose": purpose})
    hidden = {entry.title: entry.reason for entry in answer.context["hidden"]}
    given = {entry.title for entry in answer.context["given"]}
    assert answer.status_code == 200
    assert "Health information is not shared with this recipient." in hidden.values()
    assert all(hidden.values())
    assert not given.intersection(hidden)
    assert not Event.objects.filter(kind="disclose", request_id=answer.get("X-Request-ID", "none")).exists()
