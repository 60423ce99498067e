"""Ways out through the query builder: columns, expressions, aggregates, orderings."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg, StringAgg
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5, Cast, Coalesce, Concat, FirstValue, Greatest, JSONObject, Left, Length, Lower, Substr

from privacy.testing.paths import path
from privacy.testing.rows import Planted

TEXT = models.TextField()


def _annotated(planted: Planted, expression: Any) -> Any:
    return list(planted.rows.annotate(out=expression).values_list("out", flat=True))


@path
def values(planted: Planted) -> Any:
    return list(planted.rows.values(planted.field.name))


@path
def values_list(planted: Planted) -> Any:
    return list(planted.rows.values_list(planted.field.name, flat=True))


@path
def union(planted: Planted) -> Any:
    rows = planted.rows.values_list(planted.field.name)
    return list(rows.union(rows, all=True))


@path
def in_bulk(planted: Planted) -> Any:
    return [vars(row) for row in planted.model._base_manager.in_bulk([planted.row.pk]).values()]


@path
def iterator(planted: Planted) -> Any:
    return [vars(row) for row in planted.rows.iterator(chunk_size=10)]


@path
def alias_by_f(planted: Planted) -> Any:
    return _annotated(planted, F(planted.field.name))


@path
def wrapped_expression(planted: Planted) -> Any:
    return _annotated(planted, ExpressionWrapper(F(planted.field.name), output_field=models.BinaryField()))


@path
def cast_to_text(planted: Planted) -> Any:
    return _annotated(planted, Cast(planted.field.name, TEXT))


@path
def concat(planted: Planted) -> Any:
    return _annotated(planted, Concat(Cast(planted.field.name, TEXT), Value(""), output_field=TEXT))


@path
def json_object(planted: Planted) -> Any:
    return _annotated(planted, JSONObject(value=planted.field.name))


@path
def coalesce(planted: Planted) -> Any:
    return _annotated(planted, Coalesce(F(planted.field.name), F(planted.field.name), output_field=models.BinaryField()))


@path
def case_when(planted: Planted) -> Any:
    return _annotated(planted, Case(When(pk__gt=0, then=F(planted.field.name)), output_field=models.BinaryField()))


@path
def sub_query(planted: Planted) -> Any:
    inner = planted.model._base_manager.filter(pk=OuterRef("pk")).values(planted.field.name)
    return _annotated(planted, Subquery(inner, output_field=models.BinaryField()))


@path
def window(planted: Planted) -> Any:
    return _annotated(planted, Window(FirstValue(planted.field.name), order_by="pk"))


@path
def raw_expression(planted: Planted) -> Any:
    return _annotated(planted, RawSQL(f'"{planted.model._meta.db_table}"."{planted.field.column}"', []))  # noqa: S611


@path
def lower(planted: Planted) -> Any:
    return _annotated(planted, Lower(planted.field.name))


@path
def left(planted: Planted) -> Any:
    return _annotated(planted, Left(Cast(planted.field.name, TEXT), 200))


@path
def substring(planted: Planted) -> Any:
    return _annotated(planted, Substr(Cast(planted.field.name, TEXT), 1, 200))


@path
def database_hash(planted: Planted) -> Any:
    mark = planted.canary.marks[0]
    digest = hashlib.md5(mark.encode(), usedforsecurity=False).hexdigest()
    return mark if digest in _annotated(planted, MD5(Cast(planted.field.name, TEXT))) else ""


@path
def database_length(planted: Planted) -> Any:
    mark = planted.canary.marks[0]
    return mark if len(mark) in _annotated(planted, Length(Cast(planted.field.name, TEXT))) else ""


@path
def greatest(planted: Planted) -> Any:
    return _annotated(planted, Greatest(F(planted.field.name), F(planted.field.name)))


@path
def maximum(planted: Planted) -> Any:
    return planted.rows.aggregate(out=Max(planted.field.name))


@path
def minimum(planted: Planted) -> Any:
    return planted.rows.aggregate(out=Min(planted.field.name))


@path
def array_aggregate(planted: Planted) -> Any:
    return planted.rows.aggregate(out=ArrayAgg(planted.field.name))


@path
def text_aggregate(planted: Planted) -> Any:
    return planted.rows.aggregate(out=StringAgg(Cast(planted.field.name, TEXT), delimiter=","))


@path
def json_aggregate(planted: Planted) -> Any:
    return planted.rows.aggregate(out=JSONBAgg(planted.field.name))


@path
def order_by(planted: Planted) -> Any:
    return list(planted.rows.order_by(planted.field.name).values_list(planted.field.name, flat=True))


@path
def distinct(planted: Planted) -> Any:
    return list(planted.rows.values_list(planted.field.name, flat=True).distinct())


@path
def group_by(planted: Planted) -> Any:
    return list(planted.rows.values(planted.field.name).annotate(n=Count("pk")))


@path
def latest(planted: Planted) -> Any:
    return vars(planted.rows.latest(planted.field.name))


@path
def copy_to_another_column(planted: Planted) -> Any:
    texts = [f for f in planted.model._meta.concrete_fields if isinstance(f, models.CharField) and not f.choices]
    name = texts[0].name if texts else "changed_at"
    planted.rows.update(**{name: F(planted.field.name)})
    return list(planted.rows.values())


@path
def filtered_relation(planted: Planted) -> Any:
    relations = [f for f in planted.model._meta.concrete_fields if f.is_relation]
    if not relations:
        return ""
    rows = planted.rows.annotate(other=FilteredRelation(relations[0].name, condition=Q(pk__gt=0)))
    return list(rows.values(planted.field.name, "other__pk"))


@path
def named_tuples(planted: Planted) -> Any:
    return list(planted.rows.values_list(planted.field.name, named=True))


@path
def dates_of(planted: Planted) -> Any:
    return list(planted.rows.dates(planted.field.name, "day"))


@path
def joined_row(planted: Planted) -> Any:
    relations = [f.name for f in planted.model._meta.concrete_fields if f.is_relation and not f.null]
    return [vars(row) for row in planted.rows.select_related(*relations)]


@path
def reached_through_relation(planted: Planted) -> Any:
    told = ""
    relation: Any
    for relation in planted.model._meta.concrete_fields:
        if not relation.is_relation:
            continue
        others = relation.related_model._base_manager.filter(pk=getattr(planted.row, relation.attname))
        try:
            return list(others.values(f"{relation.related_query_name()}__{planted.field.name}"))
        except FieldError as problem:
            told = str(problem)  # a relation without a name to go by
    return told


@path
def text_of_queryset(planted: Planted) -> Any:
    return [repr(planted.rows), str(planted.rows.query)]


@path
def update_with_plain_value(planted: Planted) -> Any:
    planted.rows.update(**{planted.field.name: planted.canary.value})  # must raise: it would be stored readable
    return planted.canary.marks[0]


@path
def bulk_update_of_plain_value(planted: Planted) -> Any:
    vars(planted.row)[planted.field.attname] = planted.canary.value  # past the descriptor
    planted.model._base_manager.bulk_update([planted.row], [planted.field.name])
    return planted.canary.marks[0]


@path
def plain_value_in_constructor(planted: Planted) -> Any:
    return vars(planted.model(**{planted.field.name: planted.canary.value}))


@path
def get_or_create_by_value(planted: Planted) -> Any:
    row, _made = planted.model._base_manager.get_or_create(**{planted.field.name: planted.canary.value})
    return vars(row)
