"""The refusals of the product, in one tree. Imports nothing of ours.

A refusal is an answer to a person, not an accident: it carries a machine code, the HTTP status that the edges use, a text that
says what to do, and, for bad input, the fields concerned. It never carries a personal value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Root of all refusals.

    Args:
        message: text for the person, translatable; says what to do.
        code: machine code, stable; part of the API.
        fields: for bad input, the texts per field name.
    """

    status = 403
    code = "refused"
    message: Any = _("This is not possible.")

    def __init__(
        self,
        message: Any = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[Any]] | None = None,
    ) -> None:
        super().__init__(code or self.code)
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        self.fields: dict[str, list[Any]] = {name: list(texts) for name, texts in (fields or {}).items()}


class NotPermitted(Refused):
    """The actor may not do this in this role for this purpose."""

    status = 403
    code = "not_permitted"
    message = _("Your role may not do this for this purpose.")


class NotFoundHere(Refused):
    """Absent, or outside the rows that this access reaches: the two are told apart to nobody."""

    status = 404
    code = "not_found"
    message = _("There is nothing here that you may see. Check the address, or go back to the list.")


class UnknownPurpose(Refused):
    """The purpose named is not in the policy."""

    status = 400
    code = "unknown_purpose"
    message = _("This purpose is not known. Choose one of the purposes that this page serves.")


class Gone(Refused):
    """It was here and has been erased."""

    status = 410
    code = "erased"
    message = _("This has been erased and cannot be shown any more.")


class BadInput(Refused):
    """What was sent cannot be used as it is."""

    status = 422
    code = "bad_input"
    message = _("Some of what you entered cannot be used. Correct the fields marked below.")


class Conflict(Refused):
    """Somebody or something else was first."""

    status = 409
    code = "conflict"
    message = _("This has changed in the meantime. Reload the page and try again.")


class TooLarge(Refused):
    """More bytes than are taken."""

    status = 413
    code = "too_large"
    message = _("This file is too large. Send a smaller one.")


class TooManyLookups(Refused):
    """The limit on searching by a sealed value was reached."""

    status = 429
    code = "too_many_lookups"
    message = _("You have looked up too many people in a short time. Wait a minute and try again.")


class LedgerUnavailable(Refused):
    """No record of the look can be written, so nothing is shown."""

    status = 503
    code = "ledger_unavailable"
    message = _("The record of looks cannot be written at the moment, so nothing can be shown. Try again in a minute.")


class VaultUnavailable(Refused):
    """The keys cannot be reached, so nothing can be opened."""

    status = 503
    code = "vault_unavailable"
    message = _("Protected data cannot be opened at the moment. Try again in a minute.")
