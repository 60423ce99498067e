"""Photos on a page: each through two links that are made for this reader, work for minutes, and are recorded when followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents import queries
from privacy.access import Access
from privacy.media import THUMBNAIL
from privacy.media.links import link_for


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """One photo as `partials/photos.html` reads it."""

    url: str
    thumb: str
    title: Any
    note: str


def photos_shown(access: Access, photos: Iterable[queries.PhotoView]) -> list[PhotoShown]:
    """The photos that may be shown for this purpose."""
    return [_shown(access, photo, photo.media) for photo in photos if photo.media is not None]


def _shown(access: Access, photo: queries.PhotoView, media: UUID) -> PhotoShown:
    of = queries.choices().photo_marks[photo.mark]
    return PhotoShown(
        url=link_for(access, media),
        thumb=link_for(access, media, THUMBNAIL),
        title=_("Photo %(number)d: %(of)s") % {"number": photo.position, "of": of},
        note=_taken(photo.captured_at),
    )


def _taken(stamp: str | None) -> str:
    """When the photo was taken, as the camera's clock showed it; empty where that was not kept or is not shown."""
    if not stamp:
        return ""
    return _("Taken %(moment)s") % {"moment": date_format(datetime.fromisoformat(stamp), "SHORT_DATETIME_FORMAT")}
