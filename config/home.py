"""Where a log-in lands: the first page of the workspace in which the person works."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.navigation import active_workspace, home_of
from privacy.edge.access import standing_of


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the workspace, to the choice among several, or says that there is none."""
    workspace = active_workspace(request)
    if workspace is None and standing_of(request).entitlements.workspaces:
        return HttpResponseRedirect(f"{reverse('workspace_switch')}?{urlencode({'next': '/'})}")
    place = home_of(workspace.role) if workspace else ""
    if place:
        return HttpResponseRedirect(place)
    return render(request, "home.html", {"has_role": workspace is not None})
