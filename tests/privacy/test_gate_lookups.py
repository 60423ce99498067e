"""Searching by a sealed value: who may, how often, what is found, and what the ledger keeps of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drivers.models import Driver
from fleet.models import Vehicle
from privacy import gate, sealing
from privacy.access import Access
from privacy.errors import NotPermitted, TooManyLookups
from privacy.gate import LOOKUPS_PER_MINUTE
from privacy.normalise import words
from privacy.registry import RegistryError
from tests.cast import CANARIES, CANARY_CARS, Cast
from tests.factories import keeper, make_driver, make_vehicle
from tests.privacy.looks import both_books, events_of, everything_in_the_ledger

pytestmark = pytest.mark.django_db
FINDING = "driver.communication"
DANA = CANARIES["dana"]


def names(found: list[Any]) -> list[str]:
    return [row["full_name"] for row in found]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("email", DANA["email"]),
        ("email", f"  {DANA['email'].upper()} "),
        ("phone", "+31600717171"),
        ("phone", "+31 600 71 71 71"),
        ("full_name__words", "vanderkanariedana"),
        ("full_name__words", "VanderkanarieDANA CanaryDana"),
    ],
)
def test_a_person_is_found_by_what_a_caller_says(cast: Cast, key: str, value: str) -> None:
    access = cast.ali.access(FINDING)
    with both_books() as books:
        assert names(gate.find(access, Driver, ["full_name"], **{key: value})) == [DANA["full_name"]]
    assert books.announced == books.opened > 0
    lookup, look = events_of(access)
    assert (lookup.kind, lookup.verb, lookup.outcome) == ("lookup", f"drivers.Driver.{key}", "released")
    assert (look.kind, look.subject_refs) == ("disclose", lookup.subject_refs)
    assert not [value for value in map(str, DANA.values()) if value in everything_in_the_ledger()]


@pytest.mark.parametrize("value", ["nobody@example.test", "", " ", "x" * 5_000, "canary.dana.email", "‮", "😀"])
def test_a_search_that_finds_nobody_is_recorded_too(cast: Cast, value: str) -> None:
    access = cast.ali.access(FINDING)
    for key in ("email", "full_name__words"):
        assert gate.find(access, Driver, ["full_name"], **{key: value}) == []
    assert [(event.kind, event.object_ids, event.keys_opened) for event in events_of(access)] == [("lookup", [], 0)] * 2


def test_no_words_find_nobody() -> None:
    assert words("  .,- ") == []


def test_part_of_a_value_finds_nobody(cast: Cast) -> None:
    for value in (DANA["email"][:-1], DANA["email"] + "x", "canary.dana%", "*", "canary.dana.email@"):
        assert gate.find(cast.ali.access(FINDING), Driver, ["full_name"], email=value) == []
    assert gate.find(cast.ali.access(FINDING), Driver, ["full_name"], full_name__words="vanderkanarie") == []


@pytest.mark.parametrize(
    ("who", "purpose", "model", "key"),
    [
        ("maud", "driver.fleet_reporting", Driver, "email"),
        ("dana", "driver.portal", Driver, "email"),
        ("wout", "driver.maintenance", Vehicle, "licence_plate"),
        ("ali", FINDING, Driver, "bank_account_details"),
        ("ali", FINDING, Driver, "national_id_number"),
        ("ali", FINDING, Driver, "gender"),
        ("ali", FINDING, Vehicle, "vin"),
        ("petra", "accountability.ledger_review", Driver, "full_name__words"),
    ],
)
def test_who_may_not_search_by_a_field_is_refused_before_anything_is_read(
    cast: Cast, who: str, purpose: str, model: Any, key: str
) -> None:
    access = getattr(cast, who).access(purpose)
    with both_books() as books, pytest.raises(NotPermitted) as refused:
        gate.find(access, model, ["public_id"], **{key: "CANARY-SEARCHED"})
    assert refused.value.code == "lookup_not_allowed"
    [event] = events_of(access)
    assert (event.kind, event.detail["field"]) == ("refusal", key.partition("__")[0])
    assert (books.announced, books.opened) == (0, 0)
    assert "CANARY-SEARCHED" not in everything_in_the_ledger()


def test_a_field_without_an_index_cannot_be_searched(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gate.registry.holding("drivers.Driver").lookups, "gender", ("fleet_staff",))  # type: ignore[arg-type]
    with pytest.raises(RegistryError):
        gate.find(keeper(), Driver, ["full_name"], gender="x")
    with pytest.raises(TypeError):
        gate.find(keeper(), Driver, ["full_name"], email="a", phone="b")


def test_after_sixty_look_ups_in_a_minute_the_next_is_refused(cast: Cast) -> None:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    for _ in range(LOOKUPS_PER_MINUTE):
        gate.find(cast.ali.access(FINDING, at=at), Driver, ["full_name"], email="nobody@example.test")
    access = cast.ali.access(FINDING, at=at)
    with both_books() as books, pytest.raises(TooManyLookups) as refused:
        gate.find(access, Driver, ["full_name"], email=DANA["email"])
    assert refused.value.status == 429
    assert [event.detail["code"] for event in events_of(access)] == ["too_many_lookups"]
    assert books.opened == 0
    assert gate.find(cast.chris.access("driver.accident", at=at), Driver, ["public_id"], email="nobody@example.test") == []
    assert gate.find(cast.ali.access(FINDING, at=at + timedelta(minutes=1)), Driver, ["full_name"], email=DANA["email"])


def test_what_collides_in_a_truncated_index_is_left_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_hash", lambda label, field, normal: b"\x07" * 32)
    twin = make_driver(cast.windmolen_nl, full_name="Canary Twin", email="twin@example.test")
    other = make_driver(cast.windmolen_nl, full_name="Canary Other", email="other@example.test")
    access = cast.ali.access(FINDING)
    with both_books() as books:
        found = gate.find(access, Driver, ["full_name"], email="Twin@example.test")
    assert [row.id for row in found] == [twin]
    lookup, look = events_of(access)
    assert set(lookup.object_ids) == {twin, other}, "both were opened to be compared, and both looks are on record"
    assert look.object_ids == [twin]
    assert books.announced == books.opened


def test_an_index_that_is_long_enough_opens_nothing(cast: Cast) -> None:
    access = cast.femke.access("driver.vehicle_management")
    with both_books() as books:
        [row] = gate.find(access, Vehicle, {"make": "make"}, vin=CANARY_CARS["dana"]["vin"].lower())
    assert row.id == cast.dana_car
    assert (books.announced, books.opened) == (0, 0)


def test_a_look_up_is_bound_to_the_scope(cast: Cast) -> None:
    machine = Access.for_job(
        name="client x",
        role="machine",
        purpose="driver.vehicle_management",
        reason="look-up",
        organisation=cast.marc.roles[0][1],
    )
    assert gate.find(machine, Driver, ["full_name"], email=DANA["email"]) == []
    assert gate.find(machine, Vehicle, ["make"], licence_plate=CANARY_CARS["dana"]["licence_plate"]) == []


def test_finding_subjects_opens_nothing_to_the_officer(cast: Cast) -> None:
    access = cast.petra.access("accountability.ledger_review")
    assert gate.find_subjects(access, Driver, email=DANA["email"]) == [cast.dana.subject]
    assert {event.kind for event in events_of(access)} == {"lookup"}


def test_the_same_plate_in_two_columns_has_two_indexes(cast: Cast) -> None:
    car = Vehicle.objects.get(public_id=make_vehicle(cast.windmolen_nl, licence_plate="K-999-ZZ"))
    present, past = car.plate_index._envelope, car.plate_periods.get().plate_index._envelope
    assert present != past
    assert len(present) == len(past) == Vehicle._meta.get_field("plate_index").bits // 8
