"""`disclose_often` gives what `disclose` gives, for everybody, and keeps one reader's page out of another's."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from drivers.models import Custody, Driver
from drivers.queries import DRIVER_CARD, LIST_FIELDS, vehicles_held, vehicles_with_drivers
from fleet.actions.grants import grant_employer, revoke_employer
from fleet.models import LeaseContract, Vehicle
from incidents.models import Case, DamageReport, Photo
from privacy import gate, policy, reading
from privacy.access import Access
from privacy.gate import Disclosed
from tests.cast import Cast, Person
from tests.factories import keeper, make_custody, make_vehicle
from tests.incidents.scenes import case_of, dana_reports, job_of
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db
REPORTING = "driver.fleet_reporting"


@pytest.fixture(autouse=True)
def _nothing_prepared() -> Iterator[None]:
    reading._statements.clear()
    yield
    reading._statements.clear()


def every(model: Any) -> Callable[[Access], Any]:
    return lambda access: model.objects.order_by("pk")


def cars(access: Access) -> Any:
    return vehicles_held(access.at).order_by("pk")


REPORT = (
    "number",
    "kind",
    "happened_at",
    "zones",
    "damage_description",
    "narrative",
    "injury_information",
    "passenger_count",
    "driver",
)
CASE = ("number", "state", "opened_at", "pick_up_place", "claim_amount", "agent")
READS: dict[str, tuple[Callable[[Access], Any], Any]] = {
    "vehicles with drivers": (cars, LIST_FIELDS),
    "drivers": (every(Driver), DRIVER_CARD),
    "custody": (every(Custody), {"who": "driver__full_name", "plate": "vehicle__licence_plate", "holder": "holder_kind"}),
    "contracts": (every(LeaseContract), {"n": "number", "s": "state", "km": "latest__km_total", "what": "latest__services"}),
    "reports": (
        every(DamageReport),
        {**{name: name for name in REPORT}, "who": "driver__full_name", "plate": "vehicle__licence_plate"},
    ),
    "cases": (every(Case), {**{name: name for name in CASE}, "who": "driver__phone", "told": "report__narrative"}),
    "photos": (every(Photo), {"mark": "mark", "image": "image", "taken": "image__captured_at", "where": "image__captured_place"}),
}


def accesses(cast: Cast) -> Iterator[tuple[str, Access]]:
    """Each person in each role for each purpose that the role may claim, once in their own case and once without."""
    current = policy.current()
    for person in cast.people():
        for role, _organisation in person.roles:
            for purpose in current.claimable_by(role):
                if current.purposes[purpose].live:
                    yield f"{person.name}/{purpose}", person.access(purpose, role=role)
    for purpose in ("driver.vehicle_management", "private.vehicle_management"):
        yield f"machine/{purpose}", Access.for_job(name="client 1", role="machine", purpose=purpose, reason="tests")
        yield (
            f"machine of an employer/{purpose}",
            Access.for_job(name="client 2", role="machine", purpose=purpose, reason="tests", organisation=cast.maud.roles[0][1]),
        )


def told(rows: list[Disclosed]) -> list[Any]:
    return [
        (
            row.id,
            row.kind,
            dict(row.values),
            {name: (why.code, why.decision) for name, why in row.withheld.items()},
            dict(row.forms),
        )
        for row in rows
    ]


def recorded(access: Access) -> list[Any]:
    kept = (
        "kind",
        "outcome",
        "object_kind",
        "object_ids",
        "subject_refs",
        "items",
        "withheld",
        "keys_opened",
        "legal_basis",
        "recipient",
    )
    return [tuple(getattr(event, name) for name in kept) for event in events_of(access)]


def test_the_same_for_the_whole_cast(cast: Cast) -> None:
    make_custody(make_vehicle(cast.windmolen_be), cast.emre.driver, at=datetime(2026, 1, 1, tzinfo=UTC))
    job_of(cast, case_of(cast, dana_reports(cast).report))
    dana_reports(cast, key="another one, that waits")
    released = turn = 0
    for who, access in accesses(cast):
        for name, (build, fields) in READS.items():
            turn += 1
            more = {"limit": 50, "record_page": turn % 2 == 0}
            composed, often = (replace(access, request_id=uuid4().hex) for _ in range(2))
            expected = gate.disclose(composed, build(composed), fields, **more)
            assert told(gate.disclose_often(often, name, build, fields, **more)) == told(expected), (who, name)
            assert recorded(often) == recorded(composed), (who, name)
            released += len(expected)
            if expected:  # what is kept from the first time serves the second
                assert told(gate.disclose_often(often, name, build, fields, **more)) == told(expected), (who, name)
    prepared = sum(statement is not None for statement in reading._statements.values())
    assert released > 200
    assert prepared > len(reading._statements) * 0.4


def page(person: Person) -> set[Any]:
    return {row.id for row in vehicles_with_drivers(person.access(REPORTING)).rows}


def test_two_managers_in_turn_see_their_own(cast: Cast) -> None:
    for _ in range(5):
        maud, marc = page(cast.maud), page(cast.marc)
        assert {cast.dana_car, cast.emre_car} <= maud
        assert cast.chloe_car in marc
        assert not maud & marc
    assert any(statement is not None for statement in reading._statements.values())


def test_a_grant_counts_from_the_next_look_on_and_no_longer(cast: Cast) -> None:
    assert cast.dana_car in page(cast.maud)
    revoke_employer(access=keeper(), account=cast.maud.account, employer=cast.windmolen)
    assert page(cast.maud) == set()
    grant_employer(access=keeper(), account=cast.maud.account, employer=cast.windmolen_be)
    assert cast.emre_car in page(cast.maud)
    assert cast.dana_car not in page(cast.maud)
    grant_employer(access=keeper(), account=cast.marc.account, employer=cast.windmolen)
    assert cast.dana_car not in page(cast.marc), "a grant outside the organisation of the role gives nothing in that role"


def test_the_moment_and_the_id_are_filled_in_each_time(cast: Cast) -> None:
    def one(access: Access, vehicle: Any) -> Any:
        return vehicles_held(access.at).filter(public_id=vehicle)

    def holder(vehicle: Any, **more: Any) -> Any:
        access = cast.maud.access(REPORTING, **more)
        found = gate.disclose_often(access, "tests.one", one, {"who": "held__driver__public_id"}, limit=1, vehicle=vehicle)
        return found[0].get("who") if found else "out of reach"

    assert [holder(cast.dana_car), holder(cast.emre_car), holder(cast.pool_car)] == [cast.dana.driver, cast.emre.driver, None]
    assert holder(cast.chloe_car) == "out of reach"
    assert holder(cast.dana_car, at=datetime(2023, 1, 1, tzinfo=UTC)) is None
    assert holder(cast.dana_car) == cast.dana.driver


def test_another_policy_means_another_statement(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page(cast.maud)
    size = len(reading._statements)
    changed = policy.current()
    monkeypatch.setattr(type(changed), "version_full", property(lambda self: "another"), raising=False)
    assert page(cast.maud) == before
    assert len(reading._statements) == size + 1


def test_a_read_that_asks_rows_while_it_is_composed_is_not_kept(cast: Cast) -> None:
    def build(access: Access) -> Any:
        return Vehicle.objects.filter(pk__in=list(Vehicle.objects.values_list("pk", flat=True)))

    found = gate.disclose_often(cast.maud.access(REPORTING), "tests.asks", build, {"make": "make"}, limit=50)
    assert {row.id for row in found} >= {cast.dana_car}
    assert list(reading._statements.values()) == [None]
