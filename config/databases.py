"""What the application's database role may do, and whether a database is set up for the code as it stands."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from config.router import OWN_DATABASE

SETUP_TABLE = "config_setup"
WRITABLE = "SELECT, INSERT, UPDATE, DELETE"
APPEND_ONLY = "SELECT, INSERT"
RIGHTS = {"default": WRITABLE, "vault": WRITABLE, "ledger": APPEND_ONLY}
"""Rights on tables by database. In the ledger nobody but the owner can change or remove a row."""

QUEUE_SCHEMA = "pgmq"


def migrate(alias: str, *, verbosity: int = 0) -> None:
    """Create or change the tables of one database; for the vault and the ledger only their own app, which is quicker."""
    own = [label for label, database in OWN_DATABASE.items() if database == alias]
    for labels in [[label] for label in own] or [[]]:
        call_command("migrate", *labels, database=alias, interactive=False, verbosity=verbosity)
    if alias == "default":
        call_command("createcachetable", database=alias, verbosity=verbosity)


def grant_application(alias: str, *, for_tests: bool = False) -> None:
    """Give the application's role its rights on one database, and take every other. Run as the owner; repeatable.

    For tests the role may also empty tables (never those of the ledger), because transactional tests must.
    """
    rights = RIGHTS[alias] + (", TRUNCATE" if for_tests and RIGHTS[alias] == WRITABLE else "")
    role = sql.Identifier(settings.APP_ROLE)
    with connections[alias].cursor() as cursor:
        _grant_schema(cursor, "public", rights, role)
        _run(cursor, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        _run(cursor, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {}", role)
        if alias == "default" and _schema_exists(cursor, QUEUE_SCHEMA):
            _grant_schema(cursor, QUEUE_SCHEMA, WRITABLE, role)
            # The queue's client makes the table of a queue when it first meets its name.
            _run(cursor, "GRANT CREATE ON SCHEMA {} TO {}", sql.Identifier(QUEUE_SCHEMA), role)
        if alias == "ledger":
            _run(cursor, "GRANT EXECUTE ON FUNCTION ledger_make_month(timestamptz) TO {}", role)


def _grant_schema(cursor: CursorWrapper, schema: str, rights: str, role: sql.Identifier) -> None:
    """Give rights on what is in a schema and on what the owner will put there."""
    name, allowed = sql.Identifier(schema), sql.SQL(rights)  # type: ignore[arg-type]
    _run(cursor, "GRANT USAGE ON SCHEMA {} TO {}", name, role)
    for table in _own_tables(cursor, schema):
        _run(cursor, "REVOKE ALL ON TABLE {} FROM {}", table, role)
        _run(cursor, "GRANT {} ON TABLE {} TO {}", allowed, table, role)
    default = "ALTER DEFAULT PRIVILEGES IN SCHEMA {} "
    _run(cursor, default + "REVOKE ALL ON TABLES FROM {}", name, role)
    _run(cursor, default + "GRANT {} ON TABLES TO {}", name, allowed, role)
    _run(cursor, default + "GRANT USAGE, SELECT ON SEQUENCES TO {}", name, role)
    for sequence in _own_tables(cursor, schema, kind="S"):
        _run(cursor, "GRANT USAGE, SELECT ON SEQUENCE {} TO {}", sequence, role)


def _own_tables(cursor: CursorWrapper, schema: str, kind: str = "rp") -> list[sql.Identifier]:
    """Return the schema's tables (or sequences) that the current role owns: a queue's belong to the application."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind = ANY(%s) AND pg_get_userbyid(c.relowner) = current_user ORDER BY 1",
        [schema, list(kind)],
    )
    return [sql.Identifier(schema, name) for (name,) in cursor.fetchall()]


def _schema_exists(cursor: CursorWrapper, schema: str) -> bool:
    """Tell whether the database has the schema."""
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    return cursor.fetchone() is not None


def _run(cursor: CursorWrapper, statement: str, *parts: sql.Composable) -> None:
    """Run one statement of ours with identifiers put in safely."""
    cursor.execute(sql.SQL(statement).format(*parts))  # type: ignore[arg-type]


def role_exists(alias: str, role: str) -> bool:
    """Tell whether the database's server knows a role."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def fingerprint(alias: str) -> str:
    """Return a hash of everything that setting up this database depends on: its migrations and its rights."""
    digest = hashlib.sha256()
    for path in [*_migration_files(alias), Path(__file__)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _migration_files(alias: str) -> Iterator[Path]:
    """Yield the migration files of every app whose tables live in the database, in a fixed order."""
    for app in sorted(apps.get_app_configs(), key=lambda each: each.label):
        if OWN_DATABASE.get(app.label, "default") == alias:
            yield from sorted(Path(app.path, "migrations").glob("*.py"))


def recorded_fingerprint(alias: str) -> str | None:
    """Return the hash written when the database was last set up, None when it never was."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"public.{SETUP_TABLE}"])
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(f"SELECT fingerprint FROM {SETUP_TABLE}")  # noqa: S608 - a constant
        row = cursor.fetchone()
    return row[0] if row else None


def record_fingerprint(alias: str, value: str) -> None:
    """Write that the database is set up for the code as it stands."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {SETUP_TABLE} (fingerprint text NOT NULL)")
        cursor.execute(f"DELETE FROM {SETUP_TABLE}")  # noqa: S608 - a constant
        cursor.execute(f"INSERT INTO {SETUP_TABLE} VALUES (%s)", [value])  # noqa: S608 - a constant
