"""Settings refuse nonsense instead of guessing, and secrets are made once and kept private."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_understands_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("X", word)
    assert env.flag("X", default=False) is True


@pytest.mark.parametrize("word", ["maybe", "2", "y e s"])
def test_a_flag_refuses_anything_else(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("X", word)
    with pytest.raises(ImproperlyConfigured):
        env.flag("X", default=False)


@pytest.mark.parametrize("value", ["0", "65536", "eight", "8.5", "-1"])
def test_a_number_outside_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured):
        env.number("X", 1, low=1, high=65_535)


def test_an_absent_text_without_default_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "   ")
    with pytest.raises(ImproperlyConfigured):
        env.text("X")


def test_a_database_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "postgresql://us%40er:p%2Fw@db.example:6432/name?sslmode=verify-full")
    found = env.database("X")
    assert found is not None
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("us@er", "p/w", "db.example", "6432")
    assert found["NAME"] == "name"
    assert found["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_socket_folder_may_stand_in_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "postgresql://user@/name?host=/run/postgresql")
    found = env.database("X")
    assert found is not None
    assert found["HOST"] == "/run/postgresql"
    assert found["OPTIONS"] == {}


@pytest.mark.parametrize("address", ["mysql://u:secret@h/d", "postgresql://u:secret@h/", "postgresql://u:secret@h:port/d"])
def test_a_wrong_address_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("X", address)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.database("X")
    assert "secret" not in str(refusal.value)


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secrets" / "key"
    first = env.secret_file(path, make=True)
    assert env.secret_file(path, make=True) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("abc")
    path.chmod(0o644)
    with pytest.raises(ImproperlyConfigured):
        env.secret_file(path, make=False)


def test_an_absent_secret_is_not_made_when_it_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured):
        env.secret_file(tmp_path / "key", make=False)
