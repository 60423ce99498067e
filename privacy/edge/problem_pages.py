"""Where problems meet requests: the handler of the API, the middleware of the pages, and the last-resort views of the site."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist, loader
from django.urls import reverse
from django.utils.html import format_html
from rest_framework.response import Response

from privacy.edge.problems import CSRF, JSON_TYPE, NOT_FOUND, UNEXPECTED, UNREADABLE, Problem, problem_of
from privacy.edge.renderers import to_json

log = structlog.get_logger("privacy.edge")

API_PREFIX = "/api/"
PAGES = {400, 403, 404, 413, 429, 500, 503}


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the API views: problem details, or None for a fault of ours, which then becomes a 500."""
    problem = problem_of(error)
    if problem is None:
        return None
    request = context["request"]._request
    _record(problem, error)
    document = problem.document(request_id_of(request))
    return Response(document, status=problem.status, headers=_headers(problem), content_type=JSON_TYPE)


class ProblemMiddleware:
    """Turns refusals raised by pages into pages, and refuses addresses that no view could read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuses NUL bytes in the address at once: PostgreSQL keeps none, so no row can match."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return answer(request, UNREADABLE)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a refusal; None lets a fault of ours go on to the server's error page."""
        problem = problem_of(error)
        if problem is None:
            return None
        _record(problem, error)
        return answer(request, problem)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as JSON under the API, as a page elsewhere; a page that needs a log-in or a role leads there."""
    if request.path.startswith(API_PREFIX):
        body = to_json(problem.document(request_id_of(request)))
        return HttpResponse(body, status=problem.status, content_type=JSON_TYPE, headers=_headers(problem))
    leads_to = _place_to_go(request, problem)
    if leads_to:
        return HttpResponseRedirect(leads_to)
    return _page(request, problem)


def request_id_of(request: HttpRequest) -> str:
    """The id that links this request's log lines and ledger entries."""
    return getattr(request, "request_id", "")


def _headers(problem: Problem) -> dict[str, str]:
    return {"Cache-Control": "no-store", **problem.headers}


def _place_to_go(request: HttpRequest, problem: Problem) -> str:
    if request.method not in ("GET", "HEAD") or getattr(request, "htmx", False):
        return ""
    back = urlencode({"next": request.get_full_path()})
    if problem.code == "log_in_needed":
        return f"{resolve_url('account_login')}?{back}"
    if problem.code == "role_ambiguous":
        return f"{reverse('workspace_switch')}?{back}"
    return ""


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    shown = {
        "title": problem.title,
        "message": problem.detail,
        "code": problem.code,
        "fields": dict(problem.fields),
        "request_id": request_id_of(request),
    }
    name = problem.status if problem.status in PAGES else (400 if problem.status < 500 else 500)
    try:
        # Without the request for faults on our side: its context processors need the database that may be the fault.
        html = loader.render_to_string(f"{name}.html", {"problem": shown}, request if problem.status < 500 else None)
    except TemplateDoesNotExist:
        html = format_html("<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p>", problem.title, problem.detail)
    return HttpResponse(html, status=problem.status, headers=_headers(problem))


def _record(problem: Problem, error: BaseException) -> None:
    """A line for the operator: code and kind of error only, since the text of an error may quote a value."""
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        cause = error.__cause__ or error
        log.error("problem", code=problem.code, error=type(cause).__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400 of the site."""
    return answer(request, problem_of(exception) or UNREADABLE)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403 of the site."""
    return answer(request, problem_of(exception) or UNREADABLE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404 of the site."""
    return answer(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500 of the site: says nothing about the fault."""
    return answer(request, UNEXPECTED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW of the site."""
    return answer(request, CSRF)
