"""The forms in which a value is released: full, masked, coarse, and the words for what is not. Pure but for translation."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy import policy
from privacy.fields import SealedField
from privacy.policy.decision import CONDITION_NOT_MET, Decision
from privacy.policy.reasons import REASONS, reason_text, withheld_text

OUT_OF_SCOPE = "out_of_scope"
AGGREGATE_ONLY = "aggregate_only"
COARSE_ONLY = "coarse_only"
ERASED = "erased"
UNREADABLE = "unreadable"

GATE_REASONS: Mapping[str, Any] = {
    OUT_OF_SCOPE: _("This person or vehicle is outside what you may see in this role."),
    AGGREGATE_ONLY: _("This is shown in totals over a group only."),
    COARSE_ONLY: _("Only the outline of this is shown for this purpose, not the detail."),
    ERASED: _("This has been erased."),
    UNREADABLE: _("This cannot be read. The privacy officer has been told."),
}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A field that is not released.

    Args:
        code: machine code, as it stands in the ledger.
        decision: the policy's decision, where the policy decided.
    """

    code: str
    decision: Decision | None = None

    @property
    def text(self) -> str:
        """Why, in words, in the language of the reader."""
        if self.code in GATE_REASONS:
            return str(GATE_REASONS[self.code])
        if self.code == CONDITION_NOT_MET and self.decision is not None:
            return withheld_text(policy.current(), self.decision)
        return reason_text(self.code if self.code in REASONS else CONDITION_NOT_MET)

    def __str__(self) -> str:
        return self.text


_BULLET = "\N{BULLET}"


def _keep_last(value: str, count: int) -> str:
    return _BULLET * 4 + value[-count:] if len(value) > count else _BULLET * 4


def _mask_email(value: str) -> str:
    local, _at, domain = value.partition("@")
    return f"{local[:1]}{_BULLET * 3}@{domain}" if domain else _BULLET * 4


def _mask_initials(value: str) -> str:
    return " ".join(f"{word[:1]}." for word in value.split())


MASKS: Mapping[str, Callable[[str], str]] = {
    "last2": lambda value: _keep_last(value, 2),
    "last3": lambda value: _keep_last(value, 3),
    "last4": lambda value: _keep_last(value, 4),
    "last6": lambda value: _keep_last(value, 6),
    "phone": lambda value: _keep_last(value, 3),
    "plate": lambda value: _keep_last(value, 3),
    "email": _mask_email,
    "initials": _mask_initials,
}


def mask(rule: str, value: Any) -> Any:
    """A value with all but its last characters (or initials) hidden; an unknown rule hides it whole."""
    if value is None:
        return None
    masked: str = MASKS[rule](str(value)) if rule in MASKS else _BULLET * 4
    return masked


def _area(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return None
    postal = str(value.get("postal_code") or "")
    return {"country": value.get("country") or "", "area": postal[:2]}


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime.datetime) else value


def _month(value: Any) -> Any:
    return value.strftime("%Y-%m") if isinstance(value, datetime.date) else None


def _year(value: Any) -> Any:
    return value.year if isinstance(value, datetime.date) else None


def _as_it_is(value: Any) -> Any:
    return value


Shaper = Callable[[Any], Any]
# Per coarse form: what becomes of a column of each sort. A sort that is not named is detail, and is left out.
COARSE_FORMS: Mapping[str, Mapping[str, Shaper]] = {
    "year": {"date": _year},
    "area": {"address": _area},
    "date_and_kind": {"date": _day, "choice": _as_it_is},
    "state_and_amounts": {"choice": _as_it_is, "amount": _as_it_is},
    "number_date_kind_state": {"reference": _as_it_is, "date": _day, "choice": _as_it_is},
    "vehicle_and_month": {"amount": _as_it_is, "date": _month},
    "amount_reference_state_deadline": {"amount": _as_it_is, "reference": _as_it_is, "choice": _as_it_is, "date": _day},
    "login_name": {"reference": _as_it_is},
}


def _sort_of(field: models.Field[Any, Any]) -> str:
    """What sort of column this is for the coarse forms. A sealed text is always detail."""
    if isinstance(field, SealedField):
        return {"date": "date", "json": "address"}.get(field.codec, "detail")
    if field.choices:
        return "choice"
    if isinstance(field, models.DateField):
        return "date"
    if isinstance(field, models.DecimalField | models.IntegerField):
        return "amount"
    return "reference" if isinstance(field, models.CharField) else "detail"


def coarse_transform(how: str, field: models.Field[Any, Any]) -> Shaper | None:
    """What the named coarse form makes of a column; None when the column is part of the detail that is left out."""
    return COARSE_FORMS.get(how, {}).get(_sort_of(field))
