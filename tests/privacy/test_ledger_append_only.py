"""Nobody rewrites the ledger: not the application, and not by accident its owner. A missing month is made when it comes."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connections, transaction

from privacy.ledger import store
from privacy.ledger.models import Event
from privacy.ledger.store import Entry
from tests.cast import Cast
from tests.factories import keeper
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db
CHANGES = ["UPDATE {} SET purpose = 'x'", "DELETE FROM {}", "TRUNCATE {}"]


def tables() -> list[str]:
    """The ledger's table and its months."""
    with connections["ledger"].cursor() as cursor:
        cursor.execute("SELECT relid::text FROM pg_partition_tree('ledger_event')")
        return [name for (name,) in cursor.fetchall()]


def as_owner() -> psycopg.Connection:
    """A session of the owner on this run's ledger, as an administrator would have."""
    database = connections["ledger"].settings_dict
    parts = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], "password": database["PASSWORD"]}
    return psycopg.connect(dbname=database["NAME"], **{name: value for name, value in parts.items() if value})


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_may_not_change_what_stands(statement: str) -> None:
    store.write(keeper(), [Entry(kind="change", outcome="done")])
    assert len(tables()) >= 3
    for table in tables():
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="ledger"):
            connections["ledger"].cursor().execute(statement.format(table))


@pytest.mark.parametrize("statement", ["DROP TABLE {}", "ALTER TABLE {} DISABLE TRIGGER ALL", "ALTER TABLE {} ADD COLUMN x int"])
def test_the_application_may_not_change_the_tables(statement: str) -> None:
    for table in tables():
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic(using="ledger"):
            connections["ledger"].cursor().execute(statement.format(table))


def test_the_application_is_no_superuser_and_cannot_become_the_owner() -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (settings.APP_ROLE, False, False)
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [settings.APP_ROLE, settings.OWNER_ROLE])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_is_refused_by_trigger(statement: str) -> None:
    with as_owner() as owner:
        owner.execute("SET lock_timeout = '5s'")
        owner.execute(
            "INSERT INTO ledger_event (event_id, at, kind, outcome, actor_name, role, organisation_kind, purpose, policy_version,"
            " channel, request_id, salt) VALUES (gen_random_uuid(), now(), 'change', 'done', '', '', '', '', '', '', '', '')"
        )
        found = [name for (name,) in owner.execute("SELECT relid::text FROM pg_partition_tree('ledger_event')").fetchall()]
        holding_rows = [name for name in found if owner.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]
        assert len(holding_rows) >= 2
        # a row trigger has nothing to refuse in an empty month; emptying one is refused all the same
        for table in found if "TRUNCATE" in statement else holding_rows:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"), owner.transaction():
                owner.execute(statement.format(table))
        owner.rollback()


def test_a_month_that_nobody_prepared_is_made_when_its_first_event_comes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    far = datetime(2031, 5, 31, 23, 59, 59, tzinfo=UTC)
    with connections["ledger"].cursor() as cursor:
        for moment, name in (
            (far, "ledger_event_203105"),
            (far + timedelta(seconds=1), "ledger_event_203106"),
            (far, "ledger_event_203105"),
        ):
            cursor.execute("SELECT ledger_make_month(%s)", [moment])
            assert cursor.fetchone() == (name,)
        cursor.execute("SET TIME ZONE 'Pacific/Auckland'")
        cursor.execute("SELECT ledger_make_month(%s)", [datetime(2032, 1, 31, 20, tzinfo=UTC)])
        assert cursor.fetchone() == ("ledger_event_203201",), "months are those of UTC, wherever the session is"
        cursor.execute("SET TIME ZONE 'UTC'")
        for name in ("ledger_event_203105", "ledger_event_203201"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="ledger"):
                cursor.execute(f"TRUNCATE {name}")


def test_the_writer_asks_for_the_missing_month_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Cursor:
        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *args: object) -> None: ...

        def execute(self, sql: str, params: Any) -> None:
            asked.append(sql.split()[0] + (" month" if "make_month" in sql else ""))
            if asked == ["INSERT"]:
                problem = psycopg.errors.CheckViolation("no partition of relation found for row")
                raise ProgrammingError(str(problem)) from problem

    class Ledger:
        in_atomic_block = False

        def cursor(self) -> Cursor:
            return Cursor()

    monkeypatch.setattr(store, "connections", {"ledger": Ledger()})
    store.write(keeper(), [Entry(kind="change", outcome="done")])
    assert asked == ["INSERT", "SELECT month", "INSERT"]


def test_an_event_says_who_for_what_under_which_policy(cast: Cast) -> None:
    access = cast.maud.access("driver.fleet_reporting", case=uuid.uuid4())
    store.write(access, [Entry(kind="disclose", outcome="released", subject_ids=[cast.dana.subject], items={"phone": "full"})])
    [event] = events_of(access)
    assert (event.role, event.purpose, event.channel, event.case_id) == ("fleet_manager", access.purpose, "page", access.case)
    assert (event.organisation_kind, event.organisation_id) == ("employer", cast.windmolen)
    assert event.policy_version == store.policy.current().version
    assert abs(event.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert len(event.salt) == 32


def test_persons_stand_in_it_under_references_only(cast: Cast) -> None:
    access = cast.maud.access("driver.fleet_reporting")
    store.write(access, [Entry(kind="disclose", outcome="released", subject_ids=[cast.dana.subject, cast.emre.subject])])
    [event] = events_of(access)
    assert event.subject_refs == [store.reference(cast.dana.subject), store.reference(cast.emre.subject)]
    assert event.actor_ref == store.reference(cast.maud.subject)
    everything = str(Event.objects.filter(pk=event.pk).values().get())
    for person in cast.people():
        assert str(person.subject) not in everything
        assert str(person.account) not in everything
        assert person.email not in everything
        assert store.reference(person.subject) != person.subject
    assert event.actor_name == "account"


def test_only_registered_kinds_of_event() -> None:
    with pytest.raises(ValueError, match="not a registered kind"):
        store.write(keeper(), [Entry(kind="gossip", outcome="released")])
    assert store.write(keeper(), []) == []
