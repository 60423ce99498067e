"""Pages of a list, newest first, by the public id of the last row seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from drivers.queries import PAGE_SIZE, Page
from privacy import gate
from privacy.access import Access
from privacy.errors import BadInput


def page_of(access: Access, rows: QuerySet[Any], fields: Mapping[str, str], *, after: str | None, size: int) -> Page:
    """One page of rows in reach, in the order in which they were made, newest first.

    Args:
        after: public id of the last row of the page before; it tells nothing that its reader does not hold.
        size: 1 to 100.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    limit = max(1, min(size, PAGE_SIZE))
    if after:
        rows = rows.filter(_older(rows.model, after))
    shown = gate.disclose(access, rows.order_by("-created_at", "-id"), fields, limit=limit)
    return Page(shown, str(shown[-1].id) if len(shown) == limit else None)


def _older(model: Any, cursor: str) -> Q:
    try:
        found = model.objects.filter(public_id=UUID(cursor)).values_list("created_at", "id").first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(_("This page does not exist any more. Start from the first page."), code="unknown_cursor")
    made, last = found
    return Q(created_at__lt=made) | Q(created_at=made, id__lt=last)
