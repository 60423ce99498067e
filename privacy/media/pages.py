"""The one page that shows a photograph."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from privacy import gate
from privacy.access import Access, Organisation
from privacy.edge import entitlements
from privacy.edge.access import Standing, claimable, refuse, standing_of
from privacy.edge.entitlements import Workspace
from privacy.edge.problem_pages import request_id_of
from privacy.errors import NotFoundHere
from privacy.ledger.store import record_refusal
from privacy.media.links import Link, LinkExpired, read_link
from privacy.media.registry import showing

_FILE_NAMES = {"image/jpeg": "photo.jpg", "image/png": "photo.png"}


@require_GET
def show_media(request: HttpRequest, token: str) -> HttpResponse:
    """The photograph of a link: role, scope, decision and ledger apply each time, so nothing may keep it on the way.

    Raises:
        LogInNeeded: nobody is logged in.
        NotFoundHere: no such link or photograph, or not within reach; a link made for somebody else.
        NotPermitted: the role has ended since the link was made, or the purpose may not be claimed.
    """
    standing = standing_of(request)
    try:
        link = read_link(token)
    except LinkExpired as expired:
        return _expired(request, expired)
    access = _access(link, standing, request_id_of(request))
    rows, path = showing(link.media)
    file = gate.disclose_file(access, rows, path, variant=link.variant)
    return HttpResponse(file.content, content_type=file.content_type, headers=_headers(file.content_type))


def _expired(request: HttpRequest, expired: LinkExpired) -> HttpResponse:
    """A page of its own: somebody who kept the picture open in a tab is told the way back to it."""
    page = render(request, "privacy/link_expired.html", {"problem": expired}, status=expired.status)
    page["Cache-Control"] = "no-store"
    return page


def _access(link: Link, standing: Standing, request_id: str) -> Access:
    """The access of the link, made anew from what its reader may act as at this moment. Each refusal is recorded."""
    workspace = _workspace(link, standing)
    claimed = Organisation(kind=link.organisation_kind, id=link.organisation_id, name="")
    access = Access(
        actor=standing.actor,
        role=link.role,
        organisation=workspace.organisation if workspace else claimed,
        purpose=link.purpose,
        channel=link.channel,
        request_id=request_id,
        case=link.case,
        emergency=link.emergency,
        at=standing.at,
    )
    if link.account_id != standing.actor.account_id:
        record_refusal(access, code="link_of_another_account")
        raise NotFoundHere
    if workspace is None:
        refuse(access, code="role_ended", message=_("You no longer have the role for which this link was made."))
    elif link.purpose not in claimable(workspace):
        refuse(access, code="purpose_not_claimable")
    _check_emergency(access, link.account_id)
    return access


def _workspace(link: Link, standing: Standing) -> Workspace | None:
    wanted = (link.role, link.organisation_kind, link.organisation_id)
    for workspace in standing.entitlements.workspaces:
        if (workspace.role, workspace.organisation.kind, workspace.organisation.id) == wanted:
            return workspace
    return None


def _check_emergency(access: Access, account_id: int) -> None:
    if access.emergency is None:
        return
    runs = entitlements.emergency_runs(
        access.emergency, account_id=account_id, role=access.role, purpose=access.purpose, at=access.at
    )
    if not runs:
        refuse(access, code="emergency_not_running", message=_("This emergency grant has ended, or is not yours."))


def _headers(content_type: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{_FILE_NAMES.get(content_type, "photo")}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
