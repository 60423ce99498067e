"""Who saw my data: the record of looks, for the person whom they concern (GDPR Art. 15)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from drivers import queries
from drivers.pages.looks import by_day
from privacy.edge.pages import page_access, purpose_context
from privacy.queries import own_access_log

PURPOSE = "rights.own_record"
PAGE_SIZE = 150
"""Lines of the record; one look at a page takes several of them."""
LONGEST_NUMBER = 18


@require_safe
def who_saw(request: HttpRequest) -> HttpResponse:
    """The looks at the person's own data and at the car while they had it; for every role, since staff are people too."""
    access = page_access(request, PURPOSE)
    own = request.GET.get("own") == "1"
    before = _number(request.GET.get("before", ""))
    looks = own_access_log(access, files=queries.own_files(access), before=before, limit=PAGE_SIZE, own_looks=own)
    context = {
        **purpose_context(access, request=request),
        "days": by_day(looks),
        "own": own,
        "is_first_page": before is None,
        "newest": _address(own),
        "older": _address(own, looks[-1].number) if len(looks) == PAGE_SIZE else "",
    }
    return render(request, "drivers/who_saw.html", context)


def _number(text: str) -> int | None:
    """The place in the record after which to go on; anything else is the first page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def _address(own: bool, before: int | None = None) -> str:
    asked = {"own": "1"} if own else {}
    if before is not None:
        asked["before"] = str(before)
    return f"{reverse('mycar:who_saw')}?{urlencode(asked)}" if asked else reverse("mycar:who_saw")
