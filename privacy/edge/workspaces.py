"""Workspaces: a person with several roles works in one of them at a time, and sees which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacy import policy
from privacy.edge.access import EMERGENCY_KEY, WORKSPACE_KEY, chosen_workspace, standing_of
from privacy.edge.entitlements import Workspace
from privacy.edge.refusals import LogInNeeded
from privacy.errors import NotPermitted
from privacy.policy.model import text_in

ICONS = {
    "driver": "car",
    "private_lessee": "car",
    "fleet_manager": "building",
    "agent": "headset",
    "workshop": "tool",
    "privacy_officer": "shield-lock",
    "admin": "users",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One workspace as the menu shows it.

    Args:
        role: how it is named when it is chosen; the role, with its organisation where there is one.
        title: role and organisation in words.
        active: whether the person works in it now.
    """

    role: str
    title: str
    icon: str
    active: bool


def choices_of(request: HttpRequest) -> list[Choice]:
    """The workspaces of the person, the current one marked; none for nobody."""
    try:
        standing = standing_of(request)
    except LogInNeeded:
        return []
    held = standing.entitlements.workspaces
    current = chosen_workspace(request, standing) or (held[0] if len(held) == 1 else None)
    return [_choice(workspace, current) for workspace in held]


def _choice(workspace: Workspace, current: Workspace | None) -> Choice:
    role = policy.current().roles.get(workspace.role)
    title = text_in(role.title, get_language()) if role else workspace.role
    organisation = workspace.organisation
    return Choice(
        role=workspace.key,
        title=f"{title} · {organisation.name}" if organisation.id and organisation.name else title,
        icon=ICONS.get(workspace.role, "briefcase"),
        active=workspace == current,
    )


class _Menu:
    """The workspaces as a list that is read when a template first asks for it; most fragments never do."""

    def __init__(self, request: HttpRequest) -> None:
        self._read = cache(lambda: choices_of(request))

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def workspaces(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `workspaces`, the list behind the menu."""
    return {"workspaces": _Menu(request)}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Shows the workspaces (GET) or changes to one (POST `role`), then goes on to `next`.

    Raises:
        NotPermitted: for a workspace that the person does not hold.
    """
    if request.method == "GET":
        return render(request, "privacy/workspaces.html", {"next": _next(request.GET)})
    wanted = request.POST.get("role", "")
    if wanted not in {choice.role for choice in choices_of(request)}:
        raise NotPermitted(_("You do not hold this role."), code="role_not_held")
    request.session[WORKSPACE_KEY] = wanted
    request.session.pop(EMERGENCY_KEY, None)
    return HttpResponseRedirect(_next(request.POST) or "/")


def _next(query: Any) -> str:
    """Where to go on; only within this site."""
    address = query.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
