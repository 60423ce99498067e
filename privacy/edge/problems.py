"""One map from every refusal and every foreseeable accident to one answer, for pages and API alike (RFC 9457).

An answer says what happened and what to do. It repeats nothing of what was sent and nothing of what is stored; the texts
of library errors, which quote values, are never passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import exceptions as django_errors
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as api_errors

from privacy.errors import Refused

PROBLEM_PAGE = "/api/docs/"
JSON_TYPE = "application/problem+json"

TITLES: dict[int, Any] = {
    400: _("This request cannot be read"),
    401: _("Log in first"),
    403: _("Not permitted"),
    404: _("Not found"),
    405: _("This address does not do that"),
    406: _("This format is not offered"),
    409: _("Conflict"),
    410: _("No longer here"),
    412: _("Changed in the meantime"),
    413: _("Too large"),
    415: _("This format is not taken"),
    422: _("Some input cannot be used"),
    428: _("Say which version you change"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("Not available at the moment"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer to a failed request.

    Args:
        status: HTTP status.
        code: machine code, stable.
        detail: what happened and what to do, in the reader's language.
        fields: texts per field for bad input, or the choices per header.
        headers: extra response headers, such as Retry-After.
    """

    status: int
    code: str
    detail: Any
    fields: Mapping[str, list[Any]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Any:
        """The short name of this kind of answer."""
        return TITLES.get(self.status, TITLES[400] if self.status < 500 else TITLES[500])

    def document(self, request_id: str = "") -> dict[str, Any]:
        """The problem details of RFC 9457, with our code, the field texts, and the id that finds it in our logs."""
        document: dict[str, Any] = {
            "type": f"{PROBLEM_PAGE}#problem-{self.code}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail),
            "code": self.code,
        }
        if self.fields:
            document["errors"] = {name: [str(text) for text in texts] for name, texts in self.fields.items()}
        if request_id:
            document["request_id"] = request_id
        return document


UNEXPECTED = Problem(500, "unexpected", _("Something went wrong on our side. It has been recorded. Try again later."))
NOT_FOUND = Problem(404, "not_found", _("There is nothing here that you may see. Check the address, or go back to the list."))
UNREADABLE = Problem(400, "bad_call", _("This request cannot be read."))
CSRF = Problem(403, "csrf_failed", _("This form is too old or came from another site. Reload the page and send it again."))


def problem_of(error: BaseException) -> Problem | None:
    """The answer to an error, or None for one that nobody foresaw (a fault of ours, answered with 500)."""
    if isinstance(error, Refused):
        return Problem(error.status, error.code, error.message, error.fields, _retry(error.status))
    for kinds, answer in _ANSWERS:
        if isinstance(error, kinds):
            return answer(error)
    return None


def _retry(status: int, seconds: int = 60) -> dict[str, str]:
    return {"Retry-After": str(seconds)} if status in (429, 503) else {}


def _fixed(status: int, code: str, detail: Any) -> Callable[[Any], Problem]:
    return lambda _error: Problem(status, code, detail, headers=_retry(status))


def _throttled(error: Any) -> Problem:
    wait = max(1, int(error.wait or 60))
    detail = _("Too many requests in a short time. Try again in %(seconds)d seconds.") % {"seconds": wait}
    return Problem(429, "throttled", detail, headers=_retry(429, wait))


def _unauthenticated(error: Any) -> Problem:
    challenge = getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    if isinstance(error, api_errors.NotAuthenticated):
        return Problem(401, "log_in_needed", _("Log in first, or send a token."), headers=headers)
    return Problem(401, "token_not_valid", _("This session or token is not valid any more. Log in again."), headers=headers)


def _wrong_method(error: Any) -> Problem:
    return Problem(405, "method_not_allowed", _("This address does not take this method."))


def _form_errors(error: Any) -> Problem:
    """Django's texts may quote the value; only the names of the fields are kept."""
    names = getattr(error, "error_dict", None) or {}
    unfit = [_("This value cannot be used.")]
    return Problem(422, "bad_input", _("Some of what you entered cannot be used."), dict.fromkeys(names, unfit))


_CANNOT_BE_KEPT = _("One of the values cannot be kept. Check for unusual characters and very large numbers.")

_ANSWERS: tuple[tuple[Any, Callable[[Any], Problem]], ...] = (
    (Http404, lambda _error: NOT_FOUND),
    (api_errors.NotFound, lambda _error: NOT_FOUND),
    ((api_errors.NotAuthenticated, api_errors.AuthenticationFailed), _unauthenticated),
    (api_errors.Throttled, _throttled),
    (api_errors.MethodNotAllowed, _wrong_method),
    (api_errors.NotAcceptable, _fixed(406, "not_acceptable", _("Only JSON is offered here."))),
    (
        api_errors.UnsupportedMediaType,
        _fixed(415, "unsupported_media_type", _("Send JSON, or a form where the description says so.")),
    ),
    (
        (api_errors.PermissionDenied, django_errors.PermissionDenied),
        _fixed(403, "not_permitted", _("You may not do this.")),
    ),
    ((api_errors.ValidationError, django_errors.ValidationError), _form_errors),
    (
        django_errors.RequestDataTooBig,
        _fixed(413, "body_too_large", _("What you sent is larger than is taken. Send less at a time.")),
    ),
    (
        (
            api_errors.ParseError,
            MultiPartParserError,
            UnicodeError,
            django_errors.BadRequest,
            django_errors.SuspiciousOperation,
        ),
        lambda _error: UNREADABLE,
    ),
    (DataError, _fixed(422, "value_not_kept", _CANNOT_BE_KEPT)),
    (
        IntegrityError,
        _fixed(409, "conflict", _("This clashes with something that is already here. Reload and try again.")),
    ),
    (
        (OperationalError, InterfaceError),
        _fixed(503, "database_unavailable", _("The database cannot be reached at the moment. Try again in a minute.")),
    ),
)
