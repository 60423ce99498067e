"""What makes a report acceptable, and how fast it must be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.rules.lists import ZONES, Drivable, IncidentKind, Severity

#: Longest text taken per field, in characters.
TEXT_LIMITS: dict[str, int] = {
    "damage_description": 5_000,
    "narrative": 20_000,
    "place": 500,
    "injury_information": 5_000,
    "police_reference": 100,
    "insurance_reference": 100,
    "note": 10_000,
    "pick_up_place": 500,
}
MAX_PASSENGERS = 80  # a coach; more is a typing slip
MAX_PHOTOS_PER_CALL = 20
MAX_PHOTOS_PER_REPORT = 60
CLOCK_SLACK = timedelta(minutes=5)  # phones run ahead; a report from "two minutes from now" is not from the future
OLDEST_REPORT = timedelta(days=366 * 10)

#: Kinds in which a claim may turn on when and where a photo was taken; for the others time and place are dropped.
CAPTURE_KINDS: frozenset[str] = frozenset({IncidentKind.ACCIDENT, IncidentKind.THEFT, IncidentKind.VANDALISM})


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a person reports, as typed.

    Args:
        kind: one of IncidentKind.
        happened_at: moment of the event, with a zone.
        zones: codes of ZONES, any number.
        drivable: one of Drivable.
        texts: free texts by field name, see TEXT_LIMITS.
        passenger_count: people in the vehicle beside the driver; None is unknown.
        may_name_others: the person declares to be allowed to give their data (R-102).
    """

    kind: str
    happened_at: datetime
    zones: Sequence[str]
    drivable: str
    texts: Mapping[str, str]
    passenger_count: int | None = None
    may_name_others: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be corrected: the field, a code, and the limit that was passed where there is one."""

    field: str
    code: str
    limit: int | None = None
    given: int | None = None


def check_report(facts: ReportFacts, *, now: datetime) -> list[Problem]:
    """All that is wrong with a report, at once, so that a person corrects it in one go. Missing facts are not wrong."""
    problems = [*_check_words(facts), *_check_moment(facts.happened_at, now), *check_texts(facts.texts)]
    if facts.passenger_count is not None and not 0 <= facts.passenger_count <= MAX_PASSENGERS:
        problems.append(Problem("passenger_count", "passengers_out_of_range", limit=MAX_PASSENGERS))
    if facts.texts.get("injury_information", "").strip() and not facts.may_name_others:
        problems.append(Problem("may_name_others", "declaration_missing"))
    return problems


def _check_words(facts: ReportFacts) -> list[Problem]:
    """Kind, drivable and zones are words of closed lists."""
    problems = []
    if facts.kind not in list(IncidentKind):
        problems.append(Problem("kind", "kind_unknown"))
    if facts.drivable not in list(Drivable):
        problems.append(Problem("drivable", "drivable_unknown"))
    if any(zone not in ZONES for zone in facts.zones):
        problems.append(Problem("zones", "zone_unknown"))
    return problems


def _check_moment(happened_at: datetime, now: datetime) -> list[Problem]:
    if happened_at.tzinfo is None:
        return [Problem("happened_at", "zone_of_time_missing")]
    if happened_at > now + CLOCK_SLACK:
        return [Problem("happened_at", "in_the_future")]
    if happened_at < now - OLDEST_REPORT:
        return [Problem("happened_at", "too_long_ago", limit=OLDEST_REPORT.days // 366)]
    return []


def check_texts(texts: Mapping[str, str]) -> list[Problem]:
    """Texts over their limit, and texts with a NUL or half a character, which no database keeps."""
    problems = []
    for field, text in texts.items():
        limit = TEXT_LIMITS[field]
        if len(text) > limit:
            problems.append(Problem(field, "text_too_long", limit=limit, given=len(text)))
        elif "\x00" in text:
            problems.append(Problem(field, "text_has_nul"))
        elif not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            problems.append(Problem(field, "text_broken"))
    return problems


def severity(*, kind: str, drivable: str, injury_told: bool) -> tuple[Severity, str]:
    """How fast a person must look at a report, and the reason as a code.

    An injury comes first, then a person who stands still or whose car is gone. Not knowing whether the car drives
    counts as standing still: the desk asks.
    """
    if injury_told:
        return Severity.URGENT, "injury_told"
    if kind == IncidentKind.THEFT:
        return Severity.HIGH, "vehicle_gone"
    if drivable == Drivable.NO:
        return Severity.HIGH, "not_drivable"
    if drivable == Drivable.UNKNOWN and kind == IncidentKind.ACCIDENT:
        return Severity.HIGH, "drivable_not_known"
    return Severity.NORMAL, "can_wait"
