"""The one door from a vehicle to a person."""

from datetime import timedelta
from uuid import uuid4

import pytest

from drivers import actions, queries
from privacy.errors import BadInput, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from privacy.ledger.store import reference
from tests.factories import LONG_AGO, keeper

pytestmark = pytest.mark.django_db


def test_the_holder_is_named_with_confidence_and_reason(cast):
    found = queries.who_had(keeper(), cast.dana_car, LONG_AGO + timedelta(days=3))
    assert (found.kind, found.driver, found.confidence) == ("driver", cast.dana.driver, "proven")
    assert found.since == LONG_AGO
    assert found.until is None
    assert found.reason_code == "proven"
    assert str(found.reason)


def test_each_answer_stands_in_the_ledger_of_the_person_named(cast):
    access = keeper()
    queries.who_had(access, cast.dana_car, LONG_AGO + timedelta(days=3))
    events = Event.objects.filter(request_id=access.request_id)
    assert reference(cast.dana.subject) in {ref for event in events for ref in event.subject_refs}
    assert "drivers.Custody" in {event.object_kind for event in events}


def test_before_the_first_holder_nobody_is_named(cast):
    found = queries.who_had(keeper(), cast.dana_car, LONG_AGO - timedelta(seconds=1))
    assert (found.kind, found.driver, found.confidence) == ("nobody", None, "unknown")


def test_a_pool_car_names_nobody(cast):
    found = queries.who_had(keeper(), cast.pool_car, LONG_AGO + timedelta(days=3))
    assert (found.kind, found.driver, found.reason_code) == ("pool", None, "pool")


def test_an_instant_without_zone_is_refused(cast):
    with pytest.raises(BadInput) as refused:
        queries.who_had(keeper(), cast.dana_car, LONG_AGO.replace(tzinfo=None))
    assert refused.value.code == "zone_missing"


def test_a_driver_learns_nothing_of_who_drove_before(cast):
    access = keeper()
    before = LONG_AGO + timedelta(days=100)
    actions.hand_over(access=access, vehicle=cast.pool_car, holder="driver", driver=cast.emre.driver, at=before)
    actions.hand_over(
        access=access, vehicle=cast.pool_car, holder="driver", driver=cast.dana.driver, at=before + timedelta(days=9)
    )
    mine = cast.dana.access("driver.portal")
    assert queries.who_had(mine, cast.pool_car, before + timedelta(days=10)).driver == cast.dana.driver
    assert queries.who_had(mine, cast.pool_car, before + timedelta(days=1)).kind == "nobody"


def test_another_employers_car_is_not_there(cast):
    with pytest.raises(NotFoundHere):
        queries.who_had(cast.marc.access("driver.fleet_reporting"), cast.dana_car, LONG_AGO)
    with pytest.raises(NotFoundHere):
        queries.who_had(keeper(), uuid4(), LONG_AGO)


def test_the_door_needs_a_purpose_that_the_role_may_claim(cast):
    with pytest.raises(NotPermitted):
        queries.who_had(cast.maud.access("driver.portal"), cast.dana_car, LONG_AGO)
