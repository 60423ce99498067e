"""Sealed files that no row names: left by a process that died between writing and committing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from privacy.media import storage
from privacy.media.models import MediaFile

MIN_AGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """Outcome of a sweep, in files."""

    seen: int
    orphans: int


def sweep(*, min_age: timedelta = MIN_AGE, dry_run: bool = False) -> Swept:
    """Delete sealed files without a row.

    Args:
        min_age: younger files are left alone: their transaction may still be running.
        dry_run: count only.
    """
    seen = orphans = 0
    for _folder, names in storage.folders():
        seen += len(names)
        lost = [name for name in _without_row(names) if _is_older(name, min_age)]
        orphans += len(lost)
        if not dry_run:
            storage.discard(lost)
    return Swept(seen=seen, orphans=orphans)


def _without_row(names: list[str]) -> list[str]:
    known: set[str] = set()
    rows = MediaFile.objects.filter(Q(storage_name__in=names) | Q(thumbnail_name__in=names))
    for pair in rows.values_list("storage_name", "thumbnail_name"):
        known.update(pair)
    return [name for name in names if name not in known]


def _is_older(name: str, min_age: timedelta) -> bool:
    try:
        written = storage.sealed_storage().get_modified_time(name)
    except FileNotFoundError:  # somebody else swept it
        return False
    return timezone.now() - written >= min_age
