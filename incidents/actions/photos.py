"""Photos: each judged by itself, so that one bad file costs neither the others nor the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.actions.checks import DESK, SELF, only_for
from incidents.models import DamageReport, Photo
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import BadInput, Conflict, Refused
from privacy.media.ingest import PreparedImage, prepare
from privacy.media.store import store_photo

ITEM = "incident_photos"


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """One file as it came in.

    Args:
        content: its bytes; what it is, is told by them alone.
        name: the name it had on the sender's device; echoed to the sender in a refusal, never stored.
        mark: what it is of, one of rules.PhotoMark.
        unknown_persons: whether people are in view who were not asked; None is not known.
    """

    content: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    mark: str = rules.PhotoMark.DAMAGE
    unknown_persons: bool | None = None


@dataclass(frozen=True, slots=True)
class PhotoRefusal:
    """A file that was not taken: its place in the call (from 1), its name as sent, a code and what to do."""

    position: int
    name: str = field(repr=False)
    code: str
    message: Any


@dataclass(frozen=True, slots=True)
class PhotoReceipt:
    """What became of the photos of one call: public ids of those kept, in order, and the refusals."""

    kept: tuple[UUID, ...]
    refused: tuple[PhotoRefusal, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The photos of one call, judged: those to store and those refused."""

    good: tuple[tuple[NewPhoto, PreparedImage], ...]
    refused: tuple[PhotoRefusal, ...]


def add_photos(*, access: Access, report: UUID, photos: Sequence[NewPhoto]) -> PhotoReceipt:
    """Add photos to a report that stands. Files that cannot be taken are named in the receipt; the others are kept.

    Raises:
        BadInput: no photo at all, or an unknown mark.
        Conflict: the report was withdrawn or set aside.
        NotFoundHere, NotPermitted
    """
    only_for(access, (*SELF, *DESK))
    if not photos:
        raise BadInput(code="no_photo", fields={"photos": [_("Choose at least one photo.")]})
    judged = sort_photos(photos)
    with change(access, "incidents.add_photos", items=(ITEM,)) as work:
        row = gate.row(access, DamageReport.objects.select_for_update(of=("self",)).filter(public_id=report))
        if row.state not in rules.PHOTO_STATES:
            raise Conflict(_("This report was withdrawn or set aside; no photos can be added."), code="report_ended")
        last = Photo.objects.filter(report=row).aggregate(last=Max("position"))["last"] or 0
        if last + len(judged.good) > rules.MAX_PHOTOS_PER_REPORT:
            text = _("A report takes at most %(limit)d photos.") % {"limit": rules.MAX_PHOTOS_PER_REPORT}
            raise BadInput(code="too_many_photos", fields={"photos": [text]})
        kept = keep_photos(work, row, judged, first_position=last + 1)
    return PhotoReceipt(kept=kept, refused=judged.refused)


def mark_photo(*, access: Access, photo: UUID, mark: str, unknown_persons: bool | None = None) -> UUID:
    """Say what a photo is of and whether unasked people are in view; decides who may see it.

    Raises:
        BadInput: an unknown mark. NotFoundHere, NotPermitted
    """
    only_for(access, (*SELF, *DESK))
    _check_mark(mark)
    with change(access, "incidents.mark_photo", items=(ITEM,)) as work:
        row = gate.row(access, Photo.objects.select_for_update(of=("self",)).filter(public_id=photo))
        row.mark, row.unknown_persons = mark, unknown_persons
        work.save(row, reason="photo marked")
    return row.public_id


def sort_photos(photos: Sequence[NewPhoto]) -> Sorted:
    """Decode every file on its own; done before the transaction, so that slow decoding holds no lock.

    Raises:
        BadInput: an unknown mark, which is an error of the form and not of a file.
    """
    good: list[tuple[NewPhoto, PreparedImage]] = []
    refused: list[PhotoRefusal] = []
    for position, photo in enumerate(photos, start=1):
        _check_mark(photo.mark)
        try:
            _check_count(position)
            good.append((photo, prepare(photo.content)))
        except Refused as refusal:
            refused.append(PhotoRefusal(position, photo.name, refusal.code, refusal.message))
    return Sorted(tuple(good), tuple(refused))


def keep_photos(work: Change, report: DamageReport, judged: Sorted, *, first_position: int = 1) -> tuple[UUID, ...]:
    """Store the good photos of a call under the report's subject, within the change under way."""
    keep_capture = report.kind in rules.CAPTURE_KINDS
    kept = []
    for position, (photo, prepared) in enumerate(judged.good, start=first_position):
        image = store_photo(work, subject_id=report.subject_id, item=ITEM, prepared=prepared, keep_capture=keep_capture)
        row = Photo(
            report=report,
            subject_id=report.subject_id,
            image=image,
            mark=photo.mark,
            unknown_persons=photo.unknown_persons,
            position=position,
        )
        work.save(row, reason="photo added")
        kept.append(row.public_id)
    return tuple(kept)


def _check_count(position: int) -> None:
    if position > rules.MAX_PHOTOS_PER_CALL:
        text = _("At most %(limit)d photos are taken at once. Send this one with the next lot.")
        raise BadInput(text % {"limit": rules.MAX_PHOTOS_PER_CALL}, code="too_many_at_once")


def _check_mark(mark: str) -> None:
    if mark not in list(rules.PhotoMark):
        raise BadInput(code="mark_unknown", fields={"mark": [_("Choose what the photo shows from the list.")]})
