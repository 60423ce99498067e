"""Pictures that the media tests make for themselves, and what is said of those that are not taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from privacy.media.ingest import MediaRefused, prepare

SECRET = "canary-photographer-name"
AMSTERDAM = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (IFDRational(52), IFDRational(22), IFDRational(12)),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (IFDRational(4), IFDRational(53), IFDRational(42)),
}


def two_halves(size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Left half red, right half blue, with a green top-left corner block."""
    image = Image.new("RGB", size, "blue")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="red")
    draw.rectangle((0, 0, size[0] // 8, size[1] // 4), fill="green")
    return image


def noise(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Many colours, so that it counts as a photograph."""
    return Image.merge("RGB", [Image.effect_noise(size, sigma) for sigma in (60, 90, 120)])


def exif_of(
    *, orientation: int | None = None, details: dict[int, object] | None = None, gps: dict[int, object] | None = None
) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Artist] = SECRET
    if orientation is not None:
        exif[Base.Orientation] = orientation
    if details:
        exif.get_ifd(IFD.Exif).update(details)
    if gps:
        exif.get_ifd(IFD.GPSInfo).update(gps)
    return exif


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def refusal(content: bytes, **limits: int) -> MediaRefused:
    with pytest.raises(MediaRefused) as caught:
        prepare(content, **limits)
    return caught.value
