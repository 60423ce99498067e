"""The pages of a workshop: its live jobs, and one job as far as the repair needs it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from incidents import actions, queries
from incidents.pages.photos import photos_shown
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import Conflict

# The job of an employee's car and that of a private lessee's have different grounds; a workshop does both.
PURPOSES = ("driver.maintenance", "private.maintenance")


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The live jobs of the workshops for which the person works, the longest waiting first."""
    access = page_access(request, *PURPOSES)
    found = [(purpose, job) for purpose in PURPOSES for job in queries.job_list(access.with_purpose(purpose))]
    shown = purpose_context(access, [job for _purpose, job in found])
    return render(request, "incidents/jobs.html", {**shown, "jobs": found, "labels": queries.choices()})


@require_safe
def job(request: HttpRequest, case: UUID) -> HttpResponse:
    """One live job with the photos of the damage.

    Raises:
        NotFoundHere: no job of this workshop, or not live any more.
    """
    access = page_access(request, *PURPOSES, case=case)
    card = queries.job_card(access, case)
    labels = queries.choices()
    context = {
        **purpose_context(access, [card.record], request),
        "record": card.record,
        "job_purpose": access.purpose,
        "labels": labels,
        "zones": [labels.zones.get(code, code) for code in card.record.get("report.zones") or ()],
        "photos": photos_shown(access, card.photos),
        "breadcrumbs": [
            {"title": _("Jobs"), "url": reverse("workshop:jobs")},
            {"title": card.record.get("number") or _("Job"), "url": ""},
        ],
    }
    return render(request, "incidents/job.html", context)


@require_POST
def finish(request: HttpRequest, case: UUID) -> HttpResponse:
    """Ends the job; the workshop then sees nothing of it any more.

    Raises:
        NotFoundHere: no job of this workshop, or not live any more.
    """
    access = page_access(request, *PURPOSES, case=case)
    try:
        actions.finish_job(access=access, case=case)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The job is finished. Thank you."))
    return HttpResponseRedirect(reverse("workshop:jobs"))
