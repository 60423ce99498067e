"""The vault: one key per subject and class, wrapped and bound; the key file; what an unknown or wrong wrapping does."""

import json
import os
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from drivers.models import Driver
from privacy import gate, sealing
from privacy.errors import VaultUnavailable
from privacy.vault import keys
from privacy.vault.models import DataKey
from privacy.vault.provider import FileKeyProvider, key_provider, write_key_file
from tests.cast import CANARIES, Cast
from tests.factories import keeper

CLASS = "driver_file"
database = pytest.mark.django_db


# --- the key file ------------------------------------------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "secrets" / "keys.json"
    write_key_file(path)
    return path


def test_a_new_key_file_is_for_its_owner_only(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    FileKeyProvider(key_file)


def test_a_key_file_is_never_written_over(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(FileExistsError):
        write_key_file(key_file)
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777, 0o601])
def test_a_key_file_that_others_can_read_stops_the_start(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        FileKeyProvider(key_file)


def test_the_key_file_of_this_run_is_for_its_owner_only(settings: Any) -> None:
    assert stat.S_IMODE(Path(settings.PRIVACY_KEY_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "not json",
        '{"current": "k", "keys": {}, "derive": ""}',
        '{"current": "k", "keys": {"k": "AAAA"}, "derive": "AAAA"}',
    ],
)
def test_a_key_file_of_another_form_stops_the_start_without_quoting_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(ImproperlyConfigured) as refused:
        FileKeyProvider(path)
    assert "AAAA" not in str(refused.value)
    with pytest.raises(ImproperlyConfigured):
        FileKeyProvider(tmp_path / "absent.json")


def test_wrapping_is_bound_to_key_and_context(key_file: Path) -> None:
    provider = FileKeyProvider(key_file)
    key = os.urandom(32)
    wrapped = provider.wrap(key, context=b"one")
    assert key not in wrapped
    assert provider.unwrap(wrapped, kek_id=provider.current_kek(), context=b"one") == key
    with pytest.raises(InvalidTag):
        provider.unwrap(wrapped, kek_id=provider.current_kek(), context=b"two")
    with pytest.raises(KeyError):
        provider.unwrap(wrapped, kek_id="another", context=b"one")


def test_a_new_wrapping_key_leaves_the_old_ones_readable(key_file: Path) -> None:
    old = FileKeyProvider(key_file)
    wrapped = old.wrap(b"k" * 32, context=b"c")
    content = json.loads(key_file.read_text())
    content["keys"]["local-2"] = content["derive"]
    content["current"] = "local-2"
    key_file.write_text(json.dumps(content))
    new = FileKeyProvider(key_file)
    assert new.current_kek() == "local-2"
    assert new.unwrap(wrapped, kek_id="local-1", context=b"c") == b"k" * 32
    assert new.derive("x") == old.derive("x") != old.derive("y")


# --- data keys ---------------------------------------------------------------------------------------------------------


@database
def test_one_key_for_each_subject_and_class() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    made = keys.sealing_keys([(one, "a"), (one, "b"), (other, "a"), (one, "a")])
    assert len(made) == len({key_id for key_id, _cipher in made.values()}) == 3
    again = keys.sealing_keys([(one, "a")])
    assert again[one, "a"][0] == made[one, "a"][0]
    assert keys.sealing_keys([]) == {}


@database
def test_two_writers_at_once_use_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = uuid.uuid4()
    first = keys.sealing_keys([(subject, CLASS)])[subject, CLASS][0]
    looked: list[Any] = []
    live = keys._live

    def late(pairs: Any) -> Any:
        looked.append(pairs)
        return {} if len(looked) == 1 else live(pairs)

    monkeypatch.setattr(keys, "_live", late)
    assert keys.sealing_keys([(subject, CLASS)])[subject, CLASS][0] == first
    assert DataKey.objects.filter(subject_id=subject).count() == 1


@database
def test_a_destroyed_key_is_gone_and_its_row_is_the_evidence() -> None:
    subject = uuid.uuid4()
    key_id, _cipher = keys.sealing_keys([(subject, CLASS)])[subject, CLASS]
    assert keys.destroy(subject, ["another class"]) == 0
    assert keys.destroy(subject, [CLASS]) == 1
    assert keys.destroy(subject, [CLASS]) == 0
    row = DataKey.objects.get(pk=key_id)
    assert row.wrapped is None
    assert row.destroyed_at is not None
    assert keys.open_keys([key_id.bytes]) == {}
    assert keys.sealing_keys([(subject, CLASS)])[subject, CLASS][0] != key_id


@database
def test_the_database_keeps_no_half_destroyed_key() -> None:
    subject = uuid.uuid4()
    keys.sealing_keys([(subject, CLASS)])
    for change in ({"wrapped": None}, {"destroyed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic(using="vault"):
            DataKey.objects.filter(subject_id=subject).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(using="vault"):
        DataKey.objects.create(subject_id=subject, retention_class=CLASS, wrapped=b"x", kek_id="k")


@database
@pytest.mark.parametrize(
    "change",
    [{"kek_id": "of another house"}, {"retention_class": "another"}, {"subject_id": uuid.UUID(int=7)}, {"wrapped": b"x" * 60}],
)
def test_a_key_that_does_not_unwrap_counts_as_gone_and_stops_no_page(cast: Cast, change: dict[str, Any]) -> None:
    driver = Driver.objects.get(public_id=cast.dana.driver)
    key_id = sealing.envelope_key(driver.full_name._envelope)
    DataKey.objects.filter(pk=key_id).update(**change)
    rows = Driver.objects.filter(public_id__in=[cast.dana.driver, cast.emre.driver]).order_by("pk")
    dana, emre = gate.disclose(keeper(), rows, ["full_name"])
    assert dana.withheld["full_name"].code in ("erased", "unreadable")
    assert emre["full_name"] == CANARIES["emre"]["full_name"]


@database
def test_no_data_key_stands_in_the_vault_in_the_clear(cast: Cast) -> None:
    key_id, _cipher = keys.sealing_keys([(cast.dana.subject, CLASS)])[cast.dana.subject, CLASS]
    row = DataKey.objects.get(pk=key_id)
    wrapped = bytes(row.wrapped)
    plain = key_provider().unwrap(wrapped, kek_id=row.kek_id, context=keys._context(key_id, row.subject_id, CLASS))
    assert len(plain) == 32
    assert plain not in wrapped


@database
def test_the_count_of_opened_keys_counts_each_once(cast: Cast) -> None:
    wanted = {sealing.envelope_key(row.full_name._envelope).bytes for row in Driver.objects.all()}
    before = keys.tally.opened
    assert len(keys.open_keys(wanted)) == len(wanted)
    assert keys.tally.opened - before == len(wanted)
    assert keys.open_keys(set()) == {}


@database
@pytest.mark.parametrize("work", ["open", "seal", "make", "destroy"])
def test_a_vault_that_does_not_answer_is_told_as_such(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("no answer")

    subject = uuid.uuid4()
    calls: dict[str, Any] = {
        "open": lambda: keys.open_keys([uuid.uuid4().bytes]),
        "seal": lambda: keys.sealing_keys([(subject, CLASS)]),
        "make": lambda: keys._create([(subject, CLASS)]),
        "destroy": lambda: keys.destroy(subject, [CLASS]),
    }
    monkeypatch.setattr(connections["vault"], "cursor", silent)
    monkeypatch.setattr(connections["vault"], "_prepare_cursor", silent)
    before = keys.tally.opened
    with pytest.raises(VaultUnavailable):
        calls[work]()
    assert keys.tally.opened == before
