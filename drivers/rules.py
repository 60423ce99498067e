"""Pure deciders about drivers and custody: plain values in, decision and reason out.

Every interval is half open, ``[starts_at, ends_at)``: the instant of a handover belongs to the one who receives the
vehicle, so each instant has exactly one holder. ``ends_at`` None means still running. All times are aware datetimes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

MINIMUM_AGE_YEARS = 18
NEAR_A_HANDOVER = timedelta(minutes=30)  # clocks of garages, speed cameras and handover forms differ by this much


class DriverKind(StrEnum):
    """Which kind of subject a driver record is about; the value is the kind of its Subject."""

    DRIVER = "driver"
    PRIVATE_LESSEE = "private_lease_customer"


class HolderKind(StrEnum):
    """Who can hold a vehicle."""

    DRIVER = "driver"
    POOL = "pool"
    GARAGE = "garage"
    TOW = "tow"
    REPLACEMENT = "replacement"
    LESSOR = "lessor"


HELD_BY_A_PERSON = frozenset({HolderKind.DRIVER, HolderKind.REPLACEMENT})
HELD_BY_NOBODY_NAMED = frozenset({HolderKind.POOL, HolderKind.LESSOR})
# A garage or a tow truck holds the vehicle for a moment; the driver it returns to may stay named on the interval.


class Source(StrEnum):
    """How a custody interval became known."""

    HANDOVER_FORM = "handover_form"
    DRIVER_CONFIRMED = "driver_confirmed"
    DESK = "desk"
    IMPORT = "import"


PROVEN = frozenset({Source.HANDOVER_FORM, Source.DRIVER_CONFIRMED})


class Confidence(StrEnum):
    """How far an answer to "who had it" may be relied on."""

    PROVEN = "proven"
    RECORDED = "recorded"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why the answer to "who had it" is what it is."""

    PROVEN = "proven"
    RECORDED = "recorded"
    PLANNED = "planned"
    NEAR_A_HANDOVER = "near_a_handover"
    EMPLOYMENT_ENDED = "employment_ended"
    POOL = "pool"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open stretch of time; ``ends_at`` None runs on, ``ends_at == starts_at`` is empty."""

    starts_at: datetime
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Is the instant inside."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def is_empty(self) -> bool:
        """A withdrawn plan: it holds no instant and overlaps nothing."""
        return self.ends_at is not None and self.ends_at <= self.starts_at

    def overlaps(self, other: "Interval") -> bool:
        """Do the two share an instant."""
        if self.is_empty() or other.is_empty():
            return False
        return (other.ends_at is None or self.starts_at < other.ends_at) and (
            self.ends_at is None or other.starts_at < self.ends_at
        )


@dataclass(frozen=True, slots=True)
class Stay:
    """One custody interval as plain values; ``driver`` is a public id."""

    interval: Interval
    holder: HolderKind
    driver: UUID | None = None
    planned: bool = False
    source: Source = Source.DESK


class HolderProblem(StrEnum):
    """Why a holder and a driver do not fit together."""

    DRIVER_MISSING = "driver_missing"
    DRIVER_NOT_ALLOWED = "driver_not_allowed"


class HandoverProblem(StrEnum):
    """Why a handover cannot be made at that instant."""

    NOBODY_HOLDS = "nobody_holds"
    SAME_INSTANT = "same_instant"
    SAME_HOLDER = "same_holder"
    NOT_IN_FUTURE = "not_in_future"


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What a handover does: close ``closes`` (an index into the stays given) at ``at``, open ``opens``."""

    closes: int | None = None
    opens: Interval | None = None
    problem: HandoverProblem | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who had the vehicle, as far as known, and why we say so."""

    stay: Stay | None
    confidence: Confidence
    reason: Reason


def holder_problem(holder: HolderKind, has_driver: bool) -> HolderProblem | None:
    """A person's car names the person; a pool car or a car in the lessor's yard names nobody."""
    if holder in HELD_BY_A_PERSON and not has_driver:
        return HolderProblem.DRIVER_MISSING
    if holder in HELD_BY_NOBODY_NAMED and has_driver:
        return HolderProblem.DRIVER_NOT_ALLOWED
    return None


def first_overlap(wanted: Interval, existing: Iterable[Interval]) -> Interval | None:
    """The earliest existing interval that shares an instant with the wanted one, for the explanation of a refusal."""
    clashes = [interval for interval in existing if wanted.overlaps(interval)]
    return min(clashes, key=lambda interval: interval.starts_at, default=None)


def running_at(stays: Sequence[Stay], at: datetime) -> int | None:
    """Index of the stay that holds the instant, or None in a gap."""
    return next((index for index, stay in enumerate(stays) if stay.interval.holds(at)), None)


def handover_plan(stays: Sequence[Stay], *, to: HolderKind, driver: UUID | None, at: datetime) -> HandoverPlan:
    """Split the interval that runs at ``at``: the left part keeps its holder, the right part gets the new one.

    The right part ends where the split interval ended, so nothing planned after it moves and no gap opens.
    """
    index = running_at(stays, at)
    if index is None:
        return HandoverPlan(problem=HandoverProblem.NOBODY_HOLDS)
    running = stays[index]
    if running.holder is to and running.driver == driver:
        return HandoverPlan(problem=HandoverProblem.SAME_HOLDER)
    if running.interval.starts_at == at:
        return HandoverPlan(problem=HandoverProblem.SAME_INSTANT)
    return HandoverPlan(closes=index, opens=Interval(at, running.interval.ends_at))


def who_had(stay: Stay | None, *, at: datetime, employment: Interval | None = None) -> Answer:
    """The answer for the stay that holds ``at`` (None: a gap), with confidence and reason.

    ``employment`` is that of the named driver, None when there is none to check (pool, garage, private lessee).
    The weakest ground decides: a plan nobody confirmed, then an employment that did not run, then a handover close by.
    """
    if stay is None or not stay.interval.holds(at):
        return Answer(None, Confidence.UNKNOWN, Reason.NOBODY)
    if stay.planned:
        return Answer(stay, Confidence.UNSURE, Reason.PLANNED)
    if employment is not None and not employment.holds(at):
        return Answer(stay, Confidence.UNSURE, Reason.EMPLOYMENT_ENDED)
    if stay.driver is None and stay.holder is HolderKind.POOL:
        return Answer(stay, Confidence.UNKNOWN, Reason.POOL)
    if _near_an_edge(stay.interval, at):
        return Answer(stay, Confidence.UNSURE, Reason.NEAR_A_HANDOVER)
    if stay.source in PROVEN:
        return Answer(stay, Confidence.PROVEN, Reason.PROVEN)
    return Answer(stay, Confidence.RECORDED, Reason.RECORDED)


def _near_an_edge(interval: Interval, at: datetime) -> bool:
    return at - interval.starts_at < NEAR_A_HANDOVER or (interval.ends_at is not None and interval.ends_at - at < NEAR_A_HANDOVER)


def age_in_years(born: date, on: date) -> int:
    """Completed years; someone born on 29 February has the birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class BirthProblem(StrEnum):
    """Why a date of birth is not accepted for a driver."""

    IN_FUTURE = "in_future"
    TOO_YOUNG = "too_young"
    TOO_LONG_AGO = "too_long_ago"


def birth_problem(born: date, *, on: date) -> BirthProblem | None:
    """A driver or account holder is 18 or older (R-105); a passenger or witness may be younger and is not asked here."""
    if born > on:
        return BirthProblem.IN_FUTURE
    age = age_in_years(born, on)
    if age < MINIMUM_AGE_YEARS:
        return BirthProblem.TOO_YOUNG
    return BirthProblem.TOO_LONG_AGO if age > 120 else None


def employment_runs(employment: Interval | None, at: datetime) -> bool:
    """Does the employment run; a private lessee has none (None) and is not bound by it."""
    return employment is None or employment.holds(at)
