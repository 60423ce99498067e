"""The refusals that only the edge makes: calls that cannot be read, and choices that the caller has to make first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.errors import Refused


class BadCall(Refused):
    """The call itself cannot be read: broken JSON, a bad cursor, an unreadable header."""

    status = 400
    code = "bad_call"
    message = _("This request cannot be read.")


class LogInNeeded(Refused):
    """Nobody is logged in, or the token is not valid any more."""

    status = 401
    code = "log_in_needed"
    message = _("Log in first.")


class ChoiceNeeded(Refused):
    """The actor has several roles or purposes that fit, and must name one; each access names exactly one.

    Args:
        choices: what may be named.
        header: the header in which it is named.
    """

    status = 400
    code = "choice_needed"

    def __init__(self, message: Any, *, code: str, header: str, choices: Sequence[str]) -> None:
        super().__init__(message, code=code, fields={header: list(choices)})


class StaleVersion(Refused):
    """The record was changed since it was read (RFC 9110, If-Match)."""

    status = 412
    code = "stale_version"
    message = _("This has changed since you read it. Read it again, then send your change.")


class VersionNeeded(Refused):
    """A change must say which version it changes (RFC 6585)."""

    status = 428
    code = "version_needed"
    message = _("Send the ETag of the version that you change in the If-Match header.")
