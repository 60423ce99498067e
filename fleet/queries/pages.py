"""Cursors: the public id of the last row of a page, so that a cursor tells nothing the reader does not hold already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.errors import BadInput
from privacy.gate import Disclosed

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the cursor of the next one; None on the last."""

    rows: Sequence[Disclosed]
    next_cursor: str | None


def page_of(rows: list[Disclosed], size: int) -> Page:
    """A page from up to size + 1 rows: the surplus row says that there is a next page."""
    more = len(rows) > size
    shown = rows[:size]
    return Page(shown, str(shown[-1].id) if more else None)


def page_size(asked: int) -> int:
    """The number of rows on a page: between 1 and PAGE_SIZE."""
    return max(1, min(asked, PAGE_SIZE))


def after(rows: QuerySet[Any], cursor: str | None, *columns: str, newest_first: bool = False) -> QuerySet[Any]:
    """Order rows by the columns and then by id, and start behind the cursor. The columns must not be null.

    Raises BadInput when the cursor is not one of ours.
    """
    names = (*columns, "id")
    ordered = rows.order_by(*(f"-{name}" if newest_first else name for name in names))
    if not cursor:
        return ordered
    position = _position(rows.model, cursor, names)
    side = "lt" if newest_first else "gt"
    behind = Q()
    for n, name in enumerate(names):
        equal = {names[i]: position[i] for i in range(n)}
        behind |= Q(**equal, **{f"{name}__{side}": position[n]})
    return ordered.filter(behind)


def _position(model: type[Model], cursor: str, names: Sequence[str]) -> tuple[Any, ...]:
    try:
        found = model._base_manager.filter(public_id=UUID(cursor)).values_list(*names).first()
    except ValueError:
        found = None
    if found is None:
        raise BadInput(_("This page does not exist any more. Start from the first page."), code="unknown_cursor")
    return tuple(found)
