"""Sealed files on disk: nothing readable in them or in their names, none left behind, none lost."""

from __future__ import annotations

import io
import os
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from privacy.access import Access
from privacy.change import change
from privacy.errors import NotFoundHere
from privacy.media import FULL, THUMBNAIL, storage, store
from privacy.media.ingest import PreparedImage, prepare
from privacy.media.models import MediaFile
from privacy.media.sweep import sweep
from privacy.models import Subject
from privacy.sealing import envelope_key, file_binding, open_envelope
from privacy.vault import keys

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    """What makes an action roll back."""


@pytest.fixture(autouse=True)
def media_root(settings: object, tmp_path: Path) -> Path:
    root = tmp_path / "media"
    settings.PRIVACY_MEDIA_ROOT = root
    settings.STORAGES = {name: value for name, value in settings.STORAGES.items() if name != storage.ALIAS}
    return root


@pytest.fixture
def subject() -> Subject:
    return Subject.objects.create(kind="driver")


@pytest.fixture
def access() -> Access:
    return Access.for_job(name="test", purpose="operation.maintenance", reason="test of stored photographs")


@pytest.fixture
def prepared() -> PreparedImage:
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:11:23 14:27:07"
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (52.0, 22.0, 12.0),
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: (4.0, 53.0, 42.0),
        }
    )
    out = io.BytesIO()
    Image.effect_noise((600, 400), 80).convert("RGB").save(out, "JPEG", exif=exif)
    return prepare(out.getvalue())


def stored(access: Access, subject: Subject, prepared: PreparedImage, *, keep_capture: bool = False) -> MediaFile:
    with change(access, "test.store") as work:
        return store.store_photo(
            work, subject_id=subject.pk, item="incident_photos", prepared=prepared, keep_capture=keep_capture
        )


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_two_sealed_files_and_a_row(access: Access, subject: Subject, prepared: PreparedImage, media_root: Path) -> None:
    row = stored(access, subject, prepared)
    assert [path.relative_to(media_root).as_posix() for path in files(media_root)] == sorted(
        [row.storage_name, row.thumbnail_name]
    )
    kept = MediaFile.objects.get(pk=row.pk)
    assert (kept.content_type, kept.width, kept.height, kept.byte_size) == ("image/jpeg", 600, 400, len(prepared.content))
    assert kept.subject_id == subject.pk


