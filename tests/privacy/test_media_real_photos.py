"""The same door with real files: a camera photograph with a position, an iPhone HEIF, two orientations, three hostile files."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from privacy.media.ingest import MediaRefused, prepare

SHARED = Path(os.environ.get("DISCREET_SHARED") or Path(__file__).resolve().parents[3] / "shared")
PHOTOS = SHARED / "data" / "photos"

pytestmark = pytest.mark.skipif(
    not PHOTOS.is_dir(), reason="the shared photographs are not here; set DISCREET_SHARED to their folder"
)


def photo(name: str) -> bytes:
    return (PHOTOS / name).read_bytes()


def test_a_camera_photo_with_a_position() -> None:
    prepared = prepare(photo("DSCN0010.jpg"))
    assert prepared.captured_place == pytest.approx((43.467448, 11.885127), abs=1e-6)
    assert prepared.captured_at == datetime(2008, 10, 23, 14, 27, 7, tzinfo=UTC)
    assert (prepared.content_type, prepared.width, prepared.height) == ("image/jpeg", 640, 480)
    assert b"NIKON" in photo("DSCN0010.jpg")
    for file in (prepared.content, prepared.thumbnail):
        assert b"NIKON" not in file
        assert b"Exif" not in file


def test_heif() -> None:
    prepared = prepare(photo("samplefilehub.heif"))
    assert (prepared.source_type, prepared.content_type) == ("image/heic", "image/jpeg")
    assert (prepared.width, prepared.height) == (640, 426)


@pytest.mark.parametrize("name", ["hopper_orientation_3.jpg", "hopper_orientation_6.jpg"])
def test_two_orientations_show_the_same_upright_picture(name: str) -> None:
    upright = Image.open(io.BytesIO(prepare(photo(name)).content)).convert("L").resize((8, 8))
    other = "hopper_orientation_6.jpg" if "3" in name else "hopper_orientation_3.jpg"
    reference = Image.open(io.BytesIO(prepare(photo(other)).content)).convert("L").resize((8, 8))
    differences = [abs(a - b) for a, b in zip(upright.tobytes(), reference.tobytes(), strict=True)]
    assert max(differences) < 12


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("decompression_bomb.gif", "photo_too_many_pixels"),
        ("truncated_jpeg.jpg", "photo_damaged"),
        ("broken.png", "photo_damaged"),
    ],
)
def test_hostile_files_are_refused(name: str, code: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        prepare(photo(name))
    assert refused.value.code == code
    assert str(refused.value.message)
