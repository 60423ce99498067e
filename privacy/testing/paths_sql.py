"""Ways out through the database itself: raw SQL, history tables, statistics, its error texts."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy.fields import BlindIndex, NameTokens
from privacy.testing.paths import path
from privacy.testing.rows import Planted


def _sql(planted: Planted, text: str) -> Any:
    """Run SQL with the names of the planted table and column put in; all names come from model metadata."""
    column, table = planted.field.column, planted.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(text.format(column=f'"{column}"', table=f'"{table}"'), [planted.row.pk])
        return cursor.fetchall()


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
    return _sql(planted, "SELECT {column}::text, encode({column}::text::bytea, 'escape') FROM {table} WHERE id = %s")


@path
def cursor_as_json(planted: Planted) -> Any:
    return _sql(planted, "SELECT row_to_json(t)::text FROM {table} t WHERE id = %s")


@path
def copy_out(planted: Planted) -> Any:
    connection.ensure_connection()
    lines = f'COPY (SELECT * FROM "{planted.model._meta.db_table}") TO STDOUT'  # noqa: S608 name from model metadata
    with connection.cursor() as cursor_, cursor_.copy(lines) as copied:
        return [bytes(line) for line in copied]


@path
def table_statistics(planted: Planted) -> Any:
    with connection.cursor() as cursor_:
        cursor_.execute(f'ANALYZE "{planted.model._meta.db_table}"')
        cursor_.execute(
            "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = %s",
            [planted.model._meta.db_table],
        )
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
    new, old = planted.row.history.first(), planted.row.history.first()
    setattr(old, planted.field.attname, None)
    return repr(new.diff_against(old).changes)


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
    indexes = [
        f for f in planted.model._meta.concrete_fields if isinstance(f, BlindIndex | NameTokens) and f.of == planted.field.name
    ]
    return [list(planted.rows.values_list(index.name, flat=True)) for index in indexes]


@path
def cursor_as_utf8(planted: Planted) -> Any:
    return _sql(planted, "SELECT convert_from({column}::text::bytea, 'UTF8') FROM {table} WHERE id = %s")


@path
def cursor_aggregate(planted: Planted) -> Any:
    return _sql(planted, "SELECT string_agg({column}::text, ''), max({column}::text) FROM {table} WHERE id = %s")


@path
def returning_clause(planted: Planted) -> Any:
    return _sql(planted, "UPDATE {table} SET public_id = public_id WHERE id = %s RETURNING *")


@path
def temporary_table(planted: Planted) -> Any:
    with connection.cursor() as cursor_:
        cursor_.execute(f'CREATE TEMPORARY TABLE conformance AS SELECT * FROM "{planted.model._meta.db_table}"')  # noqa: S608
        cursor_.execute("SELECT * FROM conformance")
        return cursor_.fetchall()


@path
def database_error_detail(planted: Planted) -> Any:
    return _sql(planted, "UPDATE {table} SET public_id = NULL WHERE id = %s")  # the error quotes the failing row


@path
def database_notice(planted: Planted) -> Any:
    raising = "DO $$ BEGIN PERFORM (SELECT {column}::text::integer FROM {table} LIMIT 1); END $$ -- %s"
    return _sql(planted, raising)  # the error quotes the text that is no number


@path
def history_values(planted: Planted) -> Any:
    return [list(planted.row.history.values()), list(planted.row.history.values_list(planted.field.name, flat=True))]


@path
def history_as_of(planted: Planted) -> Any:
    moment = planted.row.history.first().history_date
    return [vars(row) for row in planted.row.__class__.history.as_of(moment).filter(pk=planted.row.pk)]


@path
def history_filter(planted: Planted) -> Any:
    found = planted.row.history.filter(**{f"{planted.field.name}__icontains": planted.canary.marks[0]})
    return planted.canary.marks[0] if found.exists() else ""


@path
def deleted_row_in_history(planted: Planted) -> Any:
    table = planted.row.history.model._meta.db_table
    with connection.cursor() as cursor_:
        cursor_.execute(f'SELECT h::text FROM "{table}" h WHERE id = %s', [planted.row.pk])  # noqa: S608 name from model metadata
        return cursor_.fetchall()
