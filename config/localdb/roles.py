"""The two roles and three databases of the local server, made by its superuser and by nobody else."""

from pathlib import Path

import psycopg
from psycopg import sql

from config.localdb.errors import LocalDatabaseProblem
from config.localdb.place import ADDRESS_VARIABLES

SUPERUSER = "postgres"
OWNER = "discreet_owner"
APPLICATION = "discreet_app"
ROLES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB",  # creates the databases of the tests
    APPLICATION: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
}


def ensure_roles_and_databases(sockets: Path) -> None:
    """Create what is missing and correct the roles' rights. Raises LocalDatabaseProblem when the server refuses."""
    try:
        with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            for name, rights in ROLES.items():
                _ensure_role(connection, name, rights)
            # Lets the owner act as the application, which the tests do; the reverse is not granted.
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER)))
            for name in ADDRESS_VARIABLES:
                _ensure_database(connection, name)
    except psycopg.Error as error:
        raise LocalDatabaseProblem(f"The local database refuses its own set-up: {error}") from error


def _ensure_role(connection: psycopg.Connection, name: str, rights: str) -> None:
    """Create one role, or set its rights again."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    connection.execute(sql.SQL(f"{verb} ROLE {{}} {rights}").format(sql.Identifier(name)))  # type: ignore[arg-type]


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    """Create one database of the owner's, which the public may not enter."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    database = sql.Identifier(name)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APPLICATION)))
