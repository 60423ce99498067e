"""Reads in PostgreSQL's binary form: bound and planned by the server, values as they are, no text to parse.

Goes through Django's cursor wrapper, so errors, query counts and thread checks are Django's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor

_BINARY = 1


def binary_rows(alias: str, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one read.

    Args:
        alias: database alias.
        sql: with %s for each parameter.

    Raises:
        django.db.Error: as any Django cursor.
    """
    connection: Any = connections[alias]
    connection.ensure_connection()
    make: Any = ServerBindingCursor
    with connection._prepare_cursor(make(connection.connection)) as cursor:
        cursor.cursor.format = _BINARY
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
