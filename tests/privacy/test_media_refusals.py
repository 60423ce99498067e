"""Files that are not taken as photographs: each is refused with a code and a text that says what to do."""

from __future__ import annotations

import struct
import zlib

import pillow_heif
import pytest
from django.utils import translation
from PIL import Image

from privacy.errors import BadInput, TooLarge
from privacy.media.ingest import prepare
from tests.privacy.media_pictures import encoded, noise, refusal


def test_no_bytes_are_refused() -> None:
    assert refusal(b"").code == "photo_empty"


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(TooLarge) as caught:
        prepare(b"\xff\xd8\xff" + bytes(30 * 1024 * 1024))
    assert (caught.value.code, caught.value.status) == ("photo_too_large", 413)
    with translation.override("en"):
        assert "20 MB" in str(caught.value.message)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + bytes(200),
        b"\x00" * 300,
        b"<html><script>1</script>",
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert refusal(content).code == "photo_type"


def test_a_format_that_pillow_reads_but_we_do_not_take_is_refused() -> None:
    assert refusal(encoded(noise(), "TIFF")).code == "photo_type"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_truncated_files_are_refused(kind: str, kept: float) -> None:
    pillow_heif.register_heif_opener()
    content = encoded(noise(), kind)
    assert refusal(content[: int(len(content) * kept)]).code == "photo_damaged"


def test_a_file_that_only_begins_like_a_photo_is_refused() -> None:
    assert refusal(b"\xff\xd8\xff\xe0" + b"\x00" * 500).code == "photo_damaged"
    assert refusal(b"\x89PNG\r\n\x1a\n" + b"\x07" * 500).code == "photo_damaged"


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(bytes(100_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 65_000])
def test_a_decompression_bomb_is_refused_by_its_header(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_image: Image.Image) -> None:
        pytest.fail("a pixel was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    assert refusal(png_header(side, side)).code == "photo_too_many_pixels"


def test_a_jpeg_of_thousands_of_scans_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(noise((1000, 1000)), progressive=True)
    assert prepare(content).width == 1000
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _image: pytest.fail("a pixel was decoded"))
    assert refusal(content + b"\xff\xda" * 4000).code == "photo_too_slow"


def test_the_pixel_limit_can_be_set_lower() -> None:
    assert refusal(encoded(noise((100, 101))), max_pixels=10_000).code == "photo_too_many_pixels"
    assert prepare(encoded(noise((100, 100))), max_pixels=10_000).width == 100


def test_a_refusal_is_bad_input_and_says_what_to_do() -> None:
    refused = refusal(b"\xff\xd8\xff\xe0" + b"\x00" * 500)
    assert isinstance(refused, BadInput)
    assert refused.status == 422
    with translation.override("en"):
        assert "send it again" in str(refused.message)
