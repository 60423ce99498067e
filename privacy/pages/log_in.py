"""What a log-in still needs before its first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy.edge.access import standing_of


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says why staff need a second factor, and leads to the two ways to set one up."""
    if standing_of(request).entitlements.has_second_factor:
        return HttpResponseRedirect("/")
    return render(request, "privacy/second_factor.html")
