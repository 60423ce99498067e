"""Doors that come before every page and endpoint: a temporary password is changed first, and staff set up a second factor
first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from privacy import policy
from privacy.edge.access import standing_of
from privacy.edge.problem_pages import API_PREFIX, answer
from privacy.edge.problems import Problem

OPEN_NAMES = ("account_", "mfa_", "usersessions_")
OPEN_NAMESPACES = ("headless", "idp")
OPEN_VIEWS = frozenset({"set_language", "javascript-catalog", "schema", "api_docs", "second_factor"})
FIRST_LOG_IN_KEY = "first_log_in_of"
"""In the session that a temporary password opened: the account whose own password may be chosen there."""

PASSWORD_FIRST = Problem(403, "password_change_needed", _("Choose a password of your own first."))
PASSWORD_EXPIRED = Problem(
    403,
    "temporary_password_expired",
    _("A temporary password works once and for seven days; yours does not work any more. Ask your administrator for a new one."),
)
FACTOR_FIRST = Problem(403, "second_factor_needed", _("Set up a second factor for your log-in first: an app or a passkey."))

_PLACES = {
    PASSWORD_FIRST.code: "account_change_password",
    PASSWORD_EXPIRED.code: "account_login",
    FACTOR_FIRST.code: "second_factor",
}


class AccountGates:
    """Holds a person at the door until the log-in itself is in order (R-086; second factor for staff)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes on; the gates are in `process_view`, where the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None to pass, or the answer that leads to what is to be done first."""
        if _is_open(request) or not request.user.is_authenticated:
            return None
        problem = first_step(request, request.user)
        return _answer(request, problem) if problem else None


def first_step(request: Any, account: Any) -> Problem | None:
    """What the account must do before anything else; None when its log-in is in order."""
    if account.must_change_password:
        usable = _is_first_log_in(request, account) or not account.temporary_password_expired(datetime.now(UTC))
        return PASSWORD_FIRST if usable else PASSWORD_EXPIRED
    if settings.PRIVACY_STAFF_MFA_REQUIRED and _factor_is_missing(request):
        return FACTOR_FIRST
    return None


def _is_first_log_in(request: Any, account: Any) -> bool:
    """Whether this session is the one that the temporary password opened; the log-in used the password up."""
    session = getattr(request, "session", None)
    return session is not None and session.get(FIRST_LOG_IN_KEY) == str(account.public_id)


def _factor_is_missing(request: Any) -> bool:
    """Whether the person holds a staff role and has no second factor; the roles are read for the access anyway."""
    entitled = standing_of(request).entitlements
    staff = {name for name, role in policy.current().roles.items() if role.staff}
    return not entitled.has_second_factor and any(workspace.role in staff for workspace in entitled.workspaces)


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return True
    if set(match.namespaces).intersection(OPEN_NAMESPACES):
        return True
    name = match.url_name or ""
    return name in OPEN_VIEWS or name.startswith(OPEN_NAMES)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return answer(request, problem)
    if problem is PASSWORD_EXPIRED:
        logout(request)
        messages.error(request, problem.detail)
    else:
        messages.info(request, problem.detail)
    place = resolve_url(_PLACES[problem.code])
    if getattr(request, "htmx", False):
        # A fragment cannot show the page; the whole window goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)
