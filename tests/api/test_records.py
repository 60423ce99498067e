"""What each endpoint releases, to whom, and that it is in the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from privacy.ledger.models import Event
from tests.cast import CANARIES, CANARY_STRINGS, Cast

pytestmark = pytest.mark.django_db
Callers = Callable[..., Any]
REPORTING, UPKEEP, PORTAL = "driver.fleet_reporting", "driver.vehicle_management", "driver.portal"


def test_a_manager_lists_the_vehicles_with_their_drivers(as_person: Callers, cast: Cast) -> None:
    rows = {row["id"]: row for row in as_person("maud", REPORTING).get("vehicles/", expand="driver").json()["results"]}
    assert set(rows) == {str(cast.dana_car), str(cast.emre_car), str(cast.pool_car)}
    shown = rows[str(cast.dana_car)]
    assert shown["driver"]["full_name"] == CANARIES["dana"]["full_name"]
    assert "postal_address" not in shown["driver"]
    assert shown["withheld"]["driver.postal_address"]["text"]


def test_the_list_is_in_the_ledger_by_kind_of_record_not_by_row(as_person: Callers, cast: Cast) -> None:
    answer = as_person("maud", REPORTING).named(X_Request_ID="0123456789abcdef").get("vehicles/", expand="driver")
    assert len(answer.json()["results"]) == 3
    events = list(Event.objects.filter(request_id="0123456789abcdef"))
    assert {"fleet.Vehicle", "drivers.Driver"} <= {event.object_kind for event in events}
    for event in events:
        assert (event.kind, event.role, event.purpose, event.channel) == ("disclose", "fleet_manager", REPORTING, "api")
    assert {cast.dana_car, cast.emre_car, cast.pool_car} <= {each for event in events for each in event.object_ids}


def test_the_list_costs_the_same_few_queries_for_one_row_as_for_many(as_person: Callers, cast: Cast) -> None:
    caller = as_person("maud", REPORTING)
    caller.get("vehicles/", expand="driver")

    def statements(limit: int) -> list[str]:
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["vault"]) as vault,
            CaptureQueriesContext(connections["ledger"]) as ledger,
        ):
            assert caller.get("vehicles/", expand="driver", limit=limit).status_code == 200
        return [" ".join(query["sql"].split())[:160] for each in (default, vault, ledger) for query in each.captured_queries]

    many = statements(100)
    assert len(statements(1)) == len(many)
    # session, account, roles, grants, the one wide read; one read of the vault; one insert into the ledger
    assert len(set(many)) == 7, "\n".join(many)


def test_pages_follow_each_other(as_person: Callers, cast: Cast) -> None:
    caller, seen, cursor = as_person("maud", REPORTING), [], None
    for _ in range(5):
        page = caller.get("vehicles/", limit=1, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 3


def test_another_employers_records_are_not_found(as_person: Callers, cast: Cast) -> None:
    caller = as_person("marc", REPORTING)
    for path in (f"vehicles/{cast.dana_car}/", f"drivers/{cast.dana.driver}/", f"vehicles/{uuid4()}/"):
        answer = caller.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    refusals = Event.objects.filter(kind="refusal", role="fleet_manager")
    assert refusals.count() >= 3


def test_a_driver_sees_the_own_record_and_nobody_elses(as_person: Callers, cast: Cast) -> None:
    caller = as_person("dana")
    text = json.dumps(caller.get("me/record/").json(), ensure_ascii=False)
    assert CANARIES["dana"]["bank_account_details"] in text
    assert caller.get(f"drivers/{cast.dana.driver}/").status_code == 200
    assert caller.get(f"drivers/{cast.emre.driver}/").status_code == 404
    cars = caller.get("vehicles/").json()["results"]
    assert [car["id"] for car in cars] == [str(cast.dana_car)]


def test_the_driver_finds_the_managers_look(as_person: Callers, cast: Cast) -> None:
    as_person("maud", REPORTING).get("vehicles/", expand="driver")
    looks = as_person("dana").get("me/access-log/").json()["results"]
    look = next(look for look in looks if look["purpose"] == REPORTING)
    assert (look["role"], look["organisation"]) == ("fleet_manager", "Windmolen Logistiek BV")
    assert "full_name" in {item["item"] for item in look["items"]}
    assert "actor_ref" not in look


def test_the_privacy_officer_reads_the_same_events_and_no_values(as_person: Callers, cast: Cast) -> None:
    as_person("maud", REPORTING).get("vehicles/", expand="driver")
    caller = as_person("petra")
    found = caller.get("ledger/events/", purpose=REPORTING, subject=str(cast.dana.subject)).json()["results"]
    assert found
    assert {look["purpose"] for look in found} == {REPORTING}
    by_actor = caller.get("ledger/events/", actor=str(cast.maud.subject)).json()["results"]
    assert {look["role"] for look in by_actor} == {"fleet_manager"}
    assert caller.get("ledger/events/", to="2020-01-01T00:00:00Z").json()["results"] == []
    text = json.dumps([found, by_actor], ensure_ascii=False)
    assert not [value for value in CANARY_STRINGS if value in text]


def test_only_the_privacy_officer_reads_the_ledger(as_person: Callers) -> None:
    for name in ("dana", "maud", "ali", "femke", "ana", "wout"):
        assert as_person(name).get("ledger/events/").status_code == 403


def test_every_role_is_answered_by_every_list_without_an_accident(as_person: Callers) -> None:
    paths = ("vehicles/", "drivers/", "contracts/", "odometer-readings/", "damage-reports/", "cases/", "me/access-log/")
    for name in ("dana", "lieve", "maud", "ali", "femke", "chris", "petra", "ana", "wout", "olga"):
        for path in paths:
            assert as_person(name).get(path).status_code in (200, 400, 403), (name, path)


def test_a_contract_shows_versions_and_forecast(as_person: Callers) -> None:
    caller = as_person("femke", UPKEEP)
    contract = caller.get("contracts/").json()["results"][0]
    shown = caller.get(f"contracts/{contract['id']}/").json()
    assert shown["versions"]
    assert "forecast" in shown


def test_who_had_the_vehicle(as_person: Callers, cast: Cast) -> None:
    caller = as_person("femke", UPKEEP)
    answer = caller.get(f"vehicles/{cast.dana_car}/holder/", at="2025-06-01T12:00:00+02:00")
    assert answer.status_code == 200
    assert answer.json()["driver"] == str(cast.dana.driver)


def test_an_agent_finds_a_vehicle_by_its_plate(as_person: Callers, cast: Cast) -> None:
    found = as_person("ali", "driver.communication").get("vehicles/", licence_plate="x771dn").json()["results"]
    assert [row["id"] for row in found] == [str(cast.dana_car)]
    assert as_person("femke", "driver.vehicle_management").get("vehicles/", licence_plate="X-771-DN").status_code == 200
    assert as_person("dana", PORTAL).get("vehicles/", licence_plate="X-771-DN").status_code == 403
