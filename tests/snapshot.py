"""Rows that were made once through the actions, and are put back with COPY where a test asks for them.

Making the cast takes a second, putting it back some milliseconds; and a test that does not ask for it sees empty tables.
Sequences are not part of a transaction, so the ids of the rows are never given out again.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import connections, transaction

ALIASES = ("default", "vault")


@dataclass(frozen=True, slots=True)
class TableRows:
    """All rows of one table, as PostgreSQL's COPY writes them."""

    alias: str
    target: str
    content: bytes


Snapshot = tuple[TableRows, ...]

# Made by the framework, and made anew with other ids after a test that really committed; grants refer to them.
FRAMEWORK = ("django_content_type", "auth_permission")


@contextmanager
def undone() -> Iterator[None]:
    """Run something in transactions of all databases and roll them back."""
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(transaction.atomic(using=alias))
        yield
        for alias in connections:
            transaction.set_rollback(True, using=alias)


def filled_tables() -> frozenset[tuple[str, str]]:
    """The tables that hold rows, as (database, table)."""
    return frozenset((alias, table) for alias in ALIASES for table in _tables(alias) if _has_rows(alias, table))


def take(before: frozenset[tuple[str, str]]) -> Snapshot:
    """The rows of all tables that were empty before."""
    wanted = [("default", table) for table in FRAMEWORK] + sorted(filled_tables() - before)
    return tuple(_rows(alias, _target(alias, table)) for alias, table in wanted)


def put_back(snapshot: Snapshot) -> None:
    """Insert the rows again. Foreign keys are checked at the end of the transaction, so the order of tables is free."""
    with ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(transaction.atomic(using=alias))
        for rows in snapshot:
            if rows.target.split("(")[0].strip().strip('"') in FRAMEWORK:
                if _rows(rows.alias, rows.target) == rows:
                    continue
                _empty(rows)
            cursor = connections[rows.alias].cursor()
            with cursor, cursor.copy(f"COPY {rows.target} FROM STDIN") as copy:
                copy.write(rows.content)


def _rows(alias: str, target: str) -> TableRows:
    with connections[alias].cursor() as cursor, cursor.copy(f"COPY {target} TO STDOUT") as copy:
        return TableRows(alias, target, b"".join(bytes(piece) for piece in copy))


def _empty(rows: TableRows) -> None:
    table = rows.target.split("(")[0].strip()
    with connections[rows.alias].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def _tables(alias: str) -> list[str]:
    return connections[alias].introspection.django_table_names(only_existing=True)


def _has_rows(alias: str, table: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        (found,) = cursor.fetchone()
    return bool(found)


def _target(alias: str, table: str) -> str:
    """The table with its columns, those left out that the database computes."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = current_schema() AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        columns = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
    return f'"{table}" ({columns})'
