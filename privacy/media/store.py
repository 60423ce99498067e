"""Storing photographs sealed, and reading the sealed bytes back for the gate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import DatabaseError

from privacy.change import Change
from privacy.errors import NotFoundHere
from privacy.media import FULL, THUMBNAIL, storage
from privacy.media.ingest import PreparedImage
from privacy.media.models import MediaFile
from privacy.sealing import seal, seal_bytes

log = structlog.get_logger(__name__)

_COLUMN = {FULL: "storage_name", THUMBNAIL: "thumbnail_name"}


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file as it lies in the storage.

    Args:
        envelope: ciphertext; names its key at its head.
        binding: what it is bound to; without it it does not open.
        content_type: of the picture inside.
    """

    envelope: bytes
    binding: tuple[str, ...]
    content_type: str


def store_photo(work: Change, *, subject_id: uuid.UUID, item: str, prepared: PreparedImage, keep_capture: bool) -> MediaFile:
    """Store a prepared photograph within an action: two sealed files and their row, all or nothing.

    Args:
        work: the change under way; when it is rolled back the files go too.
        subject_id: whose photograph it is; chooses the key.
        item: item of the policy, such as "incident_photos"; its retention class chooses the key.
        prepared: what `ingest.prepare` returned.
        keep_capture: whether time and place of capture are kept, as sealed items of their own; only where the purpose needs them.

    Raises:
        MediaUnavailable: the storage takes nothing at the moment.
        VaultUnavailable: no key can be had.
    """
    row = MediaFile(
        subject_id=subject_id,
        item=item,
        storage_name=storage.new_name(),
        thumbnail_name=storage.new_name(),
        content_type=prepared.content_type,
        width=prepared.width,
        height=prepared.height,
        byte_size=len(prepared.content),
    )
    if keep_capture:
        seal(row, captured_at=_stamp(prepared), captured_place=_place(prepared))
    # Asked for before the first byte is written, so that a failure between the two files leaves none.
    work.after_rollback(partial(_discard_without_row, row.public_id, [row.storage_name, row.thumbnail_name]))
    for variant, content in ((FULL, prepared.content), (THUMBNAIL, prepared.thumbnail)):
        envelope = seal_bytes(subject_id, item, binding(row.public_id, variant), content)
        storage.write(getattr(row, _COLUMN[variant]), envelope)
    work.save(row)
    return row


def binding(public_id: uuid.UUID, variant: str) -> tuple[str, ...]:
    """What a sealed file is bound to: it opens as this variant of this row only."""
    return (MediaFile._meta.label, variant, str(public_id))


def sealed_file(media_id: int | None, variant: str = FULL) -> SealedFile:
    """One variant of a stored photograph, still sealed; the gate opens it after the ledger has recorded the look.

    Args:
        media_id: primary key of the MediaFile, as a domain row refers to it; None where the row shows none.
        variant: "full" or "thumb"; both are of the same content type.

    Raises:
        NotFoundHere: there is no such photograph, or its file has been removed.
        MediaUnavailable: the storage does not answer.
    """
    if media_id is None:
        raise NotFoundHere
    row = MediaFile.objects.filter(pk=media_id).values("public_id", "content_type", _COLUMN[variant]).first()
    if row is None:
        raise NotFoundHere
    return SealedFile(
        envelope=storage.read(row[_COLUMN[variant]]),
        binding=binding(row["public_id"], variant),
        content_type=row["content_type"],
    )


def _stamp(prepared: PreparedImage) -> str | None:
    return prepared.captured_at.isoformat() if prepared.captured_at else None


def _place(prepared: PreparedImage) -> dict[str, float] | None:
    if prepared.captured_place is None:
        return None
    latitude, longitude = prepared.captured_place
    return {"latitude": latitude, "longitude": longitude}


def _discard_without_row(public_id: uuid.UUID, names: list[str]) -> None:
    # An error after the commit (in a hook, say) looks like a rollback from outside: a row that stands keeps its files.
    try:
        stands = MediaFile.objects.filter(public_id=public_id).exists()
    except DatabaseError as problem:
        log.warning("media.left_to_the_sweep", names=names, problem=type(problem).__name__)
        return
    if not stands:
        storage.discard(names)
