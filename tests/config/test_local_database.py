"""Choices of the launcher that need no second server: paths, programs, identity."""

from pathlib import Path

import pytest

from config.localdb import binaries, identity, place
from config.localdb.errors import LocalDatabaseProblem


def test_a_short_checkout_keeps_its_socket_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "HOME", Path("/srv/discreet/var/postgres"))
    assert place.socket_folder() == Path("/srv/discreet/var/postgres/socket")


def test_a_long_path_moves_the_socket_to_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "HOME", Path("/srv") / ("é" * 50) / "var" / "postgres")
    folder = place.socket_folder()
    assert len(bytes(folder / place.SOCKET_NAME)) <= place.LONGEST_SOCKET_PATH
    assert folder.name.startswith(place.short_name())


def test_the_local_server_is_wanted_until_all_three_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in place.ADDRESS_VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    assert place.wanted()
    for variable in place.ADDRESS_VARIABLES.values():
        assert place.wanted()
        monkeypatch.setenv(variable, "postgresql://somewhere/else")
    assert not place.wanted()


def test_new_data_gets_the_first_programs_and_old_data_its_own_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = binaries.Binaries(18, tmp_path / "18", ())
    older = binaries.Binaries(15, tmp_path / "15", ())
    monkeypatch.setattr(binaries, "_from_wheel", lambda: [newest])
    monkeypatch.setattr(binaries, "_from_system", lambda: [older])
    assert binaries.choose(tmp_path) is newest
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert binaries.choose(tmp_path) is older
    (tmp_path / "PG_VERSION").write_text("17\n")
    with pytest.raises(LocalDatabaseProblem, match="17"):
        binaries.choose(tmp_path)


def test_without_any_programs_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_from_wheel", list)
    monkeypatch.setattr(binaries, "_from_system", list)
    with pytest.raises(LocalDatabaseProblem, match="DATABASE_URL"):
        binaries.choose(tmp_path)


def test_another_users_data_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity.os, "geteuid", lambda: 12_345)
    monkeypatch.setattr(identity, "_owner_of_data", lambda: 54_321)
    with pytest.raises(LocalDatabaseProblem, match="54321"):
        identity.decide(binaries.Binaries(18, tmp_path, ()))
