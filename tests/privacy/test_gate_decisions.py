"""What of a row is released: scope of nested rows, kinds of subject, conditions, forms, and the frozen answer."""

import copy
import dataclasses
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import FilteredRelation, Q
from django.utils.translation import override

from drivers import actions as drivers
from drivers.models import Custody, Driver
from drivers.queries import driver_card, vehicles_with_drivers
from fleet.models import Vehicle
from incidents.models import DamageReport
from privacy import gate, policy, sealing
from privacy.change import change
from privacy.release import mask
from tests.cast import CANARIES, Cast
from tests.cast import _manager as manager
from tests.cast import _person as person
from tests.factories import keeper, make_custody, make_vehicle
from tests.incidents.scenes import NARRATIVE, dana_reports
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db
REPORTING, MANAGEMENT, ACCIDENT = "driver.fleet_reporting", "driver.vehicle_management", "driver.accident"
HELD = {"plate": "licence_plate", "driver.id": "held__driver__public_id", "driver.full_name": "held__driver__full_name"}


def driver(public_id: Any) -> Any:
    return Driver.objects.filter(public_id=public_id)


def held(vehicle: Any) -> Any:
    running = Q(custody__ends_at=None)
    return Vehicle.objects.filter(public_id=vehicle).annotate(held=FilteredRelation("custody", condition=running))


# --- nested rows -------------------------------------------------------------------------------------------------------


def test_a_nested_driver_outside_the_own_units_is_withheld_with_everything_that_names_them(cast: Cast) -> None:
    manager("mina", cast.windmolen_nl, "Windmolen Nederland")
    mina = person("mina")
    car = make_vehicle(cast.windmolen_nl)
    make_custody(car, cast.emre.driver)  # of the Belgian unit, in a Dutch car
    access = mina.access(REPORTING)
    [row] = gate.disclose(access, held(car), HELD)
    assert row["plate"]
    assert {alias: why.code for alias, why in row.withheld.items()} == dict.fromkeys(
        ("driver.id", "driver.full_name"), "out_of_scope"
    )
    assert events_of(access, object_kind="drivers.Driver")[0].outcome == "refused"
    for reader, vehicle, name in ((mina, cast.dana_car, "dana"), (cast.maud, car, "emre")):
        [row] = gate.disclose(reader.access(REPORTING), held(vehicle), HELD)
        assert row["driver.full_name"] == CANARIES[name]["full_name"]


def test_a_car_that_nobody_holds_has_no_driver_and_withholds_none(cast: Cast) -> None:
    [row] = gate.disclose(cast.maud.access(REPORTING), held(cast.pool_car), HELD)
    assert row["driver.id"] is None
    assert row["driver.full_name"] is None
    assert "driver.full_name" not in row.withheld


def test_the_officer_finds_rows_and_reads_no_item_of_them(cast: Cast) -> None:
    access = cast.petra.access("accountability.ledger_review")
    [row] = gate.disclose(access, held(cast.dana_car), HELD)
    assert dict(row.values) == {"driver.id": cast.dana.driver}
    assert set(row.withheld) == {"plate", "driver.full_name"}
    assert {event.outcome for event in events_of(access)} == {"refused"}
    assert sum(event.keys_opened for event in events_of(access)) == 0


# --- kinds of subject --------------------------------------------------------------------------------------------------


def test_the_purposes_for_private_lessees_and_for_drivers_do_not_mix(cast: Cast) -> None:
    private = {row.id for row in gate.disclose(keeper("private.vehicle_management"), Driver.objects.all(), ["full_name"])}
    company = {row.id for row in gate.disclose(keeper(MANAGEMENT), Driver.objects.all(), ["full_name"])}
    assert cast.lieve.driver in private
    assert {cast.dana.driver, cast.emre.driver, cast.chloe.driver} <= company
    assert not private & company


def test_a_look_up_for_drivers_does_not_find_a_private_lessee(cast: Cast) -> None:
    assert gate.find(cast.ali.access("driver.communication"), Driver, ["full_name"], email="lieve@example.test") == []
    [row] = gate.find(cast.ali.access("private.communication"), Driver, ["full_name"], email="lieve@example.test")
    assert row.id == cast.lieve.driver


# --- conditions --------------------------------------------------------------------------------------------------------


def test_employment_and_custody_close_the_door_the_same_minute(cast: Cast) -> None:
    [row] = gate.disclose(cast.maud.access(REPORTING), driver(cast.dana.driver), ["full_name", "country"])
    assert row["full_name"] == CANARIES["dana"]["full_name"]
    end = datetime.now(UTC) - timedelta(minutes=1)
    drivers.end_custody(access=keeper(), vehicle=cast.dana_car, at=end)
    access = cast.maud.access(REPORTING)
    [row] = gate.disclose(access, driver(cast.dana.driver), ["full_name", "country"])
    assert row.withheld["full_name"].code == "condition_not_met"
    assert row["country"] == "NL"
    assert events_of(access)[0].keys_opened == 0
    before = cast.maud.access(REPORTING, at=end - timedelta(minutes=1))
    assert gate.disclose(before, driver(cast.dana.driver), ["full_name"])[0]["full_name"]


