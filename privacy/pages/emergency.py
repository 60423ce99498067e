"""Emergency access: starting and ending one's own, and the privacy officer's review of each."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy import emergency, words
from privacy.access import Access
from privacy.edge import emergencies
from privacy.edge.access import claimable, standing_of
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, NotFoundHere
from privacy.forms import EmergencyForm, ReviewForm
from privacy.pages.office import PURPOSE

NOT_FOR_EMERGENCIES = frozenset({"rights.own_record", PURPOSE})
"""Purposes that a grant would not widen: they release the reader's own record, or no personal value at all."""
OWN_RECORD = "rights.own_record"


# --- one's own -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Starts an emergency access for a purpose of the role one works in; lists those of one's own that run.

    Raises:
        NotPermitted: only staff of the leasing company may do this; recorded.
    """
    access = page_access(request, OWN_RECORD)
    form = EmergencyForm(request.POST if request.method == "POST" else None, purposes=_purposes_of(request, access))
    if request.method == "POST" and form.is_valid() and _begun(request, access, form):
        return HttpResponseRedirect("/")
    context = {
        "form": form,
        "running": [_running(one) for one in emergency.own_running(account_id=access.actor.account_id or 0, at=access.at)],
    }
    return render(request, "privacy/emergency_own.html", context, status=422 if form.errors else 200)


def _purposes_of(request: HttpRequest, access: Access) -> list[str]:
    """The purposes for which the role at hand may have an emergency access.

    Raises:
        NotPermitted: the role is not one of the leasing company's staff; recorded.
    """
    emergency.check_role(access)
    held = standing_of(request).entitlements.workspaces
    mine = next(one for one in held if (one.role, one.organisation) == (access.role, access.organisation))
    return sorted(claimable(mine) - NOT_FOR_EMERGENCIES, key=words.purpose_words)


def _begun(request: HttpRequest, access: Access, form: EmergencyForm) -> bool:
    asked = form.cleaned_data
    try:
        begun = emergency.begin(
            access=access.with_purpose(asked["purpose_id"]), reason=asked["reason"], lasts=timedelta(minutes=asked["minutes"])
        )
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    if begun.emergency is not None:
        emergencies.use(request, begun.emergency)
    return True


def _running(grant: emergency.Running) -> dict[str, Any]:
    return {
        "id": grant.id,
        "role": words.role_words(grant.role),
        "purpose": words.purpose_words(grant.purpose),
        "starts_at": grant.starts_at,
        "expires_at": grant.expires_at,
    }


@require_POST
def use(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """Takes up again a running emergency access of one's own, after a log-out or a change of role.

    Raises:
        NotFoundHere: none of one's own that runs.
    """
    access = page_access(request, OWN_RECORD)
    if grant not in [one.id for one in emergency.own_running(account_id=access.actor.account_id or 0, at=access.at)]:
        raise NotFoundHere
    emergencies.use(request, grant)
    return HttpResponseRedirect("/")


@require_POST
def end(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """Ends an emergency access of one's own before its time.

    Raises:
        NotFoundHere: none of one's own that runs.
    """
    access = page_access(request, OWN_RECORD)
    emergencies.put_away(request)
    emergency.end(access=access, grant=grant)
    messages.success(request, _("The emergency access has ended. The privacy officer reviews it."))
    return HttpResponseRedirect("/")


# --- the office ----------------------------------------------------------------------------------------------------


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """Emergency grants: those whose review is owed first, then those reviewed in the last 90 days."""
    access = page_access(request, PURPOSE)
    found = [_told(one) for one in emergency.owed(access)]
    context = {
        **purpose_context(access, request=request),
        "owed": [one for one in found if not one["reviewed_at"]],
        "reviewed": [one for one in found if one["reviewed_at"]],
    }
    return render(request, "privacy/office_emergency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """One emergency grant with its reason, opened as a recorded look, and the form of its review.

    Raises:
        NotFoundHere: no such grant. NotPermitted: one's own. Conflict: it runs still, or has been reviewed.
    """
    access = page_access(request, PURPOSE)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _reviewed(access, grant, form):
        messages.success(request, _("The review has been kept."))
        return HttpResponseRedirect(reverse("office:emergency"))
    found, texts = emergency.one_owed(access, grant)
    context = {
        **purpose_context(access, [texts], request),
        "grant": _told(found),
        "texts": texts,
        "form": form,
        "may_review": not (found.own or found.runs or found.reviewed_at),
        "breadcrumbs": [
            {"title": _("Emergency access"), "url": reverse("office:emergency")},
            {"title": _("One emergency access"), "url": ""},
        ],
    }
    return render(request, "privacy/office_grant.html", context, status=422 if form.errors else 200)


def _reviewed(access: Access, grant: uuid.UUID, form: ReviewForm) -> bool:
    asked = form.cleaned_data
    try:
        emergency.review(access=access, grant=grant, justified=asked["justified"], note=asked["note"])
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _told(grant: emergency.Owed) -> dict[str, Any]:
    return {
        "id": grant.id,
        "actor_ref": grant.actor_ref,
        "role": words.role_words(grant.role),
        "purpose": words.purpose_words(grant.purpose),
        "starts_at": grant.starts_at,
        "ended_at": grant.ended_at or grant.expires_at,
        "reviewed_at": grant.reviewed_at,
        "outcome": words.RESULTS.get(grant.outcome, ""),
        "justified": grant.outcome == "justified",
        "own": grant.own,
        "runs": grant.runs,
    }
