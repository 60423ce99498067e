"""The pages of each workspace: what the menu and the phone's tab bar list, and where a log-in lands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from privacy.edge.access import chosen_workspace, standing_of
from privacy.edge.entitlements import Workspace
from privacy.edge.refusals import LogInNeeded


@dataclass(frozen=True, slots=True)
class Place:
    """One page of a menu.

    Args:
        view: name of its address.
        below: names of addresses that belong under it, e.g. that of one record of a list.
    """

    view: str
    title: Any
    icon: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu as the templates read it."""

    title: Any
    url: str
    icon: str
    active: bool
    count: int | None = None


MY_CAR = (
    Place("mycar:home", _("My car"), "car", ("mycar:car",)),
    Place("mycar:report", _("Report damage"), "car-crash"),
    Place("mycar:reports", _("My reports"), "clipboard-list", ("mycar:report_detail",)),
    Place("mycar:who_saw", _("Who saw my data"), "eye"),
    Place("mycar:my_data", _("My data"), "user-circle", ("mycar:change_contact",)),
)
DESK = (
    Place("desk:search", _("Search"), "search"),
    Place("desk:queue", _("Cases"), "list-check", ("desk:case", "desk:report")),
)
LOG_IN_PAGES = ("administration:account", "administration:new_account", "administration:reset_password")
EMPLOYERS = Place(
    "administration:employers", _("Employers"), "building", ("administration:employer", "administration:grant_employer")
)
PLACES: Mapping[str, tuple[Place, ...]] = {
    "driver": MY_CAR,
    "private_lessee": MY_CAR,
    "fleet_manager": (
        Place("myfleet:home", _("Overview"), "dashboard"),
        Place("myfleet:vehicles", _("Vehicles"), "car", ("myfleet:vehicle",)),
        Place("myfleet:damages", _("Damage"), "car-crash", ("myfleet:damage",)),
        Place("myfleet:not_shown", _("Not shown"), "eye-off"),
    ),
    "agent": DESK,
    "claims_handler": (),
    "fleet_staff": (Place("imports:home", _("Imports"), "database-import", ("imports:run",)), EMPLOYERS),
    "workshop": (Place("workshop:jobs", _("Jobs"), "tool", ("workshop:job",)),),
    "privacy_officer": (
        Place("office:events", _("Looks"), "eye", ("office:event",)),
        Place("office:explain", _("Explain access"), "help-circle"),
        Place("office:purposes", _("Purposes"), "scale", ("office:purpose",)),
        Place("office:emergency", _("Emergency access"), "sos", ("office:grant",)),
    ),
    "admin": (
        Place("administration:accounts", _("Log-ins"), "users", LOG_IN_PAGES),
        EMPLOYERS,
        Place("administration:machines", _("Systems"), "switch-horizontal"),
        Place("imports:home", _("Imports"), "database-import", ("imports:run",)),
    ),
}
HOMES: Mapping[str, str] = {"agent": "desk:queue"}
"""Where a role lands when that is not the first page of its menu."""


def active_workspace(request: HttpRequest) -> Workspace | None:
    """The workspace chosen, or the only one; None when there is a choice to make, or no role.

    Raises:
        LogInNeeded: nobody is logged in.
    """
    standing = standing_of(request)
    held = standing.entitlements.workspaces
    return chosen_workspace(request, standing) or (held[0] if len(held) == 1 else None)


def home_of(role: str) -> str:
    """The address where a role lands; empty when it has no pages."""
    places = PLACES.get(role, ())
    preferred = (HOMES[role],) if role in HOMES else ()
    return next(filter(None, map(address, (*preferred, *(place.view for place in places)))), "")


def address(view: str) -> str:
    """The address of a page; empty when no app offers it."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def entries(request: HttpRequest) -> list[Entry]:
    """The menu of the active workspace, the page at hand marked; empty for nobody."""
    try:
        workspace = active_workspace(request)
    except LogInNeeded:
        return []
    match = request.resolver_match
    here = match.view_name if match else ""
    places = PLACES.get(workspace.role, ()) if workspace else ()
    found = ((place, address(place.view)) for place in places)
    return [Entry(place.title, url, place.icon, here in (place.view, *place.below)) for place, url in found if url]


class _Menu:
    """The menu as a list that is read when a template first asks for it: fragments and log-in pages never do."""

    def __init__(self, request: HttpRequest) -> None:
        self._read = cache(lambda: entries(request))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, the list behind the menu."""
    return {"navigation": _Menu(request)}