def test_the_national_number_only_where_the_law_asks_for_it(cast: Cast) -> None:
    with change(keeper(), "tests.number") as work:
        row = Driver.objects.get(public_id=cast.chloe.driver)
        sealing.seal(row, national_id_number="CANARY-CHLOE-NUMBER")
        work.save(row)
    [french] = gate.disclose(cast.marc.access(REPORTING), driver(cast.chloe.driver), ["national_id_number"])
    assert french["national_id_number"] == "CANARY-CHLOE-NUMBER"
    [dutch] = gate.disclose(cast.maud.access(REPORTING), driver(cast.dana.driver), ["national_id_number"])
    assert dutch.withheld["national_id_number"].code == "condition_not_met"


def test_the_home_address_on_the_page_of_one_record_only(cast: Cast) -> None:
    access = cast.maud.access(MANAGEMENT)
    assert gate.disclose_one(access, driver(cast.dana.driver), ["postal_address"])["postal_address"]
    [row] = gate.disclose(access, driver(cast.dana.driver), ["postal_address"])
    assert row.withheld["postal_address"].code == "condition_not_met"
    for language, word in (("nl", "bestuurder"), ("fr", "conducteur"), ("en", "record")):
        with override(language):
            assert word in row.withheld["postal_address"].text
    assert driver_card(access, cast.dana.driver)["postal_address"] == CANARIES["dana"]["postal_address"]
    listed = {one.id: one for one in vehicles_with_drivers(access).rows}
    assert "driver.postal_address" in listed[cast.dana_car].withheld


# --- forms -------------------------------------------------------------------------------------------------------------


def test_a_masked_item_shows_its_end_and_says_so(cast: Cast) -> None:
    access = cast.ali.access("driver.communication")
    [row] = gate.disclose(access, driver(cast.dana.driver), ["phone", "full_name"])
    assert row["phone"] == "••••171"
    assert row.forms == {"phone": "masked"}
    assert CANARIES["dana"]["phone"] not in str(row)
    assert events_of(access)[0].items == {"phone": "masked", "full_name": "full"}
    [licence] = gate.disclose(cast.femke.access(MANAGEMENT), driver(cast.dana.driver), ["driving_licence"])
    assert licence.forms == {"driving_licence": "masked"}
    assert licence["driving_licence"] != CANARIES["dana"]["driving_licence"]


@pytest.mark.parametrize("rule", ["last2", "last3", "last4", "last6", "phone", "plate", "email", "initials", "", "unknown"])
@pytest.mark.parametrize("value", ["", "1", "12", "+31600717171", "canary@example.test", "Zo  é", "😀😀"])
def test_no_mask_gives_the_value_back(rule: str, value: str) -> None:
    shown = mask(rule, value)
    assert shown != value or value == ""
    assert mask(rule, None) is None


def test_a_coarse_item_keeps_the_day_and_drops_the_story(cast: Cast) -> None:
    report = dana_reports(cast).report
    rows = DamageReport.objects.filter(public_id=report)
    access = cast.maud.access(ACCIDENT)
    [row] = gate.disclose(access, rows, ["happened_at", "narrative", "place", "number", "damage_description", "kind"])
    moment = rows.values_list("happened_at", flat=True).get()
    assert row["happened_at"] == moment.date()
    assert row.forms["happened_at"] == "coarse"
    assert {name: row.withheld[name].code for name in ("narrative", "place")} == {
        "narrative": "coarse_only",
        "place": "coarse_only",
    }
    assert row["number"]
    assert NARRATIVE not in str(row)


def test_prohibition_beats_everything(cast: Cast) -> None:
    report = dana_reports(cast).report
    asked = ["injury_information", "police_reference", "passenger_count"]
    for purpose in (REPORTING, ACCIDENT):
        [row] = gate.disclose(cast.maud.access(purpose), DamageReport.objects.filter(public_id=report), asked)
        assert set(row.withheld) == set(asked)
        assert not row.values


def test_whoever_is_named_in_two_forms_gets_the_fuller_in_the_record(cast: Cast) -> None:
    access = cast.femke.access(MANAGEMENT)
    gate.disclose(
        access,
        Custody.objects.filter(driver__public_id=cast.dana.driver),
        {"name": "driver__full_name", "again": "driver__full_name"},
    )
    [event] = events_of(access, object_kind="drivers.Driver")
    assert event.items == {"full_name": "full"}


# --- the answer --------------------------------------------------------------------------------------------------------


def test_the_answer_is_frozen_and_leads_to_no_row(cast: Cast) -> None:
    [row] = gate.disclose(cast.maud.access(REPORTING), driver(cast.dana.driver), {"name": "full_name", "born": "date_of_birth"})
    assert (row["name"], row.get("born"), row.get("nothing", "-")) == (CANARIES["dana"]["full_name"], None, "-")
    with pytest.raises(KeyError):
        row["born"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.id = None  # type: ignore[misc]
    assert not any(hasattr(value, "_meta") for value in vars(type(row)).values())
    assert copy.copy(row) == row
    assert "_meta" not in pickle.dumps(dict(row.values)).decode("latin-1")


def test_every_withheld_reason_has_words_in_three_languages(cast: Cast) -> None:
    report = dana_reports(cast).report
    fields = [field.name for field in DamageReport._meta.concrete_fields if field.name not in ("id", "content_digest")]
    [row] = gate.disclose(cast.maud.access(ACCIDENT), DamageReport.objects.filter(public_id=report), fields)
    assert row.withheld
    for why in row.withheld.values():
        for language in policy.model.LANGUAGES:
            with override(language):
                assert len(why.text) > 10
                assert why.code not in why.text
