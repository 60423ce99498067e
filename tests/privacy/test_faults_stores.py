"""The ledger or the vault does not answer: 503 in the reader's words, nothing opened, nothing half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils.html import escape
from django.utils.translation import override

from drivers.models import Driver
from fleet.models import Vehicle
from incidents.models import DamageReport
from privacy import gate, sealing
from privacy.change import change
from privacy.edge.throttles import ReadThrottle
from privacy.errors import LedgerUnavailable, Refused, VaultUnavailable
from privacy.ledger.models import Event
from privacy.models import OutboxMessage
from privacy.vault import keys
from tests.cast import CANARIES, CANARY_STRINGS, Cast
from tests.clients import browser_of
from tests.factories import keeper
from tests.incidents.scenes import case_of, dana_reports
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db
REPORTING = "driver.fleet_reporting"
LANGUAGES = ("nl", "fr", "en")


def words(refusal: type[Refused], language: str) -> str:
    """What the reader is told, in their language."""
    with override(language):
        return str(refusal.message)


@contextmanager
def silent(alias: str) -> Iterator[None]:
    """While this lasts, one of the databases is at a port where nobody answers."""
    living = connections[alias]
    lost = living.copy()
    lost.settings_dict.update(HOST="127.0.0.1", PORT="1", PASSWORD="x")
    connections[alias] = lost
    try:
        yield
    finally:
        connections[alias] = living


@pytest.fixture(autouse=True)
def _full_buckets() -> Iterator[None]:
    ReadThrottle.clear()
    yield
    ReadThrottle.clear()


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast with a report and an open case, so that every page has something to show."""
    case_of(cast, dana_reports(cast).report)
    return cast


@pytest.fixture
def ledger_down(scene: Cast) -> Iterator[None]:
    with silent("ledger"):
        yield


@pytest.fixture
def vault_down(scene: Cast) -> Iterator[None]:
    with silent("vault"):
        yield


PAGES = [
    ("maud", "/my-fleet/vehicles/", ""),
    ("dana", "/my-car/", ""),
    ("dana", "/my-car/my-data/", ""),
    ("ali", "/desk/cases/", ""),
    ("petra", "/office/", ""),
]
CALLS = [
    ("maud", "/api/v1/vehicles/", REPORTING),
    ("maud", "/api/v1/drivers/", REPORTING),
    ("femke", "/api/v1/contracts/", "driver.vehicle_management"),
    ("dana", "/api/v1/me/record/", "driver.portal"),
    ("ali", "/api/v1/cases/", "driver.accident"),
]


@pytest.mark.parametrize("refusal", [LedgerUnavailable, VaultUnavailable])
def test_the_words_are_three_languages(refusal: type[Refused]) -> None:
    assert len({words(refusal, language) for language in LANGUAGES}) == 3


# --- the ledger --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ledger_down")
def test_nothing_is_opened_when_it_cannot_be_recorded(cast: Cast) -> None:
    rows = Driver.objects.filter(public_id=cast.dana.driver)
    access = cast.maud.access(REPORTING)
    doors: list[Any] = [
        lambda: gate.disclose(access, rows, ["full_name"]),
        lambda: gate.disclose_one(access, rows, ["full_name"]),
        lambda: gate.disclose_one(access, rows.none(), ["full_name"]),
        lambda: gate.disclose_often(access, "tests.down", lambda access: Driver.objects.all(), {"n": "full_name"}, limit=9),
        lambda: gate.open_for(keeper(), rows.get(), ["full_name"]),
        lambda: gate.find(keeper(), Driver, ["full_name"], email=CANARIES["dana"]["email"]),
        lambda: gate.find(cast.maud.access(REPORTING), Driver, ["full_name"], email="x"),
        lambda: gate.aggregate(access, Vehicle.objects.all(), ("stage",)),
        lambda: gate.check_claim(cast.maud.access("driver.fines")),
    ]
    before = keys.tally.opened
    for door in doors:
        with pytest.raises(LedgerUnavailable) as refused:
            door()
        assert refused.value.status == 503
    assert keys.tally.opened == before


@pytest.mark.usefixtures("ledger_down")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "path"), [page[:2] for page in PAGES])
def test_pages_without_the_ledger(cast: Cast, who: str, path: str, language: str) -> None:
    before = keys.tally.opened
    answer = browser_of(getattr(cast, who), language).get(path)
    assert answer.status_code == 503
    text = answer.content.decode()
    assert escape(words(LedgerUnavailable, language)) in text
    assert not [value for value in CANARY_STRINGS if value in text]
    assert keys.tally.opened == before


