"""From a request to an access. The only place that reads `request.user`.

An access names exactly one role and one purpose. The role is the workspace chosen in the session (pages) or named in the
`X-Role` header (API); the purpose is named in `X-Purpose` (a page: `?purpose=`), or is the only one of the endpoint's purposes that the role may
claim. Nothing is guessed: where several fit, the caller is told which.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy import policy
from privacy.access import Access, Actor, Channel
from privacy.edge import entitlements
from privacy.edge.entitlements import Entitlements, Workspace
from privacy.edge.refusals import BadCall, ChoiceNeeded, LogInNeeded
from privacy.errors import NotPermitted, UnknownPurpose
from privacy.ledger.store import record_refusal

ROLE_HEADER, PURPOSE_HEADER, EMERGENCY_HEADER = "X-Role", "X-Purpose", "X-Emergency-Grant"
WORKSPACE_KEY, EMERGENCY_KEY = "workspace", "emergency_grant"
OWN_RECORD = "self"
"""The recipient that a person is to themself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks, and everything they may act as at this moment."""

    actor: Actor
    entitlements: Entitlements
    at: datetime
    client_id: str = ""

    @property
    def owner(self) -> str:
        """A name for what is kept per caller (idempotency keys, counts of calls)."""
        return f"client:{self.client_id}" if self.client_id else f"account:{self.actor.account_id}"


def standing_of(request: Any) -> Standing:
    """Who asks, read once per request and remembered on it.

    Raises:
        LogInNeeded: when nobody is logged in.
    """
    plain: Any = getattr(request, "_request", request)
    found = getattr(plain, "_standing", None)
    if found is None:
        found = plain._standing = _read_standing(request)
    return found


def forget_standing(request: Any) -> None:
    """Reads it anew next time; for the moment after a log-in or a change of roles."""
    getattr(request, "_request", request)._standing = None


def _read_standing(request: Any) -> Standing:
    at = datetime.now(UTC)
    client_id = getattr(getattr(request, "auth", None), "client_id", None)
    if client_id:
        actor = Actor(account_id=None, subject_id=None, name=f"client {client_id}"[:64])
        return Standing(actor, entitlements.of_client(client_id, at), at, client_id)
    account = request.user
    if not account.is_authenticated:
        raise LogInNeeded()
    actor = Actor(account_id=account.pk, subject_id=account.subject_id)
    return Standing(actor, entitlements.of_account(account.pk, at), at)


def access_for(
    request: Any,
    *,
    purposes: tuple[str, ...],
    channel: Channel,
    case: uuid.UUID | None = None,
    reason: str = "",
) -> Access:
    """The access under which a request works.

    Args:
        request: of Django or of the API.
        purposes: the purposes that this endpoint serves, in the order in which a page prefers them.
        channel: how the request came in.
        case: public id of the case at hand.
        reason: why, where the purpose alone does not say it; no personal values.

    Raises:
        LogInNeeded: nobody is logged in.
        NotPermitted: no role, not that role, or a purpose that the role may not claim; recorded in the ledger.
        UnknownPurpose: the purpose named does not exist, or is not served here; the text names those that are.
        ChoiceNeeded: several roles, or several purposes, fit; the text names them.
    """
    standing = standing_of(request)
    named = _named_purpose(request, purposes, channel)
    workspace = _workspace(request, standing, (named,) if named else purposes, channel)
    purpose = named or _only_purpose(workspace, purposes, standing, channel)
    access = Access(
        actor=standing.actor,
        role=workspace.role,
        organisation=workspace.organisation,
        purpose=purpose,
        channel=channel,
        request_id=_request_id(request),
        case=case,
        reason=reason,
        at=standing.at,
    )
    if purpose not in claimable(workspace):
        refuse(access, code=_why_not(workspace, purpose))
    return _under_emergency(request, access)


def claimable(workspace: Workspace) -> frozenset[str]:
    """The purposes that are live and that the role may claim; for a machine, those of its registration among them."""
    rules = policy.current()
    if workspace.role not in rules.roles:
        return frozenset()
    of_role = frozenset(name for name in rules.claimable_by(workspace.role) if rules.purposes[name].live)
    return of_role if workspace.purposes is None else of_role & workspace.purposes


def _why_not(workspace: Workspace, purpose: str) -> str:
    rules = policy.current()
    if workspace.role not in rules.roles:
        return "role_unknown"
    claim = rules.may_claim(workspace.role, purpose)
    return "not_registered" if claim.allowed else claim.reason


def refuse(access: Access, *, code: str, message: Any = None) -> None:
    """Records the refusal in the ledger, then refuses.

    Raises:
        NotPermitted: always.
    """
    record_refusal(access, code=code)
    raise NotPermitted(message, code=code)


def _named_purpose(request: HttpRequest, purposes: Sequence[str], channel: Channel) -> str:
    named = request.headers.get(PURPOSE_HEADER, "").strip()
    if not named and channel is Channel.PAGE:
        named = request.GET.get("purpose", "").strip()
    if not named or named in purposes:
        return named
    known = named in policy.current().purposes
    text = (
        _("This purpose is not served here. Choose one of: %(names)s.")
        if known
        else _("This purpose is not known. Choose one of: %(names)s.")
    )
    raise UnknownPurpose(
        text % {"names": ", ".join(purposes)},
        code="purpose_not_served" if known else "unknown_purpose",
        fields={PURPOSE_HEADER: list(purposes)},
    )


def _workspace(request: Any, standing: Standing, purposes: Sequence[str], channel: Channel) -> Workspace:
    held = standing.entitlements.workspaces
    if not held:
        raise NotPermitted(_("Your log-in has no role at the moment. Ask your administrator for one."), code="no_role")
    named = request.headers.get(ROLE_HEADER, "").strip()
    if named:
        return _named_workspace(held, named)
    chosen = chosen_workspace(request, standing)
    if chosen is not None:
        return chosen
    if len(held) == 1:
        return held[0]
    fitting = [workspace for workspace in held if claimable(workspace).intersection(purposes)]
    if len(fitting) == 1:
        return fitting[0]
    return _ambiguous_role(fitting or held)


def _named_workspace(held: Sequence[Workspace], named: str) -> Workspace:
    fitting = [workspace for workspace in held if named in (workspace.key, workspace.role)]
    if not fitting:
        raise NotPermitted(
            _("You do not hold this role. Choose one of: %(names)s.") % {"names": _keys(held)}, code="role_not_held"
        )
    return fitting[0] if len(fitting) == 1 else _ambiguous_role(fitting)


def _ambiguous_role(fitting: Sequence[Workspace]) -> Workspace:
    raise ChoiceNeeded(
        _("You hold several roles. Choose one of: %(names)s.") % {"names": _keys(fitting)},
        code="role_ambiguous",
        header=ROLE_HEADER,
        choices=[workspace.key for workspace in fitting],
    )


def _keys(workspaces: Sequence[Workspace]) -> str:
    return ", ".join(workspace.key for workspace in workspaces)


def chosen_workspace(request: Any, standing: Standing) -> Workspace | None:
    """The workspace chosen in the session, if it is still held.

    On a page that belongs to certain roles (`settings.PRIVACY_PAGE_ROLES`) it is the one of those that the person holds, so that
    an address from a letter or a bookmark opens without a choice in between.
    """
    session = getattr(request, "session", None)
    key = session.get(WORKSPACE_KEY) if session is not None else None
    held = standing.entitlements.workspaces
    chosen = next((workspace for workspace in held if workspace.key == key), None)
    roles = _roles_of_page(request)
    if chosen is not None and (not roles or chosen.role in roles):
        return chosen
    fitting = [workspace for workspace in held if workspace.role in roles]
    return fitting[0] if len(fitting) == 1 else chosen


def _roles_of_page(request: Any) -> Sequence[str]:
    match = getattr(request, "resolver_match", None)
    by_namespace: Mapping[str, Sequence[str]] = getattr(settings, "PRIVACY_PAGE_ROLES", {})
    return by_namespace.get(match.namespace, ()) if match is not None else ()


def _only_purpose(workspace: Workspace, purposes: Sequence[str], standing: Standing, channel: Channel) -> str:
    may = claimable(workspace)
    fitting = [purpose for purpose in purposes if purpose in may]
    if not fitting:
        # Judged under the endpoint's first purpose, so that the refusal that is recorded names one.
        return purposes[0]
    # Who reads their own record has no choice to make: all purposes of the endpoint release the same to them.
    if len(fitting) == 1 or channel is Channel.PAGE or policy.current().roles[workspace.role].recipient == OWN_RECORD:
        return fitting[0]
    raise ChoiceNeeded(
        _("Your role may claim several purposes here. Choose one of: %(names)s.") % {"names": ", ".join(fitting)},
        code="purpose_ambiguous",
        header=PURPOSE_HEADER,
        choices=fitting,
    )


def _request_id(request: Any) -> str:
    return getattr(getattr(request, "_request", request), "request_id", "") or uuid.uuid4().hex


def _under_emergency(request: Any, access: Access) -> Access:
    """The access under its emergency grant, where one was named.

    A grant named in the header must run. One kept in the session serves the pages of its role and purpose only; elsewhere,
    and once it has ended, the access is an ordinary one.
    """
    named = request.headers.get(EMERGENCY_HEADER, "").strip()
    session = getattr(request, "session", None)
    kept = session.get(EMERGENCY_KEY, "") if session is not None else ""
    if not (named or kept):
        return access
    grant = _grant_id(named or kept)
    account_id = access.actor.account_id
    if account_id is not None and entitlements.emergency_runs(
        grant, account_id=account_id, role=access.role, purpose=access.purpose, at=access.at
    ):
        return replace(access, emergency=grant, channel=Channel.EMERGENCY)
    if named:
        refuse(access, code="emergency_not_running", message=_("This emergency grant has ended, or is not yours."))
    return access


def _grant_id(named: str) -> uuid.UUID:
    try:
        return uuid.UUID(named)
    except ValueError:
        raise BadCall(_("The emergency grant is named by its id."), code="bad_emergency_grant") from None
