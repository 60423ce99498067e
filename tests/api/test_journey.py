"""Reporting damage with photos, working the case, and sending the same call twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.test_bad_input import report
from tests.cast import CANARIES, Cast
from tests.privacy.media_pictures import encoded, two_halves

pytestmark = pytest.mark.django_db
Callers = Callable[..., Any]
FINDING, HANDLING = "driver.communication", "driver.accident"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path


def photo(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def reported(as_person: Callers, cast: Cast) -> dict[str, Any]:
    answer = as_person("dana").post("damage-reports/", report(cast, damage_description="Dent in the door"))
    assert answer.status_code == 201, answer.content
    document: dict[str, Any] = answer.json()
    return document


def test_a_report_with_photos_is_kept_whatever_the_photos_are(as_person: Callers, cast: Cast, settings: Any) -> None:
    settings.PRIVACY_MEDIA_MAX_BYTES = 200_000
    files = [photo(encoded(two_halves())), photo(b"not a picture", "x.jpg"), photo(b"\xff\xd8" + b"0" * 300_000, "huge.jpg")]
    answer = as_person("dana").send_form("damage-reports/", report(cast, photos=files))
    assert answer.status_code == 201, answer.content
    document = answer.json()
    assert len(document["photos"]) == 1
    assert [refused["position"] for refused in document["photos_refused"]] == [2, 3]
    assert all(refused["text"] for refused in document["photos_refused"])
    shown = as_person("dana").client.get(document["photos"][0]["url"])
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert as_person("emre").client.get(document["photos"][0]["url"]).status_code == 404


def test_photos_can_follow(as_person: Callers, cast: Cast) -> None:
    made = reported(as_person, cast)
    path = f"damage-reports/{made['id']}/photos/"
    answer = as_person("dana").send_form(path, {"photos": [photo(encoded(two_halves()))]})
    assert answer.status_code == 201
    assert len(as_person("dana").get(f"damage-reports/{made['id']}/").json()["photos"]) == 1
    assert as_person("dana").send_form(path, {"photos": [photo(b"x")]}).status_code == 422
    assert as_person("emre").send_form(path, {"photos": [photo(encoded(two_halves()))]}).status_code == 404
    assert as_person("dana").send_form(path, {"video": [photo(b"x")]}).status_code == 422


def test_the_same_call_twice_makes_one_report(as_person: Callers, cast: Cast) -> None:
    caller = as_person("dana").named(Idempotency_Key="a-key-of-my-own")
    first, again = (caller.post("damage-reports/", report(cast)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotency-Replayed"] == "true"
    other = caller.post("damage-reports/", report(cast, narrative="something else"))
    assert other.status_code in (409, 422)


def test_an_agent_works_the_case(as_person: Callers, cast: Cast) -> None:
    made = reported(as_person, cast)
    agent = as_person("ali", FINDING).named(Idempotency_Key="open-the-case-once")
    opened = agent.post("cases/", {"report": made["id"]})
    assert opened.status_code == 201, opened.content
    case = opened.json()
    assert opened["Location"].endswith(f"/cases/{case['id']}/")
    again = agent.post("cases/", {"report": made["id"]})
    assert (again.status_code, again.json()["id"]) == (201, case["id"])
    assert agent.post("cases/", {"report": str(uuid.uuid4())}).json()["code"] == "key_reused"

    plain = as_person("ali", HANDLING)
    case = plain.get(f"cases/{case['id']}/").json()
    assert case["driver"]["full_name"] == CANARIES["dana"]["full_name"]
    noted = plain.post(f"cases/{case['id']}/notes/", {"text": "Called back."})
    assert noted.status_code == 201
    assert noted.json()["notes"]
    closed = plain.post(f"cases/{case['id']}/state/", {"verb": "close"})
    assert closed.json()["state"] == "closed"
    assert "full_name" not in closed.json().get("driver", {})
    assert plain.post(f"cases/{case['id']}/state/", {"verb": "close"}).status_code == 409
    assert plain.post(f"cases/{case['id']}/state/", {"verb": "explode"}).status_code == 422


def test_a_failed_call_leaves_its_key_free(as_person: Callers, cast: Cast) -> None:
    agent = as_person("ali", FINDING).named(Idempotency_Key="used-by-a-failure")
    assert agent.post("cases/", {"report": str(uuid.uuid4())}).status_code == 404
    made = reported(as_person, cast)
    assert agent.post("cases/", {"report": made["id"]}).status_code == 201


def test_a_driver_opens_no_case(as_person: Callers, cast: Cast) -> None:
    made = reported(as_person, cast)
    assert as_person("dana").post("cases/", {"report": made["id"]}).status_code == 403


def test_the_manager_sees_the_damage_and_not_the_story(as_person: Callers, cast: Cast) -> None:
    sent = report(cast, kind="accident", narrative="CANARY-STORY", injury_information="CANARY-INJURY", damage_description="Dent")
    assert as_person("dana").post("damage-reports/", sent | {"may_name_others": True}).status_code == 201
    answer = as_person("maud", "driver.fleet_reporting").get("damage-reports/")
    text = json.dumps(answer.json())
    assert "Dent" in text
    assert "CANARY-" not in text.replace("CANARY-DANA", "").replace("CANARYDANA", "")
    assert "injury_information" in answer.json()["results"][0]["withheld"]


def test_a_reading_that_looks_wrong_is_kept_apart(as_person: Callers, cast: Cast) -> None:
    caller = as_person("dana").named(Idempotency_Key="reading-number-one")
    sent = {"vehicle": str(cast.dana_car), "value": 12_000, "read_at": "2026-01-01T10:00:00+01:00"}
    first, again = caller.post("odometer-readings/", sent), caller.post("odometer-readings/", sent)
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert first.json()["id"] == again.json()["id"]
    slip = as_person("dana").post("odometer-readings/", sent | {"value": 12_000_000, "read_at": "2026-01-09T10:00:00+01:00"})
    assert (slip.status_code, slip.json()["status"]) == (201, "quarantined")
    assert slip.json()["explanation"]
    listed = as_person("dana").get("odometer-readings/", vehicle=str(cast.dana_car)).json()["results"]
    assert len(listed) == 2


def test_fleet_staff_register_vehicle_driver_and_contract(as_person: Callers, cast: Cast) -> None:
    staff = as_person("femke", "driver.vehicle_management")
    vehicle = staff.post(
        "vehicles/", {"vin": "WVWZZZ1KZAW000001", "make": "VW", "model": "Golf", "employer": str(cast.windmolen)}
    )
    assert vehicle.status_code == 201, vehicle.content
    driver = staff.post(
        "drivers/", {"full_name": "New Person", "employer": str(cast.windmolen), "employed_from": "2026-01-01T00:00:00+01:00"}
    )
    assert driver.status_code == 201, driver.content
    contract = staff.post(
        "contracts/",
        {
            "number": "API-1",
            "vehicle": vehicle.json()["id"],
            "category": "operational",
            "starts_on": "2026-01-01",
            "term_months": 36,
            "km_total": 60_000,
            "instalment": "399.95",
            "employer": str(cast.windmolen),
            "services": ["maintenance"],
        },
    )
    assert contract.status_code == 201, contract.content
    assert contract.json()["versions"][0]["km_total"] == 60_000
    assert "instalment" in contract.json()["versions"][0]["withheld"]
    twice = staff.post("vehicles/", {"vin": "WVWZZZ1KZAW000001", "make": "VW", "model": "Golf"})
    assert twice.status_code == 409
    for name in ("dana", "maud", "ali", "wout"):
        assert as_person(name).post("vehicles/", {"vin": "WVWZZZ1KZAW000002", "make": "x", "model": "y"}).status_code in (
            400,
            403,
        )
