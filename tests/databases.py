"""The databases of a test run: copies of templates that are migrated once for each state of the migrations.

A copy takes a moment, migrating takes many seconds. Each run has databases of its own, named after its process, so that two
runs at once do not meet. Tests use them with the application's rights; only this module acts as the owner.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from config import databases

TEMPLATE = "template_{name}_{state}"
RUN_NAME = re.compile(r"test_discreet(?:_vault|_ledger)?_(\d+)(?:_gw\d+)?")
ACT_AS_APPLICATION = f"-c role={settings.APP_ROLE} -c plan_cache_mode=force_generic_plan"


def create_all() -> None:
    """Make this run's databases and connect to them as the application."""
    with _server() as server, _one_at_a_time():
        _drop_left_overs(server)
        for alias in connections:
            _execute(server, "CREATE DATABASE {} TEMPLATE {}", _run_name(alias), _template(server, alias))
    for alias in connections:
        _connect_to(alias, _run_name(alias), ACT_AS_APPLICATION)


def drop_all() -> None:
    """Remove this run's databases."""
    connections.close_all()
    with _server() as server:
        for alias in connections:
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", _run_name(alias))


def _run_name(alias: str) -> str:
    """Return the name of this process's database; pytest-xdist's workers have one each."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name: str = settings.DATABASES[alias]["TEST"]["NAME"]
    return f"{name}_{worker}" if worker else name


def _template(server: psycopg.Connection, alias: str) -> str:
    """Return the name of a database's template, made when the migrations are new."""
    kind = {"default": "discreet"}.get(alias, f"discreet_{alias}")
    name = TEMPLATE.format(name=kind, state=databases.fingerprint(alias)[:12])
    if not _exists(server, name):
        for older in _names_like(server, TEMPLATE.format(name=kind, state="%").replace("_", r"\_")):
            if re.fullmatch(TEMPLATE.format(name=kind, state="[0-9a-f]{12}"), older):
                _execute(server, "DROP DATABASE {} WITH (FORCE)", older)
        _make_template(server, alias, name)
    return name


def _make_template(server: psycopg.Connection, alias: str, name: str) -> None:
    """Create, migrate and grant under another name first, so that a broken-off attempt is not taken for a template."""
    draft = f"{name}_draft"
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
    _execute(server, "CREATE DATABASE {}", draft)
    _connect_to(alias, draft, option=None)
    databases.migrate(alias)
    databases.grant_application(alias, for_tests=True)
    connections[alias].close()
    _execute(server, "ALTER DATABASE {} RENAME TO {}", draft, name)


def _drop_left_overs(server: psycopg.Connection) -> None:
    """Drop the databases of runs that were killed."""
    for name in _names_like(server, r"test\_discreet%"):
        run = RUN_NAME.fullmatch(name)
        if run and not Path(f"/proc/{run.group(1)}").exists():
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _connect_to(alias: str, name: str, option: str | None) -> None:
    """Let the next connection, in any thread, go to this database with this libpq option."""
    connection = connections[alias]
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"].pop("options", None)
    if option:
        connection.settings_dict["OPTIONS"]["options"] = option


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Connect to the server as the owner, outside every database of ours."""
    database = settings.DATABASES["default"]
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: database[name] for key, name in parts.items() if database.get(name)}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as connection:
        yield connection


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep two runs from making one template, and from copying one that is being replaced."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.STATE_DIR / "databases.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _exists(server: psycopg.Connection, name: str) -> bool:
    """Tell whether there is a database of this name."""
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _names_like(server: psycopg.Connection, pattern: str) -> list[str]:
    """Return the names of the databases that fit a LIKE pattern."""
    return [name for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def _execute(server: psycopg.Connection, statement: str, *names: str) -> None:
    """Run one statement with the names put in as identifiers."""
    server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
