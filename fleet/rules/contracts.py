"""Lease contracts: which terms make sense, and how many kilometres a contract will end with.

Months are calendar months; a contract's last day is included. Money is Decimal in whole cents, rounded half up.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from fleet.rules.odometer import Point

LONGEST_MONTHS = 120
LAST_YEAR = 9_000
"""Well before the calendar's own end, so that a term can always be added."""
MOST_KM = 2_000_000
HIGHEST_AMOUNT = Decimal(1_000_000)
CENT = Decimal("0.01")
END_TOLERANCE = timedelta(days=31)
"""Delivery in the middle of a month shifts the agreed end; more than a month apart, one of the two is a typing error."""
CURRENCIES = frozenset(
    [
        *("ALL", "BAM", "BGN", "CHF", "CZK", "DKK", "EUR", "GBP", "GEL", "HUF", "ISK"),
        *("MDL", "MKD", "NOK", "PLN", "RON", "RSD", "SEK", "TRY", "UAH", "USD"),
    ]
)
"""ISO 4217 codes of the countries a European lessor writes contracts in."""

BASIS_DAYS = 365
SHORTEST_BASIS_DAYS = 14
"""Below two weeks one holiday trip decides the whole forecast, so none is made."""

TOO_FEW_READINGS = "too_few_readings"


@dataclass(frozen=True)
class Terms:
    """What one version of a contract agrees.

    Days are inclusive; `km_total` counts from `start_km` (odometer at the start); `instalment` is per month without
    VAT; `excess_rate` is charged and `refund_rate` paid back per km beyond `free_band_km` in either direction.
    """

    starts_on: date
    ends_on: date
    term_months: int
    km_total: int
    instalment: Decimal
    currency: str
    services: tuple[str, ...] = ()
    start_km: int = 0
    excess_rate: Decimal = Decimal(0)
    refund_rate: Decimal = Decimal(0)
    free_band_km: int = 0


@dataclass(frozen=True)
class Projection:
    """The forecast for the end of a contract; `km_per_day` is rounded to one decimal, `amount` to cents.

    `deviation_km` is positive for too many kilometres; `amount` is positive where the customer pays, negative where
    money comes back. With a `reason` there is no forecast and the figures are None.
    """

    km_per_day: Decimal | None = None
    end_km: int | None = None
    deviation_km: int | None = None
    amount: Decimal | None = None
    reason: str = ""


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of a term: 2024-01-31 plus 1 month gives 2024-02-29."""
    total = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(total, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if starts_on.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def problems(terms: Terms, known_services: frozenset[str]) -> dict[str, str]:
    """Return a machine code per field that makes no sense; empty means the terms can be agreed."""
    found = {
        **_duration_problems(terms),
        **_distance_problems(terms),
        **_money_problems(terms),
    }
    if not set(terms.services) <= known_services:
        found["services"] = "contract_service_unknown"
    return found


def _duration_problems(terms: Terms) -> dict[str, str]:
    if not 1 <= terms.term_months <= LONGEST_MONTHS:
        return {"term_months": "contract_term"}
    if terms.ends_on < terms.starts_on:
        return {"ends_on": "contract_ends_before_start"}
    if terms.starts_on.year > LAST_YEAR:
        return {"starts_on": "contract_date"}
    if abs(terms.ends_on - last_day(terms.starts_on, terms.term_months)) > END_TOLERANCE:
        return {"ends_on": "contract_end_differs_from_term"}
    return {}


def _distance_problems(terms: Terms) -> dict[str, str]:
    distances = {"km_total": terms.km_total, "start_km": terms.start_km, "free_band_km": terms.free_band_km}
    return {name: "contract_distance" for name, km in distances.items() if not 0 <= km <= MOST_KM}


def _money_problems(terms: Terms) -> dict[str, str]:
    amounts = {"instalment": terms.instalment, "excess_rate": terms.excess_rate, "refund_rate": terms.refund_rate}
    found = {name: "contract_amount" for name, amount in amounts.items() if not _sensible(amount)}
    if terms.currency not in CURRENCIES:
        found["currency"] = "contract_currency"
    return found


def _sensible(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount <= HIGHEST_AMOUNT


def project(readings: Sequence[Point], terms: Terms) -> Projection:
    """Forecast the kilometres at contract end from accepted readings (any order).

    daily = (last - first reading of the last 12 months) / days; end = last + daily x days left;
    deviation = end - (start + agreed kilometres). After the last day nothing is added any more.
    """
    points = sorted(readings, key=lambda point: (point.at, point.km))
    if not points:
        return Projection(reason=TOO_FEW_READINGS)
    last = points[-1]
    first = next(point for point in points if last.at - point.at <= timedelta(days=BASIS_DAYS))
    days = Decimal((last.at - first.at) // timedelta(hours=1)) / 24
    if days < SHORTEST_BASIS_DAYS:
        return Projection(reason=TOO_FEW_READINGS)
    daily = Decimal(last.km - first.km) / days
    left = max((terms.ends_on - last.at.date()).days, 0)
    end_km = int((last.km + daily * left).quantize(Decimal(1), ROUND_HALF_UP))
    deviation = end_km - terms.start_km - terms.km_total
    return Projection(daily.quantize(Decimal("0.1"), ROUND_HALF_UP), end_km, deviation, settlement(deviation, terms))


def settlement(deviation_km: int, terms: Terms) -> Decimal:
    """Return what a deviation costs: only the kilometres beyond the free band count; negative means money back."""
    beyond = max(abs(deviation_km) - terms.free_band_km, 0)
    rate = terms.excess_rate if deviation_km > 0 else -terms.refund_rate
    return (beyond * rate).quantize(CENT, ROUND_HALF_UP)
