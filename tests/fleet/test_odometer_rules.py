"""Odometer readings: measured in any unit, judged among their neighbours in time, never lost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.rules.malformed import Malformed
from fleet.rules.odometer import (
    ABSURD_KM,
    ACCEPTED,
    BACKWARDS,
    BEYOND_LATER,
    DIGIT_SWAP,
    IN_FUTURE,
    QUARANTINED,
    TOO_FAST,
    UNIT_SLIP,
    VERY_HIGH,
    Point,
    judge,
    measure,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(days: float, km: int) -> Point:
    """A reading some days before now."""
    return Point(km, NOW - timedelta(days=days))


def verdict(km: int, days: float = 0, before: Point | None = None, after: Point | None = None):
    return judge(at(days, km), before, after, now=NOW)


@pytest.mark.parametrize(
    ("value", "unit", "km", "original"),
    [
        (45678, "km", 45678, "45678.0"),
        ("45678.5", "km", 45679, "45678.5"),
        (Decimal("0"), "km", 0, "0.0"),
        (45678.4, "km", 45678, "45678.4"),
        (100, "mi", 161, "100.0"),
        (" 12 ", "km", 12, "12.0"),
    ],
)
def test_values_become_whole_kilometres_and_the_original_is_kept(value, unit, km, original):
    measured = measure(value, unit)
    assert (measured.km, measured.original_value, measured.original_unit) == (km, Decimal(original), unit)


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        (-1, "km", "odometer_negative"),
        ("-0.1", "km", "odometer_negative"),
        ("NaN", "km", "odometer_not_a_number"),
        (float("nan"), "km", "odometer_not_a_number"),
        ("sNaN", "km", "odometer_not_a_number"),
        ("Infinity", "km", "odometer_not_a_number"),
        ("-Infinity", "km", "odometer_not_a_number"),
        ("", "km", "odometer_not_a_number"),
        ("12 000", "km", "odometer_not_a_number"),
        ("far", "km", "odometer_not_a_number"),
        (None, "km", "odometer_not_a_number"),
        (True, "km", "odometer_not_a_number"),
        ([1], "km", "odometer_not_a_number"),
        (ABSURD_KM + 1, "km", "odometer_absurd"),
        ("1e999999", "km", "odometer_absurd"),
        (ABSURD_KM, "mi", "odometer_absurd"),
        (1, "furlong", "odometer_unit"),
    ],
)
def test_what_is_no_distance_is_named(value, unit, code):
    with pytest.raises(Malformed) as refused:
        measure(value, unit)
    assert refused.value.code == code


def test_the_first_reading_of_a_vehicle_is_believed():
    assert verdict(45_000).status == ACCEPTED


@pytest.mark.parametrize(("km", "suspicion"), [(45_678_000, UNIT_SLIP), (2_000_000_000 // 2, UNIT_SLIP)])
def test_a_first_reading_in_metres_is_suspected(km, suspicion):
    assert verdict(km).suspicion == suspicion


def test_a_first_reading_that_no_slip_explains_is_very_high():
    assert verdict(1_600_000_000).suspicion == VERY_HIGH


@pytest.mark.parametrize("km", [45_000, 45_001, 46_700])
def test_a_reading_at_the_pace_of_a_car_is_accepted(km):
    assert verdict(km, before=at(1, 45_000)).status == ACCEPTED


@pytest.mark.parametrize(
    ("km", "suspicion"),
    [
        (44_000, BACKWARDS),
        (45_100_000, UNIT_SLIP),
        (45, UNIT_SLIP),
        (54_100, DIGIT_SWAP),
        (45_010, ""),
        (47_000, TOO_FAST),
        (80_000, TOO_FAST),
        (0, BACKWARDS),
    ],
)
def test_a_reading_one_day_after_45_000(km, suspicion):
    decision = verdict(km, before=at(1, 45_000))
    assert decision.suspicion == suspicion
    assert decision.status == (QUARANTINED if suspicion else ACCEPTED)


def test_swapped_digits_that_go_backwards_are_explained_as_a_swap():
    assert verdict(43_500, before=at(1, 45_200)).suspicion == DIGIT_SWAP
    assert verdict(44_000, before=at(1, 45_200)).suspicion == BACKWARDS
    assert verdict(42_530, before=at(1, 24_520)).suspicion == DIGIT_SWAP


def test_a_back_dated_reading_is_judged_by_its_neighbours_in_time():
    before, after = at(20, 40_000), at(2, 45_000)
    assert verdict(42_000, days=10, before=before, after=after).status == ACCEPTED
    assert verdict(45_500, days=10, before=before, after=after).suspicion == BEYOND_LATER
    assert verdict(39_000, days=10, before=before, after=after).suspicion == BACKWARDS
    assert verdict(2_100, days=10, after=Point(45_000, NOW - timedelta(days=9))).suspicion == TOO_FAST


def test_two_readings_of_the_same_moment_may_agree():
    assert verdict(45_000, before=at(0, 45_000)).status == ACCEPTED
    assert verdict(46_000, before=at(0, 45_000)).suspicion == TOO_FAST


def test_a_reading_from_the_future_is_kept_but_not_believed():
    ahead = Point(45_000, NOW + timedelta(days=2))
    assert judge(ahead, None, None, now=NOW).suspicion == IN_FUTURE
    assert judge(Point(45_000, NOW + timedelta(hours=2)), None, None, now=NOW).status == ACCEPTED


@given(
    km=st.integers(0, int(ABSURD_KM)),
    before=st.none() | st.builds(at, st.floats(1, 4000), st.integers(0, 10**7)),
    after=st.none() | st.builds(at, st.floats(-1, 0.9), st.integers(0, 10**7)),
)
def test_every_well_formed_reading_gets_a_verdict_with_a_reason(km, before, after):
    decision = judge(at(0.95, km), before, after, now=NOW)
    assert decision.status in {ACCEPTED, QUARANTINED}
    assert bool(decision.suspicion) is (decision.status == QUARANTINED)
    if decision.status == ACCEPTED and before:
        assert km >= before.km
    if decision.status == ACCEPTED and after:
        assert km <= after.km
