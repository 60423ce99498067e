"""The pages of imports: send a file to have it checked or taken over, see how it went, and take a template.

A file is not kept between the check and the import: it is sent twice, and the page keeps it chosen in between.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drivers.imports import report, templates
from drivers.imports.forms import FileForm
from drivers.imports.job import PURPOSES
from drivers.imports.kinds import KINDS
from drivers.imports.run import run_import
from privacy.access import Access, Channel
from privacy.edge.access import claimable, standing_of
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, TooLarge

VIEWING = (*PURPOSES, "operation.accounts")
"""The administration sees how imports went and takes templates; it sends no personal data."""
MOST_LINES = 25_000
"""Who sends a file on a page waits for the answer; larger files go through the command."""
LANGUAGES = ("nl", "fr", "en")
TYPES = {"xlsx": templates.WORKBOOK_TYPE, "csv": "text/csv; charset=utf-8"}


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The form, the templates, and the latest imports."""
    access = page_access(request, *VIEWING)
    return _home(request, access, FileForm())


@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Checks the file (`step` is "check") or takes it over ("import"), and shows how it went."""
    access = page_access(request, *PURPOSES)
    form = FileForm(request.POST, request.FILES)
    run = _run(request, access, form) if form.is_valid() else None
    if run is None:
        return _refused(request, access, form)
    if getattr(request, "htmx", False):
        context = {**_run_context(access, run), "runs": report.recent_runs(access)}
        return render(request, "imports/_taken.html", context)
    return HttpResponseRedirect(reverse("imports:run", args=[run]))


def _run(request: HttpRequest, access: Access, form: FileForm) -> uuid.UUID | None:
    """The run, or None with the reason in the form when the file cannot be used."""
    sent = form.cleaned_data
    importing = replace(access, channel=Channel.IMPORT)
    try:
        return run_import(
            access=importing,
            content=sent["file"].read(),
            kind=sent["kind"],
            dry_run=request.POST.get("step") != "import",
            employer=sent["employer"],
            decimal=sent["decimal"],
            purposes=_purposes(request, access),
            most_lines=MOST_LINES,
        )
    except (BadInput, TooLarge) as refused:
        form.refuse(refused)
        return None


def _purposes(request: HttpRequest, access: Access) -> tuple[str, ...]:
    """The purposes that the person may claim here: a file may hold business and private lines."""
    for workspace in standing_of(request).entitlements.workspaces:
        if (workspace.role, workspace.organisation) == (access.role, access.organisation):
            may = claimable(workspace)
            return tuple(purpose for purpose in PURPOSES if purpose in may)
    return ()


def _refused(request: HttpRequest, access: Access, form: FileForm) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "imports/_refused.html", {"form": form}, status=422)
    return _home(request, access, form, status=422)


@never_cache
@require_safe
def run(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """How one import went, with every refused line."""
    access = page_access(request, *VIEWING)
    after = _number(request.GET.get("after", ""))
    context = {**purpose_context(access, request=request), **_run_context(access, run, after)}
    return render(request, "imports/run.html", context)


@never_cache
@require_safe
def refusals(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """The refused lines as CSV; it holds line numbers, columns and reasons, no values."""
    access = page_access(request, *VIEWING)
    shown = report.run_view(access, run)
    content = report.refusals_csv(access, shown.id).encode("utf-8-sig")
    return _file(content, TYPES["csv"], f"{shown.kind}-refused.csv")


@require_safe
def template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty file of one kind, with headings in the language of the page or the one asked for."""
    page_access(request, *VIEWING)
    if kind not in KINDS or form not in TYPES:
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else (get_language() or "en")[:2]
    make = templates.workbook if form == "xlsx" else templates.csv_file
    return _file(make(KINDS[kind], language if language in LANGUAGES else "en"), TYPES[form], f"{kind}.{form}")


def _home(request: HttpRequest, access: Access, form: FileForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **purpose_context(access, request=request),
        "form": form,
        "may_send": access.purpose in PURPOSES,
        "kinds": list(KINDS.values()),
        "runs": report.recent_runs(access),
        "suffix": f"?{urlencode({'purpose': request.GET['purpose']})}" if request.GET.get("purpose") else "",
    }
    return render(request, "imports/home.html", context, status=status)


def _run_context(access: Access, run: uuid.UUID, after: int = 0) -> dict[str, Any]:
    lines = report.lines_told(access, run, after=after, limit=report.PAGE + 1)
    more = len(lines) > report.PAGE
    shown = lines[: report.PAGE]
    return {
        "run": report.run_view(access, run),
        "lines": shown,
        "next_after": shown[-1].number if more else None,
        "is_first_page": after == 0,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
