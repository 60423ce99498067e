"""Ways out by asking: a look-up that finds the row, or does not, tells what the value is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Cast

from privacy.fields import BlindIndex, NameTokens
from privacy.testing.paths import path
from privacy.testing.rows import Planted

TEXT = models.TextField()


def _oracle(planted: Planted, **lookup: Any) -> Any:
    """A look-up that finds the row tells what the value is."""
    return planted.canary.marks[0] if planted.rows.filter(**lookup).exists() else ""


@path
def filter_exact(planted: Planted) -> Any:
    return _oracle(planted, **{planted.field.name: planted.canary.value})


@path
def filter_in(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__in": [planted.canary.value]})


@path
def filter_starts_with(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__startswith": str(planted.canary.marks[0])[:3]})


@path
def filter_contains(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__icontains": str(planted.canary.marks[0])[2:5]})


@path
def filter_regex(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__regex": "^K"})


@path
def filter_greater(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__gte": planted.canary.value})


@path
def filter_range(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__range": (planted.canary.value, planted.canary.value)})


@path
def filter_year(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__year": 1903})


@path
def filter_json_key(planted: Planted) -> Any:
    return _oracle(planted, **{f"{planted.field.name}__street": planted.canary.marks[0]})


@path
def exclude(planted: Planted) -> Any:
    gone = not planted.rows.exclude(**{planted.field.name: planted.canary.value}).exists()
    return planted.canary.marks[0] if gone else ""


@path
def annotate_then_filter(planted: Planted) -> Any:
    rows = planted.rows.annotate(out=Cast(planted.field.name, TEXT))
    return planted.canary.marks[0] if rows.filter(out__icontains=planted.canary.marks[0]).exists() else ""


@path
def condition_in_q(planted: Planted) -> Any:
    rows = planted.rows.annotate(hit=ExpressionWrapper(Q(**{planted.field.name: planted.canary.value}), models.BooleanField()))
    return planted.canary.marks[0] if rows.filter(hit=True).exists() else ""


@path
def blind_index_oracle(planted: Planted) -> Any:
    for index in planted.model._meta.concrete_fields:
        if isinstance(index, BlindIndex | NameTokens) and index.of == planted.field.name:
            return _oracle(planted, **{index.name: planted.canary.value})
    return ""


@path
def filter_by_own_value(planted: Planted) -> Any:
    own = getattr(planted.row, planted.field.attname)
    return planted.canary.marks[0] if planted.rows.filter(**{planted.field.name: own}).exists() else ""


@path
def raw_condition(planted: Planted) -> Any:
    column = f'"{planted.model._meta.db_table}"."{planted.field.column}"'
    rows = planted.rows.extra(where=[f"encode({column}::text::bytea, 'escape') LIKE %s"], params=[f"%{planted.canary.marks[0]}%"])  # noqa: S610
    return planted.canary.marks[0] if rows.exists() else ""


@path
def comparison_as_oracle(planted: Planted) -> Any:
    mark = planted.canary.marks[0]
    rows = planted.rows.annotate(text=Cast(planted.field.name, TEXT))
    return mark if rows.filter(text__gte=mark, text__lt=f"{mark}~").exists() else ""


@path
def unique_check(planted: Planted) -> Any:
    found = planted.model._base_manager.filter(Q(**{f"{planted.field.name}__iexact": planted.canary.marks[0]}))
    return planted.canary.marks[0] if found.exists() else ""
