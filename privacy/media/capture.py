"""When and where a photograph was taken, read from its EXIF block before that block is dropped. Pure.

Everything here is written by strangers' cameras and editors, and by people who mean harm: what makes no sense is "not known",
never an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

EARLIEST_YEAR = 1990  # no digital camera before it: an earlier stamp is an unset clock
_STAMP = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})")
_DAY = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})")
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})")


@dataclass(frozen=True, slots=True)
class Capture:
    """What the camera said of one photograph.

    Args:
        orientation: EXIF orientation 1 to 8; 1 where it is absent or nonsense.
        at: moment of capture; with a zone where camera or satellite receiver told one, else the camera's own clock.
        place: latitude and longitude in degrees (WGS 84), rounded to six decimals (a tenth of a metre).
    """

    orientation: int = 1
    at: datetime | None = None
    place: tuple[float, float] | None = None


def read_capture(image: Image.Image) -> Capture:
    """Read orientation, time and place of an opened image; unknown parts stay None."""
    try:
        exif = image.getexif()
        details: Mapping[int, Any] = exif.get_ifd(IFD.Exif)
        satellite: Mapping[int, Any] = exif.get_ifd(IFD.GPSInfo)
        orientation = exif.get(Base.Orientation)
    except Exception:  # noqa: BLE001 Pillow's reader raises half a dozen kinds of error on crafted blocks
        return Capture()
    return Capture(
        orientation=orientation if isinstance(orientation, int) and orientation in range(1, 9) else 1,
        at=_captured_at(exif, details, satellite),
        place=_place(satellite),
    )


def _captured_at(exif: Mapping[int, Any], details: Mapping[int, Any], satellite: Mapping[int, Any]) -> datetime | None:
    """Camera clock with its offset, else satellite time (UTC), else camera clock without zone."""
    camera = (
        _stamp(details.get(Base.DateTimeOriginal))
        or _stamp(details.get(Base.DateTimeDigitized))
        or _stamp(exif.get(Base.DateTime))
    )
    offset = _offset(details.get(Base.OffsetTimeOriginal) or details.get(Base.OffsetTime))
    if camera is not None and offset is not None:
        return camera.replace(tzinfo=offset)
    return _satellite_time(satellite) or camera


def _stamp(value: Any) -> datetime | None:
    match = _STAMP.match(_text(value))
    return _moment(*(int(part) for part in match.groups())) if match else None


def _offset(value: Any) -> timezone | None:
    match = _OFFSET.match(_text(value))
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > 14 * 60:  # no zone on earth is further from UTC
        return None
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _satellite_time(satellite: Mapping[int, Any]) -> datetime | None:
    day = _DAY.match(_text(satellite.get(GPS.GPSDateStamp)))
    clock = _numbers(satellite.get(GPS.GPSTimeStamp))
    if day is None or clock is None:
        return None
    moment = _moment(*(int(part) for part in day.groups()), *(int(part) for part in clock))
    return moment.replace(tzinfo=UTC) if moment else None


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    if year < EARLIEST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 the caller adds the zone, if one is known
    except (ValueError, OverflowError):
        return None


def _place(satellite: Mapping[int, Any]) -> tuple[float, float] | None:
    latitude = _degrees(satellite.get(GPS.GPSLatitude), satellite.get(GPS.GPSLatitudeRef), positive="N", negative="S", limit=90)
    longitude = _degrees(
        satellite.get(GPS.GPSLongitude), satellite.get(GPS.GPSLongitudeRef), positive="E", negative="W", limit=180
    )
    if latitude is None or longitude is None:
        return None
    if latitude == 0 and longitude == 0:  # what receivers write when they have no fix
        return None
    return latitude, longitude


def _degrees(value: Any, reference: Any, *, positive: str, negative: str, limit: int) -> float | None:
    parts = _numbers(value)
    side = _text(reference).strip().upper()[:1]
    if parts is None or side not in (positive, negative) or any(part < 0 for part in parts):
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > limit:
        return None
    return round(degrees if side == positive else -degrees, 6)


def _numbers(value: Any) -> tuple[float, float, float] | None:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)) or len(value) != 3:
        return None
    try:
        first, second, third = (float(part) for part in value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return (first, second, third) if all(map(math.isfinite, (first, second, third))) else None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii", errors="ignore")
    return value if isinstance(value, str) else ""
