"""Custody: one holder at each instant, no gaps at a handover, plans that can be confirmed or withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from drivers import actions, queries
from drivers.models import Custody, Driver
from fleet.models import Vehicle
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from tests import factories as make
from tests.factories import LONG_AGO, keeper

pytestmark = pytest.mark.django_db
LATER = LONG_AGO + timedelta(days=200, minutes=7)


def intervals(vehicle):
    rows = Custody.objects.filter(vehicle__public_id=vehicle).order_by("starts_at")
    return [(row.holder_kind, row.starts_at, row.ends_at) for row in rows]


def test_a_handover_closes_and_opens_at_the_same_instant(cast):
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=LATER)
    assert intervals(cast.dana_car) == [("driver", LONG_AGO, LATER), ("driver", LATER, None)]
    before, then = LATER - timedelta(microseconds=1), LATER
    assert queries.who_had(keeper(), cast.dana_car, before).driver == cast.dana.driver
    assert queries.who_had(keeper(), cast.dana_car, then).driver == cast.emre.driver


def test_a_back_dated_handover_leaves_what_follows_as_it_is(cast):
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=LATER)
    early = LATER - timedelta(days=30)
    actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="garage", driver=cast.dana.driver, at=early)
    assert intervals(cast.dana_car) == [
        ("driver", LONG_AGO, early),
        ("garage", early, LATER),
        ("driver", LATER, None),
    ]


def test_a_handover_is_recorded_with_its_verb_and_kept_in_history(cast):
    access = keeper()
    custody = actions.hand_over(access=access, vehicle=cast.dana_car, holder="pool", at=LATER)
    assert Event.objects.filter(request_id=access.request_id, verb="drivers.hand_over").exists()
    row = Custody.objects.get(public_id=custody)
    assert row.history.get().history_verb == "drivers.hand_over"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"holder": "driver"}, "driver_missing"),
        ({"holder": "neighbour"}, "unknown_holder"),
        ({"holder": "garage", "evidence": "Jan signed it"}, "evidence_is_a_number"),
        ({"holder": "garage", "source": "rumour"}, "unknown_source"),
        ({"holder": "garage", "at": LATER.replace(tzinfo=None)}, "zone_missing"),
        ({"holder": "garage", "at": datetime(2200, 1, 1, tzinfo=UTC)}, "in_future"),
    ],
)
def test_a_handover_that_makes_no_sense_is_refused(cast, given, code):
    with pytest.raises(BadInput) as refused:
        actions.hand_over(access=keeper(), vehicle=cast.dana_car, **{"at": LATER, **given})
    assert refused.value.code == code
    assert len(intervals(cast.dana_car)) == 1


def test_a_pool_car_has_no_driver(cast):
    with pytest.raises(BadInput) as refused:
        actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool", driver=cast.emre.driver, at=LATER)
    assert refused.value.code == "driver_not_allowed"


def test_a_driver_of_another_client_cannot_take_the_car(cast):
    with pytest.raises(BadInput) as refused:
        actions.hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.chloe.driver, at=LATER)
    assert refused.value.code == "other_client"


def test_units_of_one_company_share_their_cars(cast):
    assert actions.hand_over(access=keeper(), vehicle=cast.emre_car, holder="driver", driver=cast.dana.driver, at=LATER)


def test_starting_in_a_taken_stretch_says_when_it_is_taken(cast):
    with pytest.raises(Conflict) as refused:
        actions.start_custody(access=keeper(), vehicle=cast.dana_car, holder="pool", at=LATER)
    assert refused.value.code == "custody_overlaps"
    assert "2024-01-01" in str(refused.value.message)


def test_the_database_refuses_an_overlap_whatever_the_code_does(cast):
    car = Vehicle.objects.get(public_id=cast.dana_car)
    row = Custody(vehicle=car, holder_kind="pool", starts_at=LATER, source="desk")
    with pytest.raises(IntegrityError, match="custody_one_holder_at_a_time"), transaction.atomic():
        Custody.objects.bulk_create([row])


def test_a_person_cannot_hold_the_pool_in_the_database_either(cast):
    car = Vehicle.objects.get(public_id=make.make_vehicle(cast.windmolen))
    driver = Driver.objects.get(public_id=cast.dana.driver)
    row = Custody(vehicle=car, driver=driver, holder_kind="pool", starts_at=LATER, source="desk")
    with pytest.raises(IntegrityError, match="custody_holder_fits_driver"), transaction.atomic():
        Custody.objects.bulk_create([row])


def test_a_plan_takes_over_by_itself_and_is_unsure_until_confirmed(cast):
    then = datetime.now(UTC) + timedelta(days=5)
    custody = actions.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=then)
    assert queries.who_had(keeper(), cast.dana_car, then - timedelta(days=1)).driver == cast.dana.driver
    found = queries.who_had(keeper(), cast.dana_car, then + timedelta(hours=9))
    assert (found.driver, found.confidence, found.reason_code) == (cast.emre.driver, "unsure", "planned")
    with pytest.raises(Conflict):
        actions.confirm_hand_over(access=cast.emre.access("driver.portal"), custody=custody)
    there = cast.emre.access("driver.portal", at=then + timedelta(minutes=1))
    actions.confirm_hand_over(access=there, custody=custody)
    found = queries.who_had(keeper(), cast.dana_car, then + timedelta(hours=9))
    assert (found.driver, found.confidence) == (cast.emre.driver, "proven")


def test_a_plan_of_somebody_else_cannot_be_confirmed(cast):
    then = datetime.now(UTC) + timedelta(days=1)
    custody = actions.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool", at=then)
    with pytest.raises(NotFoundHere):
        actions.confirm_hand_over(access=cast.emre.access("driver.portal"), custody=custody)


def test_a_withdrawn_plan_gives_the_time_back(cast):
    then = datetime.now(UTC) + timedelta(days=1)
    custody = actions.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool", at=then)
    actions.withdraw_planned_hand_over(access=keeper(), custody=custody)
    assert queries.who_had(keeper(), cast.dana_car, then + timedelta(days=1)).driver == cast.dana.driver
    with pytest.raises(Conflict):
        actions.withdraw_planned_hand_over(access=keeper(), custody=custody)
    again = actions.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool", at=then)
    assert again != custody


def test_a_plan_lies_in_the_future(cast):
    with pytest.raises(BadInput):
        actions.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool", at=LATER)


def test_ending_leaves_the_car_with_nobody(cast):
    actions.end_custody(access=keeper(), vehicle=cast.dana_car, at=LATER)
    assert queries.who_had(keeper(), cast.dana_car, LATER).kind == "nobody"
    with pytest.raises(Conflict):
        actions.end_custody(access=keeper(), vehicle=cast.dana_car, at=LATER + timedelta(days=1))


def test_any_car_can_become_a_pool_car(cast):
    actions.mark_pool(access=keeper(), vehicle=cast.dana_car, at=LATER)
    fresh = make.make_vehicle(cast.windmolen)
    actions.mark_pool(access=keeper(), vehicle=fresh, at=LATER)
    assert intervals(cast.dana_car) == [("driver", LONG_AGO, LATER), ("pool", LATER, None)]
    assert intervals(fresh) == [("pool", LATER, None)]


@pytest.mark.parametrize("name", ["dana", "maud", "ali", "wout"])
def test_only_the_lessor_moves_cars(cast, name):
    purposes = {"dana": "driver.portal", "maud": "driver.fleet_reporting", "ali": "driver.communication"}
    access = getattr(cast, name).access(purposes.get(name, "driver.maintenance"))
    with pytest.raises(NotPermitted):
        actions.mark_pool(access=access, vehicle=cast.dana_car, at=LATER)
