"""Photographs at the door: told by content, decoded in full, turned upright, and free of every trace of the original."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pillow_heif
import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, Base
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from privacy.media.ingest import THUMBNAIL_SIDE, prepare
from tests.privacy.media_pictures import AMSTERDAM, SECRET, encoded, exif_of, noise, opened, two_halves


def jpeg(**exif: object) -> bytes:
    return encoded(noise(), exif=exif_of(**exif))


# What is kept of the capture, and what is not


def test_place_and_time_are_read_and_then_dropped() -> None:
    content = encoded(
        noise(),
        exif=exif_of(details={Base.DateTimeOriginal: "2026:03:29 01:59:00", Base.OffsetTimeOriginal: "+01:00"}, gps=AMSTERDAM),
        comment=SECRET.encode(),
        xmp=f"<x>{SECRET}</x>".encode(),
    )
    assert content.count(SECRET.encode()) == 3
    prepared = prepare(content)
    assert prepared.captured_at == datetime(2026, 3, 29, 1, 59, tzinfo=timezone(timedelta(hours=1)))
    assert prepared.captured_place == (52.37, 4.895)
    assert (prepared.content_type, prepared.source_type) == ("image/jpeg", "image/jpeg")
    for file in (prepared.content, prepared.thumbnail):
        assert SECRET.encode() not in file
        assert b"Exif" not in file
        clean = opened(file)
        assert not clean.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(clean.info)


def test_png_text_and_exif_are_dropped() -> None:
    notes = PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", SECRET)
    content = encoded(noise(), "PNG", pnginfo=notes, exif=exif_of(gps=AMSTERDAM))
    prepared = prepare(content)
    assert prepared.captured_place == (52.37, 4.895)
    assert SECRET.encode() not in prepared.content
    assert opened(prepared.content).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_southern_and_western_positions_are_negative() -> None:
    gps = AMSTERDAM | {GPS.GPSLatitudeRef: "S", GPS.GPSLongitudeRef: "W"}
    assert prepare(jpeg(gps=gps)).captured_place == (-52.37, -4.895)


def test_satellite_time_is_taken_where_the_camera_tells_no_zone() -> None:
    gps = {GPS.GPSDateStamp: "2026:11:23", GPS.GPSTimeStamp: (IFDRational(14), IFDRational(27), IFDRational(15, 2))}
    prepared = prepare(jpeg(details={Base.DateTimeOriginal: "2026:11:23 16:28:39"}, gps=gps))
    assert prepared.captured_at == datetime(2026, 11, 23, 14, 27, 7, tzinfo=UTC)


def test_camera_clock_without_zone_stays_without_zone() -> None:
    prepared = prepare(jpeg(details={Base.DateTimeOriginal: "2026:11:23 16:28:39"}))
    assert prepared.captured_at == datetime(2026, 11, 23, 16, 28, 39)


@pytest.mark.parametrize(
    "stamp", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "2026:13:45 99:99:99", "    :  :     :  :  ", "tomorrow", ""]
)
def test_a_nonsense_clock_is_not_known(stamp: str) -> None:
    assert prepare(jpeg(details={Base.DateTimeOriginal: stamp, Base.OffsetTimeOriginal: "+99:99"})).captured_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {GPS.GPSLatitude: (IFDRational(0, 0), IFDRational(0, 0), IFDRational(0, 0))},
        {GPS.GPSLatitude: (IFDRational(95), IFDRational(0), IFDRational(0))},
        {GPS.GPSLatitude: (IFDRational(52), IFDRational(22))},
        {GPS.GPSLatitudeRef: "?"},
        {
            GPS.GPSLatitude: (IFDRational(0), IFDRational(0), IFDRational(0)),
            GPS.GPSLongitude: (IFDRational(0), IFDRational(0), IFDRational(0)),
        },
    ],
    ids=["no-fix", "beyond-the-pole", "two-parts", "no-side", "null-island"],
)
def test_a_nonsense_place_is_not_known(wrong: dict[int, object]) -> None:
    assert prepare(jpeg(gps=AMSTERDAM | wrong)).captured_place is None


def test_a_broken_exif_block_costs_the_capture_not_the_photo() -> None:
    content = encoded(noise(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f" + b"\xff" * 64)
    prepared = prepare(content)
    assert (prepared.captured_at, prepared.captured_place) == (None, None)


def test_the_prepared_value_prints_nothing_of_the_picture() -> None:
    printed = repr(prepare(jpeg(gps=AMSTERDAM)))
    assert printed == "<PreparedImage image/jpeg 400x300>"


# Upright, in size, in colour


@pytest.mark.parametrize(
    ("orientation", "size", "green_corner"),
    [
        (1, (64, 32), (2, 2)),
        (2, (64, 32), (61, 2)),
        (3, (64, 32), (61, 29)),
        (4, (64, 32), (2, 29)),
        (5, (32, 64), (2, 2)),
        (6, (32, 64), (29, 2)),
        (7, (32, 64), (29, 61)),
        (8, (32, 64), (2, 61)),
    ],
)
def test_orientation_is_applied(orientation: int, size: tuple[int, int], green_corner: tuple[int, int]) -> None:
    prepared = prepare(encoded(two_halves(), "PNG", exif=exif_of(orientation=orientation)))
    assert (prepared.width, prepared.height) == size
    picture = opened(prepared.content).convert("RGB")
    assert picture.size == size
    assert picture.getpixel(green_corner) == (0, 128, 0)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_a_nonsense_orientation_is_taken_as_upright(orientation: int) -> None:
    prepared = prepare(encoded(two_halves(), exif=exif_of(orientation=orientation)))
    assert (prepared.width, prepared.height) == (64, 32)


def test_large_photos_are_scaled_to_the_longest_side() -> None:
    prepared = prepare(encoded(noise((3000, 1500)), exif=exif_of(orientation=6)), longest_side=1000)
    assert (prepared.width, prepared.height) == (500, 1000)
    assert max(opened(prepared.thumbnail).size) == THUMBNAIL_SIDE


def test_small_photos_are_not_blown_up() -> None:
    prepared = prepare(encoded(noise((40, 30))))
    assert (prepared.width, prepared.height) == (40, 30)
    assert opened(prepared.thumbnail).size == (40, 30)


def test_an_embedded_colour_profile_is_applied_and_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    prepared = prepare(encoded(noise(), icc_profile=profile))
    assert "icc_profile" not in opened(prepared.content).info


def test_a_broken_colour_profile_costs_no_photo() -> None:
    assert prepare(encoded(noise(), icc_profile=b"not a profile" * 20)).width == 400


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_colour_modes_are_taken(mode: str) -> None:
    assert prepare(encoded(noise().convert(mode), "JPEG" if mode == "CMYK" else "PNG")).width == 400


def test_sixteen_bits_a_pixel_are_scaled_not_clipped() -> None:
    image = Image.new("I;16", (32, 32), 32768)
    assert opened(prepare(encoded(image, "PNG")).content).convert("L").getpixel((4, 4)) in range(126, 131)


# Which kind comes out


def test_transparency_is_kept_as_png() -> None:
    image = noise().convert("RGBA")
    image.putalpha(128)
    prepared = prepare(encoded(image, "PNG"))
    assert prepared.content_type == "image/png"
    assert opened(prepared.content).getchannel("A").getextrema() == (128, 128)
    assert opened(prepared.thumbnail).format == "PNG"


def test_an_unused_alpha_channel_makes_no_png() -> None:
    assert prepare(encoded(noise().convert("RGBA"), "PNG")).content_type == "image/jpeg"


def test_a_drawing_stays_png() -> None:
    assert prepare(encoded(two_halves(), "PNG")).content_type == "image/png"


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue", "green")]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    prepared = prepare(content)
    assert prepared.source_type == "image/gif"
    assert opened(prepared.content).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(("kind", "source_type"), [("WEBP", "image/webp"), ("AVIF", "image/avif"), ("HEIF", "image/heic")])
def test_newer_formats_are_taken(kind: str, source_type: str) -> None:
    pillow_heif.register_heif_opener()
    prepared = prepare(encoded(noise(), kind, exif=exif_of(gps=AMSTERDAM).tobytes()))
    assert (prepared.source_type, prepared.content_type) == (source_type, "image/jpeg")
    assert prepared.captured_place == (52.37, 4.895)
    assert SECRET.encode() not in prepared.content
