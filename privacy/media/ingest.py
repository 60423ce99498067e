"""Photographs as they come in: told by their content, decoded in full, turned upright, and rebuilt from their pixels alone. Pure.

What leaves here is a new JPEG or PNG without any block of the original: no EXIF, XMP, IPTC, comment, preview or colour profile.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from datetime import datetime

import filetype
import pillow_heif
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

from privacy.errors import BadInput, TooLarge
from privacy.media.capture import Capture, read_capture

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
# A progressive JPEG is decoded once over for each of its scans; thousands of empty ones fit in a small file. A real one has about ten.
MAX_SCANNED_PIXELS = 3_000_000_000
JPEG_QUALITY = 88
DRAWING_COLOURS = 64
MAX_PROFILE_BYTES = 1024 * 1024

# Content type as filetype tells it -> the one Pillow decoder that may open it: a file never chooses its decoder itself.
DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_START_OF_SCAN = b"\xff\xda"

_decoders_lock = threading.Lock()
_decoders_ready = False


class MediaRefused(BadInput):
    """A file that is not taken as a photograph; the message says what to do. Codes: photo_empty, photo_type, photo_damaged,
    photo_too_many_pixels, photo_too_slow."""

    code = "photo_refused"


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A cleaned photograph, ready to be sealed.

    Args:
        content: the new file, metadata-free.
        content_type: "image/jpeg" or "image/png"; holds for the thumbnail too.
        width: pixels, upright.
        height: pixels, upright.
        thumbnail: the same picture, longest side at most 320 pixels.
        captured_at: moment of capture as the camera told it (see `capture.Capture.at`).
        captured_place: latitude and longitude in degrees.
        source_type: content type of the file that came in.
    """

    content: bytes
    content_type: str
    width: int
    height: int
    thumbnail: bytes
    captured_at: datetime | None
    captured_place: tuple[float, float] | None
    source_type: str

    def __repr__(self) -> str:
        # The generated one would print the picture, its time and its place into any log that meets it.
        return f"<PreparedImage {self.content_type} {self.width}x{self.height}>"


def prepare(
    content: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    longest_side: int = LONGEST_SIDE,
) -> PreparedImage:
    """Check a file by its content and rebuild it clean. Of an animation the first frame is kept.

    Transparent pictures and drawings of few colours (sketches, signatures, screenshots) become PNG, all else JPEG.

    Args:
        content: the file as it came in; its name and declared type are of no interest.
        max_bytes: largest file that is taken.
        max_pixels: most pixels that are decoded; judged by the header, before decoding.
        longest_side: longer pictures are scaled down to this many pixels.

    Raises:
        TooLarge: more than `max_bytes`.
        MediaRefused: empty, not a photograph, damaged, or too many pixels.
    """
    source_type = _source_type(content, max_bytes)
    image = _open(content, source_type, max_pixels)
    capture = read_capture(image)
    pixels = _decode(image, longest_side)
    is_png = _is_transparent(pixels) or _is_drawing(pixels, source_type)
    picture = _rebuild(pixels, capture, longest_side, is_png)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return PreparedImage(
        content=_encode(picture, is_png),
        content_type="image/png" if is_png else "image/jpeg",
        width=picture.width,
        height=picture.height,
        thumbnail=_encode(thumbnail, is_png),
        captured_at=capture.at,
        captured_place=capture.place,
        source_type=source_type,
    )


def _source_type(content: bytes, max_bytes: int) -> str:
    if not content:
        raise MediaRefused(_("This file is empty. Take the photo again, or choose another file."), code="photo_empty")
    if len(content) > max_bytes:
        raise TooLarge(
            format_lazy(
                _("This photo is too large: at most {limit} MB is taken. Send it in a smaller size, or take a new one."),
                limit=max_bytes // (1024 * 1024),
            ),
            code="photo_too_large",
        )
    source_type = filetype.guess_mime(content)
    if source_type not in DECODERS:
        raise MediaRefused(
            _("This file is not a photo that can be shown. Send a JPEG, PNG, HEIC, WebP, AVIF or GIF picture."), code="photo_type"
        )
    return str(source_type)


