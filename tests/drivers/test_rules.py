"""Custody and age, decided on plain values."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from drivers.rules import (
    BirthProblem,
    Confidence,
    HandoverProblem,
    HolderKind,
    HolderProblem,
    Interval,
    Reason,
    Source,
    Stay,
    age_in_years,
    birth_problem,
    employment_runs,
    first_overlap,
    handover_plan,
    holder_problem,
    who_had,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
NOON = NINE + timedelta(hours=3)
DANA, EMRE = uuid4(), uuid4()


def stay(start=NINE, end=None, holder=HolderKind.DRIVER, driver=DANA, **more):
    return Stay(Interval(start, end), holder, driver, **more)


def test_the_instant_of_a_handover_belongs_to_the_receiver():
    assert Interval(NINE, TEN).holds(NINE)
    assert not Interval(NINE, TEN).holds(TEN)
    assert Interval(TEN).holds(TEN)
    assert not Interval(NINE, TEN).overlaps(Interval(TEN))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Interval(NINE), Interval(TEN), True),
        (Interval(NINE, NOON), Interval(TEN, NOON), True),
        (Interval(NINE, TEN), Interval(NOON), False),
        (Interval(TEN, TEN), Interval(NINE), False),
    ],
)
def test_overlap_is_symmetric_and_an_empty_interval_overlaps_nothing(one, other, shared):
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


def test_the_earliest_clash_explains_the_refusal():
    clashes = [Interval(NOON), Interval(TEN, NOON), Interval(NINE - timedelta(days=1), NINE)]
    assert first_overlap(Interval(NINE), clashes) == Interval(TEN, NOON)
    assert first_overlap(Interval(NINE, TEN), clashes) is None


@pytest.mark.parametrize(
    ("holder", "has_driver", "problem"),
    [
        (HolderKind.DRIVER, False, HolderProblem.DRIVER_MISSING),
        (HolderKind.REPLACEMENT, False, HolderProblem.DRIVER_MISSING),
        (HolderKind.POOL, True, HolderProblem.DRIVER_NOT_ALLOWED),
        (HolderKind.LESSOR, True, HolderProblem.DRIVER_NOT_ALLOWED),
        (HolderKind.GARAGE, True, None),
        (HolderKind.TOW, False, None),
    ],
)
def test_holder_and_driver_fit(holder, has_driver, problem):
    assert holder_problem(holder, has_driver) is problem


def test_a_handover_splits_the_running_interval_and_leaves_no_gap():
    plan = handover_plan([stay(NINE, NOON), stay(NOON, driver=EMRE)], to=HolderKind.GARAGE, driver=DANA, at=TEN)
    assert plan.problem is None
    assert plan.closes == 0
    assert plan.opens == Interval(TEN, NOON)


@pytest.mark.parametrize(
    ("driver", "at", "problem"),
    [
        (EMRE, NINE - timedelta(seconds=1), HandoverProblem.NOBODY_HOLDS),
        (EMRE, NINE, HandoverProblem.SAME_INSTANT),
        (DANA, TEN, HandoverProblem.SAME_HOLDER),
    ],
)
def test_a_handover_that_cannot_be(driver, at, problem):
    assert handover_plan([stay()], to=HolderKind.DRIVER, driver=driver, at=at).problem is problem


@pytest.mark.parametrize(
    ("held", "employment", "confidence", "reason"),
    [
        (None, None, Confidence.UNKNOWN, Reason.NOBODY),
        (stay(NOON), None, Confidence.UNKNOWN, Reason.NOBODY),
        (stay(planned=True), None, Confidence.UNSURE, Reason.PLANNED),
        (stay(), Interval(NINE, TEN), Confidence.UNSURE, Reason.EMPLOYMENT_ENDED),
        (stay(holder=HolderKind.POOL, driver=None), None, Confidence.UNKNOWN, Reason.POOL),
        (stay(TEN - timedelta(minutes=5)), None, Confidence.UNSURE, Reason.NEAR_A_HANDOVER),
        (stay(end=TEN + timedelta(minutes=29)), None, Confidence.UNSURE, Reason.NEAR_A_HANDOVER),
        (stay(end=TEN + timedelta(minutes=30)), None, Confidence.RECORDED, Reason.RECORDED),
        (stay(source=Source.HANDOVER_FORM), Interval(NINE), Confidence.PROVEN, Reason.PROVEN),
        (stay(source=Source.IMPORT), Interval(NINE), Confidence.RECORDED, Reason.RECORDED),
    ],
)
def test_who_had_it_is_answered_with_confidence_and_reason(held, employment, confidence, reason):
    answer = who_had(held, at=TEN, employment=employment)
    assert (answer.confidence, answer.reason) == (confidence, reason)
    assert (answer.stay is None) is (reason is Reason.NOBODY)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_counts_completed_years(born, on, years):
    assert age_in_years(born, on) == years


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        (date(2008, 11, 24), BirthProblem.TOO_YOUNG),
        (date(2008, 11, 23), None),
        (date(2027, 1, 1), BirthProblem.IN_FUTURE),
        (date(1890, 1, 1), BirthProblem.TOO_LONG_AGO),
    ],
)
def test_a_driver_is_eighteen_or_older(born, problem):
    assert birth_problem(born, on=date(2026, 11, 23)) is problem


def test_employment_closes_at_its_last_instant_and_a_private_lessee_has_none():
    assert not employment_runs(Interval(NINE, TEN), TEN)
    assert employment_runs(Interval(NINE, TEN), NINE)
    assert employment_runs(None, TEN)
