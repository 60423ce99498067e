"""The order of a look, with real commits: the record stands, for everybody to see, before a key is asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction

from drivers.models import Driver
from fleet.models import Vehicle
from privacy import gate, look
from privacy.access import Access
from privacy.change import change
from privacy.errors import LedgerUnavailable, NotFoundHere, NotPermitted
from privacy.ledger import store
from privacy.vault import keys
from tests.cast import CANARIES, Cast
from tests.factories import keeper

pytestmark = pytest.mark.django_db(transaction=True)
REPORTING = "driver.fleet_reporting"


class Elsewhere:
    """Another session on the ledger, which sees what is committed and nothing else."""

    def __init__(self) -> None:
        self.connection = connections["ledger"].copy()

    def count(self, request_id: str, kind: str = "%") -> int:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_event WHERE request_id = %s AND kind LIKE %s", [request_id, kind])
            return int(cursor.fetchone()[0])


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    settings.PRIVACY_LEDGER_MAY_SHARE_TRANSACTION = False
    session = Elsewhere()
    yield session
    session.connection.close()


def test_each_step_comes_in_its_order(cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test for all that needs commits: emptying the tables and making the cast anew costs seconds each time."""
    _scope_decide_record_fetch_open(cast, elsewhere, monkeypatch)
    _a_refusal_outlives_the_work(cast, elsewhere)
    _a_change_is_on_record_before_it_is_committed(cast, elsewhere)
    _a_change_that_cannot_be_recorded_is_none(cast, elsewhere, monkeypatch)
    _the_ledger_shares_no_transaction(cast)


def _scope_decide_record_fetch_open(cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    access = cast.maud.access(REPORTING)
    written, asked, followed = store._commit, keys.open_keys, look._Recipe.follow

    def commit(*args: Any) -> None:
        assert elsewhere.count(access.request_id) == 0
        steps.append("record")
        written(*args)

    def fetch(wanted: Any) -> Any:
        assert elsewhere.count(access.request_id, "disclose") > 0, "keys were asked for before the record was committed"
        steps.append("keys")
        return asked(wanted)

    def unseal(*args: Any) -> Any:
        steps.append("open")
        return followed(*args)

    with monkeypatch.context() as patched:
        patched.setattr(store, "_commit", commit)
        patched.setattr(keys, "open_keys", fetch)
        patched.setattr(look._Recipe, "follow", unseal)
        rows = gate.disclose(access, Driver.objects.order_by("pk"), ["full_name", "email"])
    assert CANARIES["dana"]["full_name"] in [row["full_name"] for row in rows]
    assert steps[:2] == ["record", "keys"]
    assert set(steps[2:]) == {"open"}
    assert len(steps) == 2 + len(rows)


def _a_refusal_outlives_the_work(cast: Cast, elsewhere: Elsewhere) -> None:
    access = cast.maud.access(REPORTING)
    with pytest.raises(NotFoundHere), transaction.atomic():
        gate.row(access, Vehicle.objects.filter(public_id=cast.chloe_car))
    planned = cast.maud.access("driver.fines")
    with pytest.raises(NotPermitted), transaction.atomic():
        gate.disclose(planned, Vehicle.objects.all(), ["make"])
    assert [elsewhere.count(one.request_id, "refusal") for one in (access, planned)] == [1, 1]


def _a_change_is_on_record_before_it_is_committed(cast: Cast, elsewhere: Elsewhere) -> None:
    access = keeper()
    with transaction.atomic():
        with change(access, "tests.change") as work:
            work.save(Driver.objects.get(public_id=cast.dana.driver), fields=["language"])
            assert elsewhere.count(access.request_id) == 0
        assert elsewhere.count(access.request_id, "change") == 1


def _a_change_that_cannot_be_recorded_is_none(cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    access = keeper()
    before = Driver.objects.get(public_id=cast.dana.driver)
    monkeypatch.setattr(store, "write", _refuse)
    with pytest.raises(LedgerUnavailable):
        _change_language(access, before.pk)
    monkeypatch.undo()
    after = Driver.objects.get(pk=before.pk)
    assert (after.language, after.changed_at, after.history.count()) == (
        before.language,
        before.changed_at,
        before.history.count(),
    )
    assert elsewhere.count(access.request_id) == 0


def _change_language(access: Access, pk: int) -> None:
    with change(access, "tests.change") as work:
        row = Driver.objects.get(pk=pk)
        row.language = "fr"
        work.save(row)


def _refuse(*args: Any) -> None:
    raise LedgerUnavailable


def _the_ledger_shares_no_transaction(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="commits by itself"), transaction.atomic(using="ledger"):
        gate.disclose(cast.maud.access(REPORTING), Driver.objects.all(), ["full_name"])
