"""What the gate refuses, how it says so, and that each refusal stands in the ledger."""

import uuid
from typing import Any

import pytest
from django.db import transaction

from drivers.models import Driver
from fleet.models import Vehicle
from privacy import gate, policy
from privacy.access import LESSOR, Access, Actor, Channel
from privacy.change import change
from privacy.errors import NotFoundHere, NotPermitted, UnknownPurpose
from privacy.registry import RegistryError
from tests.cast import Cast
from tests.factories import keeper
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db
REPORTING = "driver.fleet_reporting"


def vehicle(public_id: uuid.UUID) -> Any:
    return Vehicle.objects.filter(public_id=public_id)


def test_outside_the_scope_reads_like_absent_and_is_recorded(cast: Cast) -> None:
    told = []
    for public_id in (cast.chloe_car, uuid.uuid4()):
        access = cast.maud.access(REPORTING)
        with pytest.raises(NotFoundHere) as refused:
            gate.disclose_one(access, vehicle(public_id), ["make", "licence_plate"])
        [event] = events_of(access)
        assert (event.kind, event.outcome, event.detail["code"]) == ("refusal", "refused", "not_found")
        assert (event.object_kind, event.object_ids, event.keys_opened) == ("fleet.Vehicle", [], 0)
        told.append((refused.value.code, refused.value.status, str(refused.value.message), event.detail, event.withheld))
    assert told[0] == told[1]


def test_a_list_leaves_out_what_is_outside_the_scope(cast: Cast) -> None:
    shown = gate.disclose(cast.maud.access(REPORTING), Vehicle.objects.all(), ["make"])
    assert {row.id for row in shown} >= {cast.dana_car, cast.emre_car, cast.pool_car}
    assert not {row.id for row in shown} & {cast.chloe_car, cast.lieve_car}


def test_the_refusal_stays_when_the_work_is_rolled_back(cast: Cast) -> None:
    access = cast.maud.access(REPORTING)
    with pytest.raises(NotFoundHere), transaction.atomic():
        gate.row(access, vehicle(cast.chloe_car))
    assert [event.detail["code"] for event in events_of(access)] == ["not_found"]
    access = keeper()
    with pytest.raises(NotFoundHere), change(access, "tests.change"):
        gate.row(access, vehicle(uuid.uuid4()))
    assert [event.kind for event in events_of(access)] == ["refusal"]


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("driver.fines", "purpose_planned"),
        ("accountability.ledger_review", "role_may_not_claim"),
        ("private.portal", "role_may_not_claim"),
    ],
)
def test_a_purpose_that_the_role_may_not_claim_is_refused_everywhere(cast: Cast, purpose: str, code: str) -> None:
    doors: list[Any] = [
        lambda access: gate.disclose(access, Vehicle.objects.all(), ["make"]),
        lambda access: gate.disclose_one(access, vehicle(cast.dana_car), ["make"]),
        lambda access: gate.rows(access, Vehicle.objects.all()),
        lambda access: gate.open_for(access, vehicle(cast.dana_car).get(), ["licence_plate"]),
        lambda access: gate.find(access, Vehicle, ["make"], licence_plate="X-771-DN"),
        lambda access: gate.aggregate(access, Vehicle.objects.all(), ("stage",)),
        lambda access: change(access, "tests.change").__enter__(),
        lambda access: gate.disclose_often(access, "tests.cars", lambda access: Vehicle.objects.all(), {"make": "make"}, limit=5),
    ]
    for door in doors:
        access = cast.maud.access(purpose)
        with pytest.raises(NotPermitted) as refused:
            door(access)
        assert refused.value.code == code
        assert code in [event.detail["code"] for event in events_of(access, kind="refusal")]
        assert not events_of(access, outcome="released")


def test_planned_purposes_are_closed_to_every_role() -> None:
    current = policy.current()
    planned = [name for name, purpose in current.purposes.items() if not purpose.live]
    assert len(planned) > 10
    for role in current.roles:
        for purpose in planned:
            access = Access(Actor(1, uuid.uuid4()), role, LESSOR, purpose, Channel.PAGE)
            with pytest.raises(NotPermitted):
                gate.check_claim(access)


def test_names_that_the_policy_does_not_know(cast: Cast) -> None:
    with pytest.raises(UnknownPurpose):
        gate.disclose(cast.maud.access("driver.gossip"), Vehicle.objects.all(), ["make"])
    stranger = Access(Actor(cast.maud.account_id, cast.maud.subject), "emperor", LESSOR, REPORTING, Channel.PAGE)
    with pytest.raises(NotPermitted) as refused:
        gate.disclose(stranger, Vehicle.objects.all(), ["make"])
    assert refused.value.code == "unknown_role"


@pytest.mark.parametrize("path", ["no_such_field", "vin_index", "make__lower", "custody__nobody__make", "employer"])
def test_only_declared_columns_are_released(cast: Cast, path: str) -> None:
    access = cast.femke.access("driver.vehicle_management")
    if path == "employer":
        [row, *_] = gate.disclose(access, vehicle(cast.dana_car), [path])
        assert not hasattr(row[path], "_meta"), "a reference, never a live row"
        return
    with pytest.raises(RegistryError):
        gate.disclose(access, Vehicle.objects.all(), [path])


def test_a_sliced_queryset_is_refused_because_the_scope_comes_first(cast: Cast) -> None:
    with pytest.raises(TypeError):
        gate.disclose(cast.maud.access(REPORTING), Vehicle.objects.all()[:1], ["make"])


def test_a_role_without_scope_reaches_nothing(cast: Cast) -> None:
    for purpose in ("operation.accounts", "rights.own_record"):
        assert gate.disclose(cast.ana.access(purpose), Vehicle.objects.all(), ["make", "vin"]) == []
    assert gate.disclose(cast.petra.access("rights.own_record"), Driver.objects.all(), ["full_name"]) == []


def test_an_access_without_account_has_no_grants(cast: Cast) -> None:
    job = Access.for_job(name="tests", role="fleet_manager", purpose=REPORTING, reason="no account")
    assert gate.disclose(job, Vehicle.objects.all(), ["make"]) == []
    with pytest.raises(ValueError, match="reason"):
        Access.for_job(name="tests", role="fleet_staff", purpose=REPORTING, reason=" ")


def test_open_for_is_bound_to_the_items_of_the_purpose_and_to_the_scope(cast: Cast) -> None:
    dana = Driver.objects.get(public_id=cast.dana.driver)
    access = keeper()
    assert gate.open_for(access, dana, ["full_name"])["full_name"].startswith("CanaryDANA")
    assert [(event.kind, event.items, event.keys_opened) for event in events_of(access)] == [("open", {"full_name": "full"}, 1)]
    access = cast.ali.access("driver.communication")
    with pytest.raises(NotPermitted):
        gate.open_for(
            access, dana, ["full_name", "injury_information" if hasattr(dana, "injury_information") else "bank_account_details"]
        )
    [event] = events_of(access)
    assert (event.kind, event.detail["code"], event.detail["items"]) == (
        "refusal",
        "not_for_this_purpose",
        ["bank_account_details"],
    )
    access = cast.maud.access(REPORTING)
    with pytest.raises(NotFoundHere):
        gate.open_for(access, Driver.objects.get(public_id=cast.chloe.driver), ["full_name"])
