"""The desk: one search box, the queue, and a report that waits. A search is posted, so that no address carries what was typed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drivers.pages.lines import in_words, line, lines
from drivers.pages.myfleet import HOLDERS
from incidents import actions
from incidents.pages.desk_access import FINDING, HANDLING, agent_access, under
from incidents.queries import Found, SearchResult, case_queue, choices, desk_search, report_card, waiting_reports
from incidents.queries.handling import ReportPlace, closed_recently, place_of_report
from privacy.access import Access
from privacy.edge.pages import purpose_context
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.gate import Disclosed

WORDS = choices()
SEARCH_CHARS = 200
KINDS_SEARCHED: Mapping[str, Any] = {
    "plate": _("licence plate"),
    "email": _("e-mail address"),
    "phone": _("phone number"),
    "name": _("words of a name"),
    "report_number": _("number of a report"),
    "case_number": _("number of a case"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search box; a POST finds. Each look-up of a person or car is recorded, and too many are refused (429)."""
    access = agent_access(request, *FINDING)
    typed = request.POST.get("q", "").strip()
    result = _search(access, typed) if request.method == "POST" else None
    found = result.found if result else ()
    shown = {
        "typed": typed[:SEARCH_CHARS],
        "searched": result is not None,
        "tried": [KINDS_SEARCHED[kind] for kind in result.tried] if result else [],
        "found": [_line(one) for one in found],
        "kinds": WORDS.kinds.items(),
    }
    return render(request, "incidents/desk_search.html", shown | purpose_context(access, [one.record for one in found]))


def _search(access: Access, typed: str) -> SearchResult:
    return desk_search(under(access, FINDING), typed) if typed else SearchResult((), ())


def _line(found: Found) -> dict[str, Any]:
    """One line of the answer; `place` is where the car is when no driver is named."""
    states = WORDS.report_states if found.kind == "report" else WORDS.case_states
    row = in_words(found.record, kind=WORDS.kinds, state=states, holder=HOLDERS)
    unnamed = found.kind == "vehicle" and found.driver is None
    return {"found": found, "row": row, "place": row.get("holder") or HOLDERS["nobody"] if unnamed else ""}


@never_cache
@require_POST
def open_case(request: HttpRequest) -> HttpResponse:
    """Opens a case for a vehicle that was found, with its driver where one is named.

    Raises:
        BadInput: no such kind of incident. NotFoundHere: not a vehicle or driver that the desk reaches.
    """
    access = agent_access(request, *FINDING)
    sent = request.POST
    vehicle, driver = _id(sent.get("vehicle", "")), _id(sent.get("driver", ""))
    made = actions.open_case(access=access, vehicle=vehicle, driver=driver, kind=sent.get("kind", ""))
    return _to_new_case(request, made)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFoundHere from None


def _to_new_case(request: HttpRequest, case: uuid.UUID) -> HttpResponseRedirect:
    messages.success(request, _("The case is open, and yours."))
    return redirect("desk:case", case)


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Reports that nobody has taken, one's own open cases, and those closed a short time ago; the most urgent first."""
    access = agent_access(request, *FINDING)
    waiting = [row for one in under(access, FINDING) for row in waiting_reports(one)]
    handling = under(access, HANDLING)
    own = [row for one in handling for row in case_queue(one)]
    closed = [row for one in handling for row in closed_recently(one)]
    shown = {
        "waiting": [in_words(row, kind=WORDS.kinds, state=WORDS.report_states) for row in waiting],
        "own": [_case_in_words(row) for row in own],
        "closed": [_case_in_words(row) for row in closed],
    }
    return render(request, "incidents/desk_queue.html", shown | purpose_context(access, [*waiting, *own, *closed]))


def _case_in_words(row: Disclosed) -> Disclosed:
    return in_words(row, kind=WORDS.kinds, state=WORDS.case_states, job_state=WORDS.job_states)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """A report that waits: enough to open a case from it, or to set it aside. Who comes second is told, and led to the case."""
    access = agent_access(request, *FINDING)
    place = place_of_report(under(access, FINDING), report)
    if request.method != "POST":
        return redirect("desk:case", place.case) if place.case else _waiting(request, place.access, report)
    if place.case:
        return _taken(request, place)
    try:
        return _decide(request, place.access, report)
    except Conflict as first:
        return _taken(request, place_of_report(under(access, FINDING), report), first)


def _decide(request: HttpRequest, access: Access, report: uuid.UUID) -> HttpResponse:
    """Open a case from the report, or set it aside.

    Raises:
        Conflict: a colleague was first. BadInput: neither was asked for.
    """
    wanted = request.POST.get("do", "")
    if wanted == "open":
        return _to_new_case(request, actions.open_case(access=access, report=report))
    if wanted == "discard":
        actions.discard_report(access=access, report=report)
        messages.success(request, _("The report was set aside."))
        return redirect("desk:queue")
    raise BadInput(code="verb_unknown", fields={"do": [_("Open a case, or set the report aside.")]})


def _waiting(request: HttpRequest, access: Access, report: uuid.UUID) -> HttpResponse:
    record = report_card(access, report).record
    told = in_words(record, kind=WORDS.kinds, state=WORDS.report_states)
    car = line(told, "vehicle.licence_plate")
    shown = {
        "record": told,
        "report_lines": [*lines(told, "number", "kind", "state"), line(told, "reported_at", _("Reported")), car],
        "breadcrumbs": [
            {"title": _("Cases"), "url": reverse("desk:queue")},
            {"title": _("Report"), "url": reverse("desk:report", args=[report])},
        ],
    }
    return render(request, "incidents/desk_report.html", shown | purpose_context(access, [record]))


def _taken(request: HttpRequest, place: ReportPlace, first: Conflict | None = None) -> HttpResponse:
    refusal = first or Conflict(_("Somebody else opened a case from this report first."), code="case_taken")
    shown = {"problem": {"title": _("A colleague was first"), "message": refusal.message}, "case_id": place.case}
    return render(request, "incidents/desk_taken.html", shown | purpose_context(place.access), status=Conflict.status)
