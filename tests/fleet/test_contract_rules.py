"""Contract terms that make sense, and the forecast of kilometres at contract end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fleet.rules.contracts import TOO_FEW_READINGS, Terms, last_day, problems, project, settlement
from fleet.rules.odometer import Point

SERVICES = frozenset({"maintenance", "tyres"})
TERMS = Terms(
    starts_on=date(2025, 1, 1),
    ends_on=date(2028, 12, 31),
    term_months=48,
    km_total=120_000,
    instalment=Decimal("512.50"),
    currency="EUR",
    services=("maintenance",),
    excess_rate=Decimal("0.0850"),
    refund_rate=Decimal("0.0400"),
    free_band_km=5_000,
)
LAST = datetime(2026, 1, 1, tzinfo=UTC)


def point(days_before: float, km: int) -> Point:
    return Point(km, LAST - timedelta(days=days_before))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 1), 48, date(2028, 12, 31)),
        (date(2025, 3, 15), 12, date(2026, 3, 14)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_last_day_is_included_in_the_term(start, months, end):
    assert last_day(start, months) == end


def test_sensible_terms_have_no_problems():
    assert problems(TERMS, SERVICES) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"term_months": 0}, "term_months"),
        ({"term_months": 121}, "term_months"),
        ({"ends_on": date(2024, 12, 31)}, "ends_on"),
        ({"ends_on": date(2030, 12, 31)}, "ends_on"),
        ({"km_total": -1}, "km_total"),
        ({"start_km": 3_000_000}, "start_km"),
        ({"free_band_km": -5}, "free_band_km"),
        ({"instalment": Decimal("-0.01")}, "instalment"),
        ({"instalment": Decimal("NaN")}, "instalment"),
        ({"excess_rate": Decimal("Infinity")}, "excess_rate"),
        ({"refund_rate": Decimal(2_000_000)}, "refund_rate"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"services": ("caviar",)}, "services"),
        ({"starts_on": date(9990, 1, 1), "ends_on": date(9993, 12, 31)}, "starts_on"),
    ],
)
def test_each_impossible_term_names_its_field(change, field):
    assert list(problems(replace(TERMS, **change), SERVICES)) == [field]


def test_the_forecast_follows_the_pace_of_the_last_twelve_months():
    forecast = project([point(1000, 1), point(100, 20_000), point(0, 30_000)], TERMS)
    days_left = (TERMS.ends_on - LAST.date()).days
    assert forecast.km_per_day == Decimal("100.0")
    assert forecast.end_km == 30_000 + 100 * days_left
    assert forecast.deviation_km == forecast.end_km - 120_000
    assert forecast.amount == (Decimal(forecast.deviation_km - 5_000) * Decimal("0.085")).quantize(Decimal("0.01"))


def test_the_order_of_the_readings_does_not_matter():
    readings = [point(0, 30_000), point(100, 20_000), point(50, 25_000)]
    assert project(readings, TERMS) == project(readings[::-1], TERMS)


def test_the_agreed_distance_counts_from_the_start_of_the_contract():
    used_car = replace(TERMS, start_km=60_000)
    new, used = (project([point(100, 20_000), point(0, 30_000)], terms) for terms in (TERMS, used_car))
    assert new.deviation_km - used.deviation_km == 60_000


def test_after_the_last_day_nothing_is_added():
    over = replace(TERMS, starts_on=date(2021, 1, 1), ends_on=date(2024, 12, 31))
    assert project([point(100, 90_000), point(0, 100_000)], over).end_km == 100_000


@pytest.mark.parametrize("readings", [[], [point(0, 5)], [point(13, 1), point(0, 500)], [point(800, 1), point(0, 5)]])
def test_without_two_weeks_of_readings_there_is_a_reason_instead_of_a_guess(readings):
    forecast = project(readings, TERMS)
    assert forecast.reason == TOO_FEW_READINGS
    assert forecast.end_km is None


@pytest.mark.parametrize(
    ("deviation", "amount"),
    [(0, "0.00"), (5_000, "0.00"), (-5_000, "0.00"), (5_001, "0.09"), (15_000, "850.00"), (-15_000, "-400.00")],
)
def test_only_kilometres_beyond_the_free_band_cost_money(deviation, amount):
    assert settlement(deviation, TERMS) == Decimal(amount)
