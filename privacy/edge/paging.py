"""Cursor pages: by key, never by offset, so that a list costs the same at row 100,000 and skips nothing while rows are added.

The reads of the apps say where a page ended; here that place is signed, so that it serves only as the cursor of the list
it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from privacy.edge.refusals import BadCall
from privacy.errors import BadInput

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100
LONGEST_CURSOR = 300
PAGE_FIELDS = frozenset({"limit", "cursor"})
_SALT = "privacy.edge.paging"


@dataclass(frozen=True, slots=True)
class PageWanted:
    """One page of a list.

    Args:
        view: name of the list; a cursor of one list is no cursor of another.
        limit: rows, 1 to LARGEST_LIMIT.
        after: where the page before ended; None for the first.
    """

    view: str
    limit: int
    after: str | None

    def cursor(self, ended: str | None) -> str | None:
        """The cursor behind the place where this page ended; None when nothing follows."""
        return None if ended is None else signing.Signer(salt=_SALT).sign_object([self.view, ended])


def page_wanted(view: str, query: Mapping[str, Any]) -> PageWanted:
    """The page that the query string asks for.

    Raises:
        BadInput: for a limit out of range.
        BadCall: for a cursor that is not one of ours, or belongs to another list.
    """
    return PageWanted(view=view, limit=_limit(query.get("limit")), after=_after(view, query.get("cursor")))


def _limit(value: Any) -> int:
    if value in (None, ""):
        return DEFAULT_LIMIT
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= LARGEST_LIMIT:
        return int(value)
    raise BadInput(fields={"limit": [_("Send a whole number from 1 to %(most)d.") % {"most": LARGEST_LIMIT}]})


def _after(view: str, cursor: Any) -> str | None:
    if cursor in (None, ""):
        return None
    try:
        if not isinstance(cursor, str) or len(cursor) > LONGEST_CURSOR:
            raise ValueError
        of_view, ended = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError):
        of_view, ended = None, None
    if of_view != view or not isinstance(ended, str):
        raise BadCall(_("This cursor is not valid here. Start again at the first page."), code="bad_cursor")
    return ended
