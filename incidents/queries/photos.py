"""Photos as a page shows them: what they are of, and the id under which a short-lived link can be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from incidents.models import Photo
from incidents.queries.fields import PHOTO
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo.

    Args:
        id: public id of the photo.
        media: id for `privacy.media.links.link_for`; None when the picture is not shown for this purpose.
        captured_at, captured_place: when and where it was taken, where that was kept and may be shown.
        withheld: why it is not shown, None when it is.
    """

    id: UUID
    report: UUID | None
    media: UUID | None
    mark: str
    position: int
    unknown_persons: bool | None
    captured_at: str | None
    captured_place: Mapping[str, float] | None
    withheld: Any = None


def photos_of(access: Access, reports: Iterable[UUID]) -> dict[UUID, tuple[PhotoView, ...]]:
    """The photos of several reports in one disclosure, by the report's public id, in the order in which they came."""
    wanted = [report for report in reports if report is not None]
    if not wanted:
        return {}
    rows = Photo.objects.filter(report__public_id__in=wanted).order_by("report_id", "position", "id")
    views: dict[UUID, tuple[PhotoView, ...]] = {}
    for row in gate.disclose(access, rows, PHOTO):
        view = _view(row)
        if view.report is not None:
            views[view.report] = (*views.get(view.report, ()), view)
    return views


def photo_link_id(access: Access, photo: UUID) -> UUID | None:
    """The media id of one photo that this access may see; None when it is not shown for this purpose.

    Raises:
        NotFoundHere: out of reach.
    """
    return _view(gate.disclose_one(access, Photo.objects.filter(public_id=photo), PHOTO)).media


def _view(row: Disclosed) -> PhotoView:
    withheld = row.withheld.get("image") or row.withheld.get("media")
    return PhotoView(
        id=row.id,
        report=row.get("report.id"),
        media=None if withheld else row.get("media"),
        mark=row["mark"],
        position=row["position"],
        unknown_persons=row["unknown_persons"],
        captured_at=row.get("captured_at"),
        captured_place=row.get("captured_place"),
        withheld=withheld,
    )
