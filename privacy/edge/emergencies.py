"""Emergency access in the session: the grant that is in use, and what every page says of it while it runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from privacy import policy
from privacy.edge import entitlements
from privacy.edge.access import EMERGENCY_KEY, standing_of
from privacy.edge.refusals import LogInNeeded
from privacy.emergency import Running
from privacy.policy.model import text_in


@dataclass(frozen=True, slots=True)
class Shown:
    """The running emergency access as the bar on every page tells it."""

    id: uuid.UUID
    purpose: str
    role: str
    until: datetime


def use(request: HttpRequest, grant: uuid.UUID) -> None:
    """Lets the pages of this session work under a grant; which of them may is judged with each request."""
    request.session[EMERGENCY_KEY] = str(grant)


def put_away(request: HttpRequest) -> None:
    """The pages of this session work as usual again."""
    request.session.pop(EMERGENCY_KEY, None)


class _Bar:
    """The grant in use, read when a template first asks for it; pages without one ask no database."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def offered(self) -> bool:
        """Whether the person holds a role that may have an emergency access."""
        try:
            held = standing_of(self._request).entitlements.workspaces
        except LogInNeeded:
            return False
        roles = policy.current().roles
        return any(one.role in roles and roles[one.role].staff for one in held)

    @cached_property
    def running(self) -> Shown | None:
        """The grant in use, while it runs."""
        session = getattr(self._request, "session", None)
        kept = session.get(EMERGENCY_KEY, "") if session is not None else ""
        if not kept:
            return None
        try:
            standing = standing_of(self._request)
        except LogInNeeded:
            return None
        if standing.actor.account_id is None:
            return None
        found = entitlements.own_emergencies(standing.actor.account_id, standing.at)
        return next((_shown(one) for one in found if str(one.id) == kept), None)


def _shown(grant: Running) -> Shown:
    rules, language = policy.current(), get_language()
    return Shown(
        id=grant.id,
        purpose=text_in(rules.purposes[grant.purpose].title, language),
        role=text_in(rules.roles[grant.role].title, language),
        until=grant.expires_at,
    )


def emergency(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `emergency.running`, for the bar that every page shows while one is in use, and `emergency.offered`."""
    return {"emergency": _Bar(request)}