def _ready_decoders() -> None:
    """Register HEIF and the pixel limit once per process, on the first photograph: start-up does not pay for it."""
    global _decoders_ready
    with _decoders_lock:
        if not _decoders_ready:
            pillow_heif.register_heif_opener()
            Image.MAX_IMAGE_PIXELS = MAX_PIXELS
            _decoders_ready = True


def _open(content: bytes, source_type: str, max_pixels: int) -> Image.Image:
    """Read the header only, and judge the size before a pixel is decoded."""
    _ready_decoders()
    try:
        image = Image.open(io.BytesIO(content), formats=(DECODERS[source_type],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(max_pixels) from None
    except Exception as problem:  # decoders raise what they like on crafted headers
        raise _damaged() from problem
    if image.width * image.height > max_pixels:
        raise _too_many_pixels(max_pixels)
    if source_type == "image/jpeg" and content.count(_START_OF_SCAN) * image.width * image.height > MAX_SCANNED_PIXELS:
        raise MediaRefused(
            _(
                "This picture is built in a way that takes too long to read. Take a new photo, or send a copy made with another app."
            ),
            code="photo_too_slow",
        )
    return image


def _decode(image: Image.Image, longest_side: int) -> Image.Image:
    """All pixels of the first frame, as RGB or RGBA in sRGB."""
    try:
        # JPEG only: decode at a half, quarter or eighth where that is still large enough; a no-op for the others.
        image.draft(None, (longest_side, longest_side))
        image.load()
        return _in_srgb(image, _plain_mode(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(MAX_PIXELS) from None
    except Exception as problem:  # truncated and crafted data: whatever the decoder raises, the answer is the same
        raise _damaged() from problem


def _plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel: conversion would clip, not scale
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(source: Image.Image, pixels: Image.Image) -> Image.Image:
    """Convert from the embedded colour profile (phones write Display P3), which is then dropped with the rest."""
    profile = source.info.get("icc_profile")
    if source.mode not in ("RGB", "RGBA") or not profile or len(profile) > MAX_PROFILE_BYTES:
        return pixels
    try:
        converted = ImageCms.profileToProfile(pixels, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=pixels.mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return pixels  # a broken profile costs some colour, not the photograph
    return converted or pixels


def _is_transparent(pixels: Image.Image) -> bool:
    return pixels.mode == "RGBA" and pixels.getchannel("A").getextrema() != (255, 255)


def _is_drawing(pixels: Image.Image, source_type: str) -> bool:
    return source_type in ("image/png", "image/gif") and pixels.getcolors(DRAWING_COLOURS) is not None


def _rebuild(pixels: Image.Image, capture: Capture, longest_side: int, is_png: bool) -> Image.Image:
    """Scale, turn upright, and paste the bare pixels into an image that has never seen the original."""
    if not is_png:
        pixels = pixels.convert("RGB")
    pixels.thumbnail((longest_side, longest_side))
    if capture.orientation in _UPRIGHT:
        pixels = pixels.transpose(_UPRIGHT[capture.orientation])
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _encode(picture: Image.Image, is_png: bool) -> bytes:
    out = io.BytesIO()
    if is_png:
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _damaged() -> MediaRefused:
    return MediaRefused(
        _("This photo is damaged or incomplete. Open it on your device to check it, then send it again or take a new one."),
        code="photo_damaged",
    )


def _too_many_pixels(max_pixels: int) -> MediaRefused:
    return MediaRefused(
        format_lazy(
            _("This picture has too many pixels: at most {limit} million are taken. Send it smaller, or take a new one."),
            limit=max_pixels // 1_000_000,
        ),
        code="photo_too_many_pixels",
    )
