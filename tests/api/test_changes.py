"""Changing a record needs its version; a key of a POST that is still running makes the second call wait, not work."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from privacy.edge import idempotency
from privacy.edge.models import IdempotencyRecord
from privacy.errors import BadInput, Conflict
from tests.cast import CANARIES, Cast

pytestmark = pytest.mark.django_db
Callers = Callable[..., Any]


def patch(caller: Any, path: str, body: str, **headers: str) -> Any:
    named = caller.headers | headers
    return caller.client.patch(f"/api/v1/{path}", body, content_type="application/json", headers=named)


def test_a_change_needs_the_version_that_was_read(as_person: Callers, cast: Cast) -> None:
    caller, path = as_person("dana"), f"drivers/{cast.dana.driver}/"
    version = caller.get(path)["ETag"]
    assert patch(caller, path, '{"phone": "+31600999999"}').status_code == 428
    changed = patch(caller, path, '{"phone": "+31600999999"}', **{"If-Match": version})
    assert changed.status_code == 200, changed.content
    assert changed.json()["phone"] == "+31600999999"
    assert changed["ETag"] != version
    stale = patch(caller, path, '{"phone": "+31600000000"}', **{"If-Match": version})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert caller.get(path).json()["phone"] == "+31600999999"


def test_only_the_person_and_fleet_staff_change_contact_data(as_person: Callers, cast: Cast) -> None:
    path = f"drivers/{cast.dana.driver}/"
    assert patch(as_person("emre"), path, '{"phone": "1"}', **{"If-Match": "*"}).status_code == 404
    assert patch(as_person("maud", "driver.vehicle_management"), path, '{"phone": "1"}', **{"If-Match": "*"}).status_code == 403
    assert patch(as_person("ali"), path, '{"phone": "1"}', **{"If-Match": "*"}).status_code == 403
    assert as_person("dana").get(path).json()["phone"] == CANARIES["dana"]["phone"]


def call(work: Callable[[], uuid.UUID], content: Any = None) -> idempotency.Done:
    return idempotency.once(
        owner="account:1", key="a key of some length".replace(" ", "-"), endpoint="POST /x", content=content, work=work
    )


def test_the_work_is_done_once(db: None) -> None:
    made = [uuid.uuid4(), uuid.uuid4()]
    first, again = call(lambda: made[0]), call(lambda: made[1])
    assert (first.id, first.replayed) == (made[0], False)
    assert (again.id, again.replayed) == (made[0], True)


def test_work_that_fails_leaves_nothing(db: None) -> None:
    with pytest.raises(ZeroDivisionError):
        call(lambda: uuid.UUID(int=1 // 0))
    assert not IdempotencyRecord.objects.exists()


def test_other_content_under_the_same_key_is_refused(db: None) -> None:
    call(uuid.uuid4, {"a": 1})
    with pytest.raises(BadInput):
        call(uuid.uuid4, {"a": 2})


def test_neither_key_nor_content_is_kept(db: None) -> None:
    call(uuid.uuid4, {"name": "CANARY-CONTENT"})
    row = IdempotencyRecord.objects.values().get()
    assert "CANARY" not in str(row)
    assert "length" not in str(row)


def test_a_second_call_at_the_same_moment_does_not_work(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "_WAIT_MS", 200)
    outcome: list[Any] = []

    def second() -> None:
        try:
            outcome.append(call(uuid.uuid4))
        except Conflict as conflict:
            outcome.append(conflict.code)
        finally:
            connections.close_all()

    with transaction.atomic():
        call(uuid.uuid4)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=20)
    assert outcome == ["still_running"]
