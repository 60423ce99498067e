"""Ways out through the database: expressions, aggregates, look-ups as oracles, raw SQL, history."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg, StringAgg
from django.db import connection, models
from django.db.models import Case, Count, ExpressionWrapper, F, FilteredRelation, Max, Min, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, FirstValue, Greatest, JSONObject, Left, Length, Lower, MD5, Substr
from django.test.utils import CaptureQueriesContext

from privacy.fields import BlindIndex, NameTokens
from privacy.testing.paths import path
from privacy.testing.rows import Planted

TEXT = models.TextField()


def _sql(planted: Planted, text: str) -> Any:
    """Run SQL with the names of the planted table and column put in; all names come from model metadata."""
    column, table = planted.field.column, planted.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(text.format(column=f'"{column}"', table=f'"{table}"'), [planted.row.pk])
        return cursor.fetchall()


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
    return _annotated(planted, MD5(Cast(planted.field.name, TEXT)))


@path
def database_length(planted: Planted) -> Any:
    return _annotated(planted, Length(planted.field.name))


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
    return _oracle(planted, **{f"{planted.field.name}__gt": planted.canary.value})


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
def raw_query(planted: Planted) -> Any:
    sql = f'SELECT * FROM "{planted.model._meta.db_table}" WHERE id = %s'  # noqa: S608 names from model metadata
    return [vars(row) for row in planted.model._base_manager.raw(sql, [planted.row.pk])]


@path
def raw_query_alias(planted: Planted) -> Any:
    table, column = planted.model._meta.db_table, planted.field.column
    sql = f'SELECT id, "{column}" AS other FROM "{table}" WHERE id = %s'  # noqa: S608 names from model metadata
    return [vars(row) for row in planted.model._base_manager.raw(sql, [planted.row.pk])]


@path
def extra_select(planted: Planted) -> Any:
    return list(planted.rows.extra(select={"other": f'"{planted.field.column}"'}).values("other"))  # noqa: S610


@path
def cursor(planted: Planted) -> Any:
    return _sql(planted, "SELECT {column} FROM {table} WHERE id = %s")


@path
def cursor_as_text(planted: Planted) -> Any:
    return _sql(planted, "SELECT {column}::text, encode({column}, 'escape') FROM {table} WHERE id = %s")


@path
def cursor_as_json(planted: Planted) -> Any:
    return _sql(planted, "SELECT row_to_json(t)::text FROM {table} t WHERE id = %s")


@path
def copy_out(planted: Planted) -> Any:
    connection.ensure_connection()
    with connection.cursor() as cursor_, cursor_.copy(f'COPY (SELECT * FROM "{planted.model._meta.db_table}") TO STDOUT') as lines:  # noqa: S608
        return [bytes(line) for line in lines]


@path
def table_statistics(planted: Planted) -> Any:
    with connection.cursor() as cursor_:
        cursor_.execute(f'ANALYZE "{planted.model._meta.db_table}"')
        cursor_.execute("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = %s", [planted.model._meta.db_table])
        return cursor_.fetchall()


@path
def history_rows(planted: Planted) -> Any:
    return [vars(row) for row in planted.row.history.all()]


@path
def history_sql(planted: Planted) -> Any:
    table = planted.row.history.model._meta.db_table
    with connection.cursor() as cursor_:
        cursor_.execute(f'SELECT row_to_json(h)::text FROM "{table}" h')  # noqa: S608 name from model metadata
        return cursor_.fetchall()


@path
def history_instance(planted: Planted) -> Any:
    return vars(planted.row.history.first().instance)


@path
def history_difference(planted: Planted) -> Any:
    first = planted.row.history.first()
    return str(first.diff_against(first))


@path
def logged_sql(planted: Planted) -> Any:
    with CaptureQueriesContext(connection) as queries:
        planted.rows.update(**{planted.field.name: getattr(planted.row, planted.field.attname)})
        list(planted.rows.all())
    return [query["sql"] for query in queries]


@path
def explain(planted: Planted) -> Any:
    return planted.rows.explain(analyze=True, verbose=True)


@path
def blind_index_column(planted: Planted) -> Any:
    indexes = [f for f in planted.model._meta.concrete_fields if isinstance(f, BlindIndex | NameTokens) and f.of == planted.field.name]
    return [list(planted.rows.values_list(index.name, flat=True)) for index in indexes]


@path
def blind_index_oracle(planted: Planted) -> Any:
    for index in planted.model._meta.concrete_fields:
        if isinstance(index, BlindIndex | NameTokens) and index.of == planted.field.name:
            return _oracle(planted, **{index.name: planted.canary.value})
    return ""