@pytest.mark.usefixtures("ledger_down")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "path", "purpose"), CALLS)
def test_calls_without_the_ledger(cast: Cast, who: str, path: str, purpose: str, language: str) -> None:
    before = keys.tally.opened
    answer = browser_of(getattr(cast, who), language).get(path, headers={"X-Purpose": purpose})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    document = answer.json()
    assert document["code"] == "ledger_unavailable"
    assert document["detail"] == words(LedgerUnavailable, language)
    assert keys.tally.opened == before


def test_a_change_without_the_ledger_leaves_nothing(cast: Cast) -> None:
    before = DamageReport.objects.count(), DamageReport.history.count(), OutboxMessage.objects.count(), Event.objects.count()
    told = {"vehicle": str(cast.dana_car), "kind": "damage", "happened_at": "2026-01-05T10:00:00+01:00", "zones": ["bonnet"]}
    browser = browser_of(cast.dana)
    with silent("ledger"):
        answer = browser.post("/api/v1/damage-reports/", told, content_type="application/json")
    assert answer.status_code == 503
    after = DamageReport.objects.count(), DamageReport.history.count(), OutboxMessage.objects.count(), Event.objects.count()
    assert after == before


@pytest.mark.usefixtures("ledger_down")
def test_a_refusal_that_cannot_be_recorded_is_an_outage_not_a_refusal(cast: Cast) -> None:
    answer = browser_of(cast.maud).get(f"/api/v1/vehicles/{cast.chloe_car}/", headers={"X-Purpose": REPORTING})
    assert answer.status_code == 503


@pytest.mark.parametrize("alias", ["ledger", "vault"])
def test_whoever_watches_the_servers_is_told_which_store_is_silent(cast: Cast, alias: str) -> None:
    with silent(alias):
        answer = browser_of(None).get("/readyz")
        assert (answer.status_code, answer.content.decode().strip()) == (503, f"no answer from: {alias}")
        assert browser_of(None).get("/healthz").status_code == 200


# --- the vault ---------------------------------------------------------------------------------------------------------


def test_a_look_without_the_vault_is_recorded_as_a_failure(cast: Cast) -> None:
    access = cast.maud.access(REPORTING)
    before = keys.tally.opened
    with silent("vault"), pytest.raises(VaultUnavailable) as refused:
        gate.disclose(access, Driver.objects.all(), ["full_name"])
    assert refused.value.status == 503
    *looks, failure = events_of(access)
    assert (failure.kind, failure.outcome, failure.detail["code"]) == ("failure", "failed", "vault_unavailable")
    assert {look.kind for look in looks} == {"disclose"}
    assert keys.tally.opened == before, "announced and not opened: the failure beside it says why"


@pytest.mark.usefixtures("vault_down")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "path"), [page[:2] for page in PAGES[:3]])
def test_pages_without_the_vault(cast: Cast, who: str, path: str, language: str) -> None:
    answer = browser_of(getattr(cast, who), language).get(path)
    assert answer.status_code == 503
    text = answer.content.decode()
    assert escape(words(VaultUnavailable, language)) in text
    assert not [value for value in CANARY_STRINGS if value in text]


@pytest.mark.usefixtures("vault_down")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "path", "purpose"), CALLS[:2])
def test_calls_without_the_vault(cast: Cast, who: str, path: str, purpose: str, language: str) -> None:
    answer = browser_of(getattr(cast, who), language).get(path, headers={"X-Purpose": purpose})
    assert answer.status_code == 503
    assert answer.json()["code"] == "vault_unavailable"
    assert answer.json()["detail"] == words(VaultUnavailable, language)


@pytest.mark.usefixtures("vault_down")
def test_what_needs_no_key_works_without_the_vault(cast: Cast) -> None:
    [row] = gate.disclose(cast.maud.access(REPORTING), Vehicle.objects.filter(public_id=cast.dana_car), ["make", "odometer_km"])
    assert row["make"] == "Volkswagen"


def test_sealing_without_the_vault_changes_nothing(cast: Cast) -> None:
    row = Driver.objects.get(public_id=cast.dana.driver)
    before = row.phone._envelope
    with silent("vault"), pytest.raises(VaultUnavailable), transaction.atomic():
        _new_phone(row)
    again = Driver.objects.get(pk=row.pk)
    assert again.phone._envelope == before
    assert again.history.count() == row.history.count()


def _new_phone(row: Driver) -> None:
    with change(keeper(), "tests.phone") as work:
        sealing.seal(row, phone="+31 6 9999 9999")
        work.save(row)
