"""Which domain rows show a photograph. The apps say so in their `personal_data.py`; the kernel names none of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from privacy.errors import NotFoundHere

_sources: dict[tuple[str, str], None] = {}


def media_source(label: str, path: str) -> None:
    """Declare that rows of a model show a photograph.

    Args:
        label: "app.Model", such as "incidents.Photo".
        path: path of foreign keys from its rows to `privacy.MediaFile`, such as "image".
    """
    _sources[label, path] = None


def showing(media: uuid.UUID) -> tuple[QuerySet[Any], str]:
    """The domain row that shows a photograph, as a queryset for the gate, and the path from it to the photograph.

    Nothing is checked here: scope and decision are the gate's.

    Raises:
        NotFoundHere: no row shows it.
    """
    for label, path in _sources:
        rows = apps.get_model(label)._default_manager.filter(**{f"{path}__public_id": media})
        if rows.exists():
            return rows, path
    raise NotFoundHere


def media_sources() -> list[tuple[str, str]]:
    """All declared sources: (model label, path)."""
    return list(_sources)
