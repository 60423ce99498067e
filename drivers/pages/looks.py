"""The record of looks as a person can read it: by day, then by who looked for what, instead of line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.queries import Look

CHANNELS: Mapping[str, Any] = {
    "page": _("on the pages"),
    "api": _("by an app or linked system"),
    "task": _("by a background job"),
    "import": _("during an import of data"),
    "export": _("in an export"),
    "admin": _("in the administration"),
    "emergency": _("under emergency access"),
}
ORGANISATIONS: Mapping[str, Any] = {
    "lessor": _("the leasing company"),
    "self": _("a person for themself"),
}
WAYS: Mapping[str, Any] = {
    "disclose": _("shown"),
    "lookup": _("searched for"),
    "file": _("photo opened"),
    "open": _("used by the system, shown to nobody"),
    "aggregate": _("counted in a total"),
}

ALLOWED = ("released", "done")


@dataclass(frozen=True, slots=True)
class LooksOf:
    """The looks of one role at one organisation for one purpose in one way, on one day.

    Args:
        first, last: when, in UTC; the same for one look.
        count: pages or calls; one of them may stand in the record in several parts.
        ways: in words, each once: shown, searched for, photo opened.
        items: names of the items shown, each once. kept_back: those that were asked for and not shown.
        refused: nothing was allowed, so nothing was shown.
    """

    role: str
    organisation: Any
    purpose: str
    channel: Any
    first: datetime
    last: datetime
    count: int
    ways: tuple[Any, ...]
    items: tuple[str, ...]
    kept_back: tuple[str, ...]
    searched: bool
    emergency: bool
    refused: bool
    by_oneself: bool

    @property
    def within_a_minute(self) -> bool:
        """Whether one time of day says it all."""
        return self.last.replace(second=0, microsecond=0) == self.first.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Day:
    """The looks of one day, in the reader's time zone, the latest first."""

    day: date
    looks: tuple[LooksOf, ...]


def by_day(looks: Iterable[Look]) -> tuple[Day, ...]:
    """The looks, newest first, as days."""
    days = groupby(looks, key=lambda look: timezone.localtime(look.at).date())
    return tuple(Day(day, _by_looker(list(found))) for day, found in days)


def _by_looker(looks: Sequence[Look]) -> tuple[LooksOf, ...]:
    together: dict[tuple[Any, ...], list[Look]] = {}
    for look in looks:
        who = (look.role, look.organisation_kind, look.organisation, look.by_oneself, look.actor_name)
        what = (look.purpose, look.channel, look.case, look.emergency)
        together.setdefault((*who, *what), []).append(look)
    return tuple(_told(found) for found in together.values())


def _told(looks: Sequence[Look]) -> LooksOf:
    newest, allowed = looks[0], [look for look in looks if look.outcome in ALLOWED]
    items = dict.fromkeys(item.title for look in allowed for item in look.items)
    asked = dict.fromkeys(item.title for look in looks for item in look.withheld)
    return LooksOf(
        role=newest.role_title,
        organisation=ORGANISATIONS.get(newest.organisation_kind) or newest.organisation or newest.organisation_kind,
        purpose=newest.purpose_title,
        channel=CHANNELS.get(newest.channel, newest.channel),
        first=looks[-1].at,
        last=newest.at,
        count=len({look.request_id for look in looks}),
        ways=tuple(dict.fromkeys(WAYS.get(look.kind, look.kind) for look in allowed)),
        items=tuple(items),
        kept_back=tuple(title for title in asked if title not in items),
        searched=any(look.kind == "lookup" for look in looks),
        emergency=newest.emergency,
        refused=not allowed,
        by_oneself=newest.by_oneself,
    )
