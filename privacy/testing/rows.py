"""Rows to try the paths on: built from the model's own fields, so that no model needs a factory of its own."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from privacy import registry, sealing
from privacy.access import Access
from privacy.change import change
from privacy.fields import SealedField, _OpaqueField, sealed_fields
from privacy.models import Account, Record, Subject
from privacy.testing.canary import Canary, canary_for, seen_in
from privacy.vault import keys

Overrides = Mapping[str, Callable[[], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A saved row whose sealed field holds a canary."""

    row: Any
    field: SealedField
    canary: Canary

    @property
    def model(self) -> type[models.Model]:
        """The model of the row."""
        return type(self.row)

    @property
    def rows(self) -> models.QuerySet[Any]:
        """A queryset of just this row."""
        return self.model._base_manager.filter(pk=self.row.pk)


def sealed_columns() -> Iterator[SealedField]:
    """Every sealed field of every model that is not a history copy."""
    for model in apps.get_models():
        if not hasattr(model, "history_id"):
            yield from sealed_fields(model)


def plant(access: Access, field: SealedField, overrides: Overrides | None = None) -> Planted:
    """Save a row with a canary in the field, through a change, so that its history has it too.

    Args:
        access: an access that may make changes.
        overrides: model label -> function that gives values for columns with rules that types do not show.
    """
    canary = canary_for(field)
    row = build(field.model, overrides or {})
    with change(access, "testing.plant") as work:
        _save_relations(row, work, overrides or {})
        sealing.seal(row, **{field.name: canary.value})
        work.save(row)
    return Planted(field.model._base_manager.get(pk=row.pk), field, canary)


def build(model: type[models.Model], overrides: Overrides) -> Any:
    """An unsaved instance with a fitting value in each required column; relations are saved by `plant`."""
    values = dict(overrides[model._meta.label]()) if model._meta.label in overrides else {}
    for field in model._meta.concrete_fields:
        if field.name in values or field.attname in values or isinstance(field, _OpaqueField):
            continue
        if field.primary_key or field.has_default() or field.null or getattr(field, "auto_now", False):
            continue
        if getattr(field, "auto_now_add", False) or field.generated:
            continue
        values[field.name] = build(field.related_model, overrides) if field.is_relation else _sample(field)  # type: ignore[arg-type]
    return model(**values)


def _sample(field: models.Field[Any, Any]) -> Any:
    if field.choices:
        return next(iter(field.flatchoices))[0]
    samples: list[tuple[type, Any]] = [
        (models.UUIDField, uuid.uuid4()),
        (models.DateTimeField, timezone.now()),
        (models.DateField, datetime.date(2026, 1, 15)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.JSONField, {}),
        (ArrayField, []),
        (models.EmailField, f"{uuid.uuid4().hex}@planted.test"),
        (models.TextField, "planted"),
    ]
    for kind, value in samples:
        if isinstance(field, kind):
            return value
    return uuid.uuid4().hex[: field.max_length or 12]


def _save_relations(row: Any, work: Any, overrides: Overrides) -> None:
    path = (registry.holding(row._meta.label).subject or "").split("__")[0]
    for field in row._meta.concrete_fields:
        if not field.is_relation:
            continue
        related = getattr(row, field.name) if getattr(row, field.attname, None) or field.is_cached(row) else None
        if related is None and field.name == path:
            related = build(field.related_model, overrides)
        if related is None:
            continue
        if related.pk is None or isinstance(related, Subject) or related._state.adding:
            _save_relations(related, work, overrides)
            _save(related, work)
        setattr(row, field.name, related)


def _save(row: Any, work: Any) -> None:
    if isinstance(row, Record):
        work.save(row)
    elif isinstance(row, Account | Subject) or row._state.adding:
        row.save()


def holds_canary(planted: Planted) -> bool:
    """That the canary is really there: opened with the vault's key, past the gate, as only this test may."""
    envelope = getattr(planted.row, planted.field.attname)._envelope
    key_id = sealing.envelope_key(envelope).bytes
    cipher = keys.open_keys([key_id])[key_id]
    bound = sealing.associated_data(planted.row._meta.label, planted.field.name) + planted.row.public_id.bytes
    content = sealing.DECODERS[planted.field.codec](sealing.open_envelope(cipher, envelope, bound))
    return seen_in(planted.canary, content)
