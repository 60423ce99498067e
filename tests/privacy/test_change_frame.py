"""The frame of every action: history that says who and why, one ledger event per kind of row, nothing half done."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from drivers.models import Driver
from fleet.models import Supplier, Vehicle
from privacy import outbox, sealing
from privacy.access import Access
from privacy.change import change
from privacy.errors import NotPermitted, UnknownPurpose
from privacy.ledger import store
from privacy.models import OutboxMessage, Subject
from tests.cast import Cast
from tests.factories import keeper
from tests.privacy.looks import events_of

pytestmark = pytest.mark.django_db


def suppliers(count: int, name: str = "Works") -> list[Supplier]:
    return [Supplier(name=f"{name} {number}", kind="garage", country="NL", language="nl") for number in range(count)]


def dana(cast: Cast) -> Driver:
    return Driver.objects.get(public_id=cast.dana.driver)


# --- who may change, and where -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("work", ["save", "create", "delete", "bulk_create"])
def test_a_record_is_not_changed_outside_the_frame(cast: Cast, work: str) -> None:
    row = Driver.objects.get(public_id=cast.dana.driver)
    other = Driver(subject=Subject.objects.create(kind="driver"), country="NL", language="nl")
    calls: dict[str, Any] = {
        "save": row.save,
        "create": lambda: Supplier.objects.create(name="x", kind="garage", country="NL", language="nl"),
        "delete": suppliers_row().delete,
        "bulk_create": other.save,
    }
    with pytest.raises(RuntimeError, match=r"outside privacy\.change"), transaction.atomic():
        calls[work]()


def suppliers_row() -> Supplier:
    with change(keeper(), "tests.supplier") as work:
        [row] = suppliers(1)
        work.save(row)
    return row


def test_a_claim_is_checked_before_the_work_begins(cast: Cast) -> None:
    begun = []
    for access, problem in (
        (cast.maud.access("operation.accounts"), NotPermitted),
        (cast.maud.access("driver.fines"), NotPermitted),
        (cast.maud.access("driver.gossip"), UnknownPurpose),
    ):
        with pytest.raises(problem), change(access, "tests.change"):
            begun.append(access)
    assert not begun


# --- what stands afterwards --------------------------------------------------------------------------------------------


def test_history_says_who_in_which_role_for_what_and_why(cast: Cast) -> None:
    access = cast.femke.access("driver.vehicle_management")
    with change(access, "tests.move_house") as work:
        row = dana(cast)
        sealing.seal(row, postal_address="CANARY-NEW-ADDRESS")
        work.save(row, reason="wrong address")
    past = row.history.first()
    assert (past.history_role, past.history_purpose, past.history_verb) == ("fleet_staff", access.purpose, "tests.move_house")
    assert (past.history_user_id, past.history_actor_name) == (cast.femke.subject, "account")
    assert (past.history_request, past.history_change_reason, past.history_type) == (access.request_id, "wrong address", "~")
    assert past.postal_address._envelope == row.postal_address._envelope
    [event] = events_of(access)
    assert (event.kind, event.outcome, event.verb, event.object_kind) == ("change", "done", "tests.move_house", "drivers.Driver")
    assert event.object_ids == [cast.dana.driver]
    assert event.subject_refs == [store.reference(cast.dana.subject)]
    assert event.items["postal_address"] == "changed"
    assert event.keys_opened == 0


def test_only_the_items_of_the_columns_written_are_named(cast: Cast) -> None:
    access = keeper()
    with change(access, "tests.one_column") as work:
        row = dana(cast)
        sealing.seal(row, phone="+31 6 1234 5678")
        work.save(row, fields=["phone", "phone_index"])
    [event] = events_of(access)
    assert event.items == {"phone": "changed"}


def test_one_event_for_each_kind_of_row_with_all_its_subjects(cast: Cast) -> None:
    access = keeper()
    with change(access, "tests.several", subjects=[cast.emre.subject], items=["entitlement"]) as work:
        work.save(dana(cast), fields=["language"])
        work.save(Vehicle.objects.get(public_id=cast.dana_car), fields=["model"])
        work.bulk_create(Supplier, suppliers(3))
    events = {event.object_kind: event for event in events_of(access)}
    assert set(events) == {"drivers.Driver", "fleet.Vehicle", "fleet.Supplier"}
    assert len(events["fleet.Supplier"].object_ids) == 3
    assert set(events["drivers.Driver"].subject_refs) == {store.reference(cast.dana.subject), store.reference(cast.emre.subject)}
    assert all(event.items["entitlement"] == "changed" for event in events.values())
    assert events["fleet.Vehicle"].items["vehicle_make_model"] == "changed"


def test_a_change_of_nothing_is_recorded_as_an_act(cast: Cast) -> None:
    access = keeper()
    with change(access, "tests.act", subjects=[cast.dana.subject]):
        pass
    [event] = events_of(access)
    assert (event.verb, event.object_ids, event.subject_refs) == ("tests.act", [], [store.reference(cast.dana.subject)])


def test_rows_in_bulk_get_the_same_history(cast: Cast) -> None:
    access = keeper()
    rows = suppliers(5)
    with change(access, "tests.bulk") as work:
        work.bulk_create(Supplier, rows)
        work.bulk_create(Supplier, [])
        for row in rows:
            row.name = f"{row.name} renamed"
        work.bulk_update(Supplier, rows, ["name"])
        work.bulk_update(Supplier, [], ["name"])
    for row in rows:
        created, renamed = row.history.order_by("history_id")
        assert (created.history_type, renamed.history_type) == ("+", "~")
        assert {past.history_verb for past in (created, renamed)} == {"tests.bulk"}
        assert {past.history_role for past in (created, renamed)} == {"fleet_staff"}
        assert renamed.history_actor_name == "tests"


def test_a_deletion_stands_in_history_and_ledger(cast: Cast) -> None:
    row = suppliers_row()
    access = keeper()
    with change(access, "tests.delete") as work:
        work.delete(row)
    past = Supplier.history.filter(public_id=row.public_id).first()
    assert (past.history_type, past.history_verb) == ("-", "tests.delete")
    assert events_of(access)[0].object_ids == [row.public_id]


# --- all or nothing ----------------------------------------------------------------------------------------------------


class _Broken(Exception):
    pass


def _breaks(access: Access, undone: list[str]) -> None:
    with change(access, "tests.outer") as work:
        work.after_rollback(lambda: undone.append("outer"))
        work.bulk_create(Supplier, suppliers(2))
        work.enqueue("tests.task", case=str(uuid.uuid4()))
        with change(access, "tests.inner") as inner:
            inner.after_rollback(lambda: undone.append("inner"))
            inner.bulk_create(Supplier, suppliers(1, "Inner"))
        assert undone == []
        raise _Broken


def test_what_breaks_leaves_nothing_but_the_record_of_what_was_done_inside(cast: Cast) -> None:
    access, undone = keeper(), []
    before = Supplier.objects.count(), Supplier.history.count(), OutboxMessage.objects.count()
    with pytest.raises(_Broken):
        _breaks(access, undone)
    assert (Supplier.objects.count(), Supplier.history.count(), OutboxMessage.objects.count()) == before
    assert undone == ["inner", "outer"], "what was done last is undone first"
    assert [event.verb for event in events_of(access)] == ["tests.inner"], (
        "a recorded attempt: the ledger may know more, never less"
    )


def test_effects_outside_the_database_are_undone_only_when_the_work_fails(cast: Cast) -> None:
    undone: list[str] = []
    with change(keeper(), "tests.stands") as work:
        work.after_rollback(lambda: undone.append("x"))
    assert undone == []
    with pytest.raises(IntegrityError):
        _refused_by_the_database(cast.dana.subject, undone)
    assert undone == ["x"]


def _refused_by_the_database(subject: uuid.UUID, undone: list[str]) -> None:
    with change(keeper(), "tests.refused_by_the_database") as work:
        work.after_rollback(lambda: undone.append("x"))
        Subject.objects.create(pk=subject, kind="driver")


def test_work_after_the_commit_is_done_after_it(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    done: list[str] = []
    with django_capture_on_commit_callbacks(execute=True) as callbacks, change(keeper(), "tests.after") as work:
        work.after_commit(lambda: done.append("after"))
        assert done == []
    assert done == ["after"]
    assert callbacks


# --- tasks -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["Jan Peeters", "jan@peeters.test", "Rue de la Loi 16", 1.5, ["x"], {"a": "b"}, b"x", "x" * 101, "a\n"]
)
def test_tasks_take_references_and_no_values(value: Any) -> None:
    with pytest.raises(TypeError):
        outbox.enqueue("tests.task", subject=value)
    assert not OutboxMessage.objects.filter(task="tests.task").exists()


def test_a_task_delivered_twice_is_done_once() -> None:
    outbox.enqueue("tests.task", case=str(uuid.uuid4()), number=7, flag=True, nothing=None)
    message = str(OutboxMessage.objects.get(task="tests.task").public_id)
    assert outbox.done(message)
    assert not outbox.done(message)


def test_a_broker_that_does_not_answer_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("CANARY-BROKER-SECRET")

    monkeypatch.setattr("privacy.outbox.current_app.send_task", silent)
    outbox.enqueue("tests.task", case=str(uuid.uuid4()))
    message = OutboxMessage.objects.get(task="tests.task")
    assert not outbox.send(message.pk)
    message.refresh_from_db()
    assert (message.attempts, message.last_problem, message.sent_at) == (1, "ConnectionError", None)
    sent: list[Any] = []
    monkeypatch.setattr("privacy.outbox.current_app.send_task", lambda name, kwargs: sent.append((name, kwargs)))
    OutboxMessage.objects.filter(pk=message.pk).update(created_at=message.created_at - 10 * outbox.SWEEP_AFTER)
    assert outbox.sweep() == 1
    assert outbox.sweep() == 0, "once handed over, it is left alone for a while"
    assert [name for name, _arguments in sent] == ["tests.task"]
