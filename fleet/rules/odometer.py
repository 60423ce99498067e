"""Odometer readings: what can be read as a distance, and which readings to doubt.

A well-formed reading is never refused: what looks wrong is kept in quarantine with a suspicion code, so that nothing a
driver or a garage sends is lost and a wrong number does not move the mileage. Each reading is judged against its
neighbours in time, not against the order of arrival, so a bill that comes in late is no reason to doubt it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from fleet.rules.malformed import Malformed

KM_PER_UNIT = {"km": Decimal(1), "mi": Decimal("1.609344")}
ABSURD_KM = Decimal(1_000_000_000)
"""Beyond this the number is no reading at all; a million kilometres typed in metres is still kept, in quarantine."""
LIKELY_KM = 1_500_000
"""More than any leased vehicle has ever run; a first reading above it has no neighbour to be judged against."""
MOST_KM_PER_DAY = 1_500
"""Two drivers taking turns on a motorway for a whole day."""
SLACK_KM = 200
"""Allowed on top of the daily rate: readings of one day are often noted some hours off."""
SMALLEST_SLIP_KM = 50_000
"""Below this a number too large is haste on the road, not metres written for kilometres."""
CLOCK_SKEW = timedelta(hours=12)
"""A reading dated later than this from now cannot have been made; phones in another zone are within it."""

ACCEPTED = "accepted"
QUARANTINED = "quarantined"

UNIT_SLIP = "unit_slip"
DIGIT_SWAP = "digit_swap"
BACKWARDS = "backwards"
BEYOND_LATER = "beyond_later"
TOO_FAST = "too_fast"
VERY_HIGH = "very_high"
IN_FUTURE = "in_future"


@dataclass(frozen=True)
class Measured:
    """A reading as understood: whole kilometres, and what was written, in its own unit."""

    km: int
    original_value: Decimal
    original_unit: str


@dataclass(frozen=True)
class Point:
    """One accepted reading of a vehicle: distance run in km (over all its meters) at a moment (with zone)."""

    km: int
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """Accepted, or quarantined with the code of the suspicion."""

    status: str
    suspicion: str = ""


def measure(value: object, unit: str = "km") -> Measured:
    """Understand a value as a distance; `unit` is km or mi (statute miles, converted, original kept).

    Kilometres are rounded half up to whole ones. Raises Malformed with code odometer_unit, odometer_not_a_number (also
    NaN and infinity), odometer_negative or odometer_absurd (beyond ABSURD_KM).
    """
    factor = KM_PER_UNIT.get(unit)
    if factor is None:
        raise Malformed("odometer_unit")
    number = _number(value)
    if number < 0:
        raise Malformed("odometer_negative")
    if number > ABSURD_KM:
        raise Malformed("odometer_absurd")
    km = (number * factor).quantize(Decimal(1), ROUND_HALF_UP)
    if km > ABSURD_KM:
        raise Malformed("odometer_absurd")
    return Measured(int(km), number.quantize(Decimal("0.1"), ROUND_HALF_UP), unit)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Malformed("odometer_not_a_number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Malformed("odometer_not_a_number") from None
    if not number.is_finite():
        raise Malformed("odometer_not_a_number")
    return number


def judge(reading: Point, before: Point | None, after: Point | None, *, now: datetime) -> Verdict:
    """Decide on one reading.

    `before` is the latest accepted reading at or before its moment, `after` the earliest one later; either may be
    missing. Distances include the offset of replaced meters. The order of the suspicions puts the explainable slip
    first: a number a thousand times too large is "unit slip", not "too fast".
    """
    if reading.at > now + CLOCK_SKEW:
        return Verdict(QUARANTINED, IN_FUTURE)
    problem = _problem(reading, before, after)
    if not problem:
        return Verdict(ACCEPTED)
    return Verdict(QUARANTINED, _slip(reading, before, after) or problem)


def _problem(reading: Point, before: Point | None, after: Point | None) -> str:
    if before and reading.km < before.km:
        return BACKWARDS
    if after and reading.km > after.km:
        return BEYOND_LATER
    if (before and _too_fast(before, reading)) or (after and _too_fast(reading, after)):
        return TOO_FAST
    if before is None and after is None and reading.km > LIKELY_KM:
        return VERY_HIGH
    return ""


def _too_fast(first: Point, second: Point) -> bool:
    days = (second.at - first.at) / timedelta(days=1)
    return second.km - first.km > MOST_KM_PER_DAY * days + SLACK_KM


def _slip(reading: Point, before: Point | None, after: Point | None) -> str:
    """Name the writing mistake that would explain the number, when undoing it makes the reading fit."""
    if _fits_metres(reading, before, after) or _fits_thousands(reading, before, after):
        return UNIT_SLIP
    if any(_fits(reading, km, before, after) for km in _swapped(reading.km)):
        return DIGIT_SWAP
    return ""


def _fits(reading: Point, km: int, before: Point | None, after: Point | None) -> bool:
    return not _problem(Point(km, reading.at), before, after)


def _fits_metres(reading: Point, before: Point | None, after: Point | None) -> bool:
    return reading.km >= SMALLEST_SLIP_KM and _fits(reading, reading.km // 1000, before, after)


def _fits_thousands(reading: Point, before: Point | None, after: Point | None) -> bool:
    """True when only the thousands were written: 45 for something between 45 000 and 45 999."""
    low = reading.km * 1000
    floor = max(low, before.km) if before else low
    return reading.km > 0 and floor <= low + 999 and _fits(reading, floor, before, after)


def _swapped(km: int) -> Iterator[int]:
    """Every number that results from exchanging two digits that stand side by side."""
    digits = str(km)
    for place in range(len(digits) - 1):
        first, second = digits[place], digits[place + 1]
        if first != second:
            yield int(digits[:place] + second + first + digits[place + 2 :])
