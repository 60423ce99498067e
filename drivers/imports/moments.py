"""Days and times as people write them: ISO, or day before month. The American order is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from django.conf import settings

from drivers.imports.cells import Cell, Reading, UnreadableError, as_text

FIRST_YEAR, LAST_YEAR = 1900, 2200
YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})", re.ASCII)
SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
CLOCK = re.compile(
    r"(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,6}))?)?\s*(?P<z>Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
ZONES = {
    "NL": "Europe/Amsterdam",
    "BE": "Europe/Brussels",
    "FR": "Europe/Paris",
    "LU": "Europe/Luxembourg",
    "DE": "Europe/Berlin",
}
"""The zone of a country in which clocks of vehicles, garages and employers are read."""


@dataclass(frozen=True, slots=True)
class Written:
    """A moment as it was written: with its offset, or as a clock showed it somewhere; or a day alone."""

    at: datetime
    day_only: bool = False


def zone_of(country: str) -> ZoneInfo:
    """The zone of a country; that of the lessor where the country is not known or not served."""
    return ZoneInfo(ZONES.get(country, settings.TIME_ZONE))


def read_day(cell: Cell, reading: Reading) -> date:
    """The day in a cell.

    Raises:
        UnreadableError: no date, or one that no calendar has.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        raise UnreadableError("date_is_number")
    text = as_text(cell)
    written, _sep, clock = text.partition("T") if "T" in text else text.partition(" ")
    day = _day(written, reading)
    if clock.strip(" 0:."):
        raise UnreadableError("date_with_time")
    return day


def read_moment(cell: Cell, reading: Reading) -> Written:
    """The moment in a cell; its zone may be known only later (`in_zone`).

    Raises:
        UnreadableError: no date and time.
    """
    if isinstance(cell, datetime):
        # A spreadsheet keeps moments as fractions of days, so they come out some microseconds off.
        whole = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
        return Written(whole)
    if isinstance(cell, date):
        return Written(datetime.combine(cell, time()), day_only=True)
    if isinstance(cell, int | float):
        raise UnreadableError("date_is_number")
    text = as_text(cell)
    parts = re.fullmatch(r"(\S+?)(?:T|\s+)(.+)", text)
    if parts is None:
        return Written(datetime.combine(_day(text, reading), time()), day_only=True)
    return Written(_clock(_day(parts[1], reading), parts[2].strip()))


def _day(text: str, reading: Reading) -> date:
    found = YEAR_FIRST.fullmatch(text)
    if found is None:
        found = DAY_FIRST.fullmatch(text)
        if found is None:
            raise UnreadableError("date_two_digit_year" if SHORT_YEAR.fullmatch(text) else "date_unreadable")
        if int(found["m"]) > 12 and 1 <= int(found["d"]) <= 12:
            raise UnreadableError("date_month_first")
        if int(found["d"]) <= 12 and found["d"].zfill(2) != found["m"].zfill(2):
            reading.told["dates_day_first"] += 1
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise UnreadableError("date_impossible") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableError("date_year")
    return day


def _clock(day: date, text: str) -> datetime:
    found = CLOCK.fullmatch(text)
    if found is None:
        raise UnreadableError("time_unreadable")
    try:
        fraction = int((found["f"] or "0").ljust(6, "0"))
        clock = time(int(found["h"]), int(found["m"]), int(found["s"] or 0), fraction)
        return datetime.combine(day, clock, tzinfo=_offset(found["z"]))
    except ValueError:
        raise UnreadableError("time_impossible") from None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def in_zone(written: Written, country: str, *, end: bool = False) -> datetime:
    """The moment in UTC; without an offset it was read on a clock in the country.

    Args:
        end: whether something ends then: a day alone ends with its last moment, and begins with its first.

    Raises:
        UnreadableError: the clock showed this time twice (the night it goes back) or not at all.
    """
    local = written.at
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    zone = zone_of(country)
    if written.day_only and end:
        local += timedelta(days=1)
    early, late = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        shown = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        raise UnreadableError("time_twice" if shown == local else "time_skipped")
    return early.astimezone(UTC)
