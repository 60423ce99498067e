"""MyFleet: what an employer gets for each purpose, and what it does not get and why, read from the policy in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drivers.pages.myfleet import PURPOSES, manager_access
from incidents.pages.answers import all_answers
from privacy import policy
from privacy.edge.pages import purpose_context


@never_cache
@require_safe
def not_shown(request: HttpRequest) -> HttpResponse:
    """The answer for each item, for the purpose chosen. Nobody's data are on this page."""
    access = manager_access(request, *PURPOSES)
    answers = all_answers(access.role, access.purpose)
    shown = {
        "hidden": [answer for answer in answers if not answer.forms],
        "given": [answer for answer in answers if answer.forms],
        "policy_version": policy.current().version,
    }
    return render(request, "incidents/myfleet_not_shown.html", shown | purpose_context(access, request=request))