def test_neither_content_nor_name_can_be_read_on_disk(
    access: Access, subject: Subject, prepared: PreparedImage, media_root: Path
) -> None:
    row = stored(access, subject, prepared, keep_capture=True)
    assert prepared.content.startswith(b"\xff\xd8\xff")
    middle = prepared.content[len(prepared.content) // 2 :][:16]
    assert middle in prepared.content
    for path in files(media_root):
        sealed = path.read_bytes()
        assert b"\xff\xd8\xff" not in sealed[:64]
        assert middle not in sealed
        for telling in (subject.pk.hex, str(subject.pk), row.public_id.hex, "incident", "jpg", "jpeg"):
            assert telling not in path.as_posix().removeprefix(media_root.as_posix())


def test_the_same_photo_twice_gives_two_different_files(
    access: Access, subject: Subject, prepared: PreparedImage, media_root: Path
) -> None:
    first, second = stored(access, subject, prepared), stored(access, subject, prepared)
    assert store.sealed_file(first.pk).envelope != store.sealed_file(second.pk).envelope
    assert len(files(media_root)) == 4


def test_only_the_servers_own_user_may_enter(access: Access, subject: Subject, prepared: PreparedImage, media_root: Path) -> None:
    stored(access, subject, prepared)
    for path in [media_root, *media_root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700)


def test_time_and_place_are_kept_sealed_only_when_asked(access: Access, subject: Subject, prepared: PreparedImage) -> None:
    without = MediaFile.objects.get(pk=stored(access, subject, prepared).pk)
    assert (without.captured_at, without.captured_place) == (None, None)
    kept = MediaFile.objects.get(pk=stored(access, subject, prepared, keep_capture=True).pk)
    assert kept.captured_at is not None
    assert kept.captured_place is not None
    assert "2026" not in f"{kept.captured_at} {kept.captured_place}"


def test_each_file_is_bound_to_its_own_row_and_variant(access: Access, subject: Subject, prepared: PreparedImage) -> None:
    rows = [stored(access, subject, prepared) for _ in range(2)]
    sealed = [store.sealed_file(row.pk, variant) for row in rows for variant in (FULL, THUMBNAIL)]
    assert len({file.binding for file in sealed}) == 4
    ciphers = keys.open_keys([envelope_key(sealed[0].envelope).bytes])
    [cipher] = ciphers.values()
    assert open_envelope(cipher, sealed[0].envelope, file_binding(sealed[0].binding)) == prepared.content
    for other in sealed[1:]:
        with pytest.raises(InvalidTag):
            open_envelope(cipher, sealed[0].envelope, file_binding(other.binding))


def test_sealed_file_returns_the_variant_asked_for(access: Access, subject: Subject, prepared: PreparedImage) -> None:
    row = stored(access, subject, prepared)
    full, thumbnail = store.sealed_file(row.pk, FULL), store.sealed_file(row.pk, THUMBNAIL)
    assert len(full.envelope) > len(prepared.content)
    assert len(prepared.thumbnail) < len(thumbnail.envelope) < len(prepared.content)
    assert full.content_type == thumbnail.content_type == "image/jpeg"


def test_a_file_that_is_gone_is_not_found(access: Access, subject: Subject, prepared: PreparedImage, media_root: Path) -> None:
    row = stored(access, subject, prepared)
    (media_root / row.storage_name).unlink()
    with pytest.raises(NotFoundHere) as missing:
        store.sealed_file(row.pk)
    assert missing.value.code == "media_gone"


@pytest.mark.parametrize("media_id", [None, 0])
def test_no_photograph_is_not_found(media_id: int | None) -> None:
    with pytest.raises(NotFoundHere):
        store.sealed_file(media_id)


# Nothing left behind, nothing lost


def test_a_rollback_leaves_no_file(access: Access, subject: Subject, prepared: PreparedImage, media_root: Path) -> None:
    def stopped_half_way() -> None:
        with change(access, "test.store") as work:
            store.store_photo(work, subject_id=subject.pk, item="incident_photos", prepared=prepared, keep_capture=True)
            assert len(files(media_root)) == 2
            raise Stopped

    with pytest.raises(Stopped):
        stopped_half_way()
    assert files(media_root) == []
    assert not MediaFile.objects.exists()


def test_a_failure_between_the_two_files_leaves_none(
    access: Access, subject: Subject, prepared: PreparedImage, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = storage.write

    def failing(name: str, envelope: bytes) -> None:
        if written:
            raise storage.MediaUnavailable
        write(name, envelope)
        written.append(name)

    monkeypatch.setattr(storage, "write", failing)
    with pytest.raises(storage.MediaUnavailable):
        stored(access, subject, prepared)
    assert written
    assert files(media_root) == []


def test_an_error_after_the_commit_costs_no_file(
    access: Access, subject: Subject, prepared: PreparedImage, media_root: Path
) -> None:
    row = stored(access, subject, prepared)
    store._discard_without_row(row.public_id, [row.storage_name, row.thumbnail_name])
    assert len(files(media_root)) == 2


def test_a_full_disk_is_a_clear_refusal(access: Access, subject: Subject, prepared: PreparedImage, media_root: Path) -> None:
    media_root.parent.mkdir(exist_ok=True)
    media_root.write_bytes(b"a file where the folder should be")
    with pytest.raises(storage.MediaUnavailable) as refused:
        stored(access, subject, prepared)
    assert refused.value.status == 503
    assert not MediaFile.objects.exists()


# The sweep


@pytest.fixture
def orphan(media_root: Path) -> Path:
    name = storage.new_name()
    storage.write(name, b"sealed and forgotten")
    path = media_root / name
    two_hours_ago = time.time() - 7200
    os.utime(path, (two_hours_ago, two_hours_ago))
    return path


def test_the_sweep_deletes_orphans_only(
    access: Access, subject: Subject, prepared: PreparedImage, media_root: Path, orphan: Path
) -> None:
    stored(access, subject, prepared)
    for path in files(media_root):
        os.utime(path, (0, 0))
    swept = sweep()
    assert (swept.seen, swept.orphans) == (3, 1)
    assert not orphan.exists()
    assert len(files(media_root)) == 2


def test_the_sweep_leaves_young_files_alone(orphan: Path) -> None:
    os.utime(orphan)
    assert sweep().orphans == 0
    assert orphan.exists()
    assert sweep(min_age=timedelta(0)).orphans == 1


def test_a_dry_run_deletes_nothing_and_says_so(orphan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep_media", "--dry-run")
    assert capsys.readouterr().out == "1 sealed files seen, 1 without a row would be deleted.\n"
    assert orphan.exists()
    call_command("sweep_media")
    assert not orphan.exists()


def test_an_empty_storage_is_swept_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep_media")
    assert "0 sealed files seen" in capsys.readouterr().out
