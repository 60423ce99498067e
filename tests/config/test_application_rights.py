"""What the application's database role can and cannot do, tried for real."""

import pytest
from django.db import DatabaseError, connections, transaction

from config import databases

pytestmark = pytest.mark.django_db


def refused(alias: str, statement: str) -> bool:
    """Tell whether the database refuses a statement to the application for want of a right."""
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "") == "42501"
    return False


@pytest.mark.parametrize("alias", ["default", "vault", "ledger"])
def test_the_role_has_no_special_powers(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET purpose = 'other'",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
        "DROP TABLE ledger_event",
        "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_event ADD COLUMN more text",
    ],
)
def test_the_ledger_cannot_be_changed(statement: str) -> None:
    assert refused("ledger", statement)


@pytest.mark.parametrize("statement", ["UPDATE {} SET purpose = 'other'", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_month_of_the_ledger_can_be_changed(statement: str) -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_event'::regclass")
        months = [name for (name,) in cursor.fetchall()]
    assert len(months) >= 2
    assert all(refused("ledger", statement.format(month)) for month in months)


@pytest.mark.parametrize("alias", ["default", "vault", "ledger"])
@pytest.mark.parametrize("statement", ["CREATE TABLE public.mine (id int)", "DELETE FROM django_migrations"])
def test_tables_and_migrations_are_the_owners(alias: str, statement: str) -> None:
    assert refused(alias, statement)


def test_the_application_can_ask_for_a_month_but_not_make_one() -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute("SELECT ledger_make_month('2031-05-15T00:00:00Z')")
        assert cursor.fetchone() == ("ledger_event_203105",)
    assert refused("ledger", "DELETE FROM ledger_event_203105")


def test_the_queue_takes_and_gives_messages() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pgmq.create('trial')")
        cursor.execute("SELECT pgmq.send('trial', '{\"reference\": 1}')")
        cursor.execute("SELECT message FROM pgmq.pop('trial')")
        assert cursor.rowcount == 1


def test_the_fingerprint_of_each_database_is_its_own() -> None:
    prints = {alias: databases.fingerprint(alias) for alias in connections}
    assert len(set(prints.values())) == 3
    assert prints == {alias: databases.fingerprint(alias) for alias in connections}
