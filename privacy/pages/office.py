"""The privacy office: the record of looks with its filters, and one event in full. Never a personal value.

Somebody is named by a log-in address or a plate in a form that is posted; the page then works with the pseudonymous reference,
so that no address and no history of a browser holds what was typed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacy import queries, review
from privacy.access import Access
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput
from privacy.forms import EventFilter, FindPerson
from privacy.pages import lines

PURPOSE = "accountability.ledger_review"
PAGE_SIZE = 50
MOST_REFERENCES = 20
LONGEST_NUMBER = 18
KEPT = ("purpose_id", "kind", "outcome", "since", "until", "actor", "subject", "emergency")


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The record of looks, newest first; each reading is recorded with the filters used."""
    access = page_access(request, PURPOSE)
    form = EventFilter(request.GET or None)
    unfit = form.is_bound and not form.is_valid()
    before = _number(request.GET.get("before", ""))
    found = [] if unfit else queries.events(access, **_asked(form, request.GET), before=before, limit=PAGE_SIZE)
    context = {
        **purpose_context(access, request=request),
        "form": form,
        "find_form": FindPerson(finders=review.finders(access)),
        "find_address": _address("office:find", request.GET),
        "lines": [lines.line(look) for look in found],
        "chips": _chips(request.GET),
        "is_first_page": before is None,
        "newest": _address("office:events", request.GET),
        "pages": {"next": _address("office:events", request.GET, before=found[-1].number)} if len(found) == PAGE_SIZE else {},
    }
    return render(request, "privacy/office_events.html", context, status=422 if unfit else 200)


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Turns what people know of somebody into a filter by reference; the look-up is recorded."""
    access = page_access(request, PURPOSE)
    form = FindPerson(request.POST, finders=review.finders(access))
    if form.is_valid():
        place = _filter_by(access, form, request)
        if place is not None:
            return HttpResponseRedirect(place)
    for texts in form.errors.values():
        messages.error(request, str(texts[0]))
    return HttpResponseRedirect(_address("office:events", request.GET))


def _filter_by(access: Access, form: FindPerson, request: HttpRequest) -> str | None:
    """The address of the list filtered by whom the form names; None when there is nobody, which is said."""
    side, _colon, finder = form.cleaned_data["by"].partition(":")
    try:
        found = review.references(access, finder=finder, text=form.cleaned_data["text"])
    except BadInput as refusal:
        form.refuse(refusal)
        return None
    if not found:
        messages.warning(request, _("Nobody was found. That you looked is recorded."))
        return _address("office:events", request.GET)
    kept = request.GET.copy()
    kept.setlist(side, [str(one) for one in found[:MOST_REFERENCES]])
    return _address("office:events", kept)


@require_safe
def event(request: HttpRequest, event: uuid.UUID) -> HttpResponse:
    """One event with all its columns in words.

    Raises:
        NotFoundHere: no such event.
    """
    access = page_access(request, PURPOSE)
    found = review.event(access, event)
    context = {
        **purpose_context(access, request=request),
        "event": found,
        "line": lines.line(found.look),
        "recipient": lines.recipient(found),
        "detail": lines.detail(found),
        "breadcrumbs": [{"title": _("Looks"), "url": reverse("office:events")}, {"title": _("One event"), "url": ""}],
    }
    return render(request, "privacy/office_event.html", context)


# --- filters -------------------------------------------------------------------------------------------------------


def _asked(form: EventFilter, sent: QueryDict) -> dict[str, Any]:
    """What the list is asked for: the form's choices, and the references in the address."""
    chosen: Mapping[str, Any] = form.cleaned_data if form.is_bound else {}
    actors = _references(sent.getlist("actor"))
    grants = _references(sent.getlist("emergency"))
    return {
        "purpose": chosen.get("purpose_id") or "",
        "kind": chosen.get("kind") or "",
        "outcome": chosen.get("outcome") or "",
        "since": _midnight(chosen.get("since")),
        "until": _midnight(chosen.get("until"), days=1),
        "actor_ref": actors[0] if actors else None,
        "subject_refs": _references(sent.getlist("subject")),
        "emergency": grants[0] if grants else None,
    }


def _midnight(day: Any, *, days: int = 0) -> datetime | None:
    """The start of a day in the reader's time zone; with `days=1` its end."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


def _references(sent: Sequence[str]) -> list[uuid.UUID]:
    found = []
    for text in sent[:MOST_REFERENCES]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue  # an address somebody changed by hand: what is no reference filters nothing
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def _address(view: str, sent: QueryDict, *, before: int | None = None, without: str = "") -> str:
    """The address of a page with the filters kept; what is not a filter is left behind."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = [value for value in sent.getlist(name) if value]
        if values and name != without:
            kept.setlist(name, values)
    if before is not None:
        kept["before"] = str(before)
    place = reverse(view)
    return f"{place}?{kept.urlencode()}" if kept else place


def _chips(sent: QueryDict) -> list[dict[str, Any]]:
    """The filters by reference that are on, each with the address that takes it off."""
    titles = {"actor": _("Who looked"), "subject": _("Whose data"), "emergency": _("Emergency access")}
    found = ((name, title, _references(sent.getlist(name))) for name, title in titles.items())
    return [
        {
            "name": name,
            "title": title,
            "references": [str(one) for one in references],
            "off": _address("office:events", sent, without=name),
        }
        for name, title, references in found
        if references
    ]
