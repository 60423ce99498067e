"""Whatever is sent gets a clear answer: no accident, nothing lost, nothing repeated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from privacy.ledger.models import Event
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Callers = Callable[..., Any]
HOSTILE = Path(__file__).resolve().parents[1] / "data" / "hostile-strings" / "blns.json"
FALLBACK = [
    "\u202etest\u202c",
    "👩‍👩‍👧",
    "ﷺ",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "田中さん",
    "\ufeff",
    "../../etc/passwd",
]
NAUGHTY = json.loads(HOSTILE.read_text(encoding="utf-8")) if HOSTILE.exists() else FALLBACK


def report(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"vehicle": str(cast.dana_car), "kind": "damage", "happened_at": "2026-01-10T08:00:00+01:00", **more}


def problem(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(document)
    assert document["status"] == answer.status_code
    return document


def test_unknown_purpose(as_person: Callers) -> None:
    answer = as_person("maud", "no.such.purpose").get("vehicles/")
    assert answer.status_code == 400
    assert "driver.fleet_reporting" in problem(answer)["errors"]["X-Purpose"]


def test_purpose_that_the_role_may_not_claim_is_recorded(as_person: Callers) -> None:
    answer = as_person("dana", "driver.fleet_reporting").get("vehicles/")
    assert (answer.status_code, problem(answer)["code"]) == (403, "role_may_not_claim")
    assert Event.objects.filter(kind="refusal", role="driver", purpose="driver.fleet_reporting").exists()


def test_several_purposes_fit(as_person: Callers) -> None:
    answer = as_person("maud").get("vehicles/")
    assert (answer.status_code, problem(answer)["code"]) == (400, "purpose_ambiguous")


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"a":}', b"\xff\xfe", b"[" * 50_000, b'{"a": NaN}', b'{"a":1,"a":2}', b"null", b"[]", b'"x"', b"1"]
)
def test_broken_bodies(as_person: Callers, body: bytes) -> None:
    answer = as_person("dana").post("damage-reports/", raw=body)
    assert answer.status_code in (400, 422)
    problem(answer)


def test_the_place_where_json_breaks(as_person: Callers) -> None:
    assert "line 1, column 2" in problem(as_person("dana").post("damage-reports/", raw=b"{"))["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_other_formats(as_person: Callers, content_type: str) -> None:
    assert as_person("dana").post("damage-reports/", raw=b"a=b", content_type=content_type).status_code == 415


def test_a_form_that_breaks_off(as_person: Callers) -> None:
    answer = as_person("dana").post("damage-reports/", raw=b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    answer = as_person("dana").post("damage-reports/", raw=b"x", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_a_body_over_the_limit(as_person: Callers, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = as_person("dana").post("damage-reports/", {"narrative": "x" * 2_000})
    assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vehicle", "x"),
        ("kind", "earthquake"),
        ("happened_at", "yesterday"),
        ("happened_at", "2026-01-10T08:00:00"),
        ("happened_at", "9999-12-31T23:59:59+00:00"),
        ("narrative", "x" * 40_000),
        ("narrative", "a\x00b"),
        ("narrative", 5),
        ("passenger_count", -1),
        ("passenger_count", 10**30),
        ("zones", ["nowhere"]),
        ("zones", "bonnet"),
        ("colour", "red"),
    ],
)
def test_unfit_fields_are_named_and_not_repeated(as_person: Callers, cast: Cast, field: str, value: Any) -> None:
    answer = as_person("dana").post("damage-reports/", report(cast, **{field: value}))
    assert answer.status_code == 422
    document = problem(answer)
    assert field in document["errors"]
    assert "xxxx" not in json.dumps(document)


def test_naughty_strings_are_kept_as_they_are(as_person: Callers, cast: Cast) -> None:
    text = "\n".join(NAUGHTY)[:15_000]
    answer = as_person("dana").post("damage-reports/", report(cast, narrative=text, may_name_others=True))
    assert answer.status_code == 201, answer.content
    assert answer.json()["narrative"] == text


@pytest.mark.parametrize(
    "path",
    [
        "vehicles/%00/",
        "vehicles/?cursor=%00",
        "vehicles/?licence_plate=%00",
        "vehicles/?limit=1000",
        "vehicles/?limit=x",
        "vehicles/?cursor=forged",
        "vehicles/?colour=red",
        "vehicles/?stage=flying",
        "vehicles/?employer=x",
        "vehicles/not-an-id/",
        "drivers/00000000-0000-0000-0000-000000000000/",
        "no-such-thing/",
    ],
)
def test_bad_addresses(as_person: Callers, path: str) -> None:
    answer = as_person("maud", "driver.fleet_reporting").get(path)
    assert answer.status_code in (400, 404, 422), answer.content
    problem(answer)


@pytest.mark.parametrize(
    "header", ["X-Role", "X-Purpose", "X-Emergency-Grant", "Idempotency-Key", "X-Session-Token", "Authorization"]
)
def test_bad_headers(as_person: Callers, cast: Cast, header: str) -> None:
    for value in ("\x01", "x" * 5_000, "é", "Bearer ", "None", "; DROP TABLE"):
        caller = as_person("dana").named(**{header.replace("-", "_"): value})
        for answer in (caller.get("vehicles/"), caller.post("damage-reports/", report(cast))):
            assert answer.status_code in (200, 201, 400, 401, 403, 422), (value, answer.content)


def test_methods_that_are_not_there(as_person: Callers) -> None:
    client = as_person("maud", "driver.fleet_reporting").client
    for method in (client.put, client.patch, client.delete, client.options):
        answer = method("/api/v1/vehicles/", b"{}", content_type="application/json")
        assert answer.status_code == 405
        problem(answer)


def test_only_json_is_offered(as_person: Callers) -> None:
    answer = as_person("maud", "driver.fleet_reporting").named(Accept="text/html").get("vehicles/")
    assert answer.status_code == 406


def test_an_address_that_is_not_there_is_answered_as_json_below_the_api_and_as_a_page_elsewhere(cast: Cast) -> None:
    assert problem(Client().get("/api/v2/"))["code"] == "not_found"
    page = Client().get("/nowhere/")
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")
