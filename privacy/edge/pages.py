"""What every page view needs: its access, and the purpose that it shows to its reader.

A page names the purposes that it serves, in the order of preference. The reader may choose another of them by the GET
parameter `purpose`; what is then not shown stands in words in the purpose bar of `base.html`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy import policy, registry
from privacy.access import Access, Channel
from privacy.edge.access import access_for, claimable, standing_of
from privacy.gate import Disclosed

SERVED = "_purposes_served"


@dataclass(frozen=True, slots=True)
class NotShown:
    """One item that the page does not show for its purpose, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PurposeShown:
    """The purpose of a page as the purpose bar tells it."""

    title: str
    summary: str
    legal_basis: str
    source: str
    not_shown: tuple[NotShown, ...]


@dataclass(frozen=True, slots=True)
class PurposeChoice:
    """One purpose for which the page can be looked at."""

    id: str
    title: str
    active: bool


def page_access(request: HttpRequest, *purposes: str, case: uuid.UUID | None = None, reason: str = "") -> Access:
    """The access under which a page works.

    Args:
        purposes: those that the page serves, the preferred one first.
        case: public id of the case at hand.
        reason: why, where the purpose alone does not say it; no personal values.

    Raises:
        LogInNeeded, NotPermitted, UnknownPurpose, ChoiceNeeded: as `privacy.edge.access.access_for`.
    """
    setattr(request, SERVED, purposes)
    return access_for(request, purposes=purposes, channel=Channel.PAGE, case=case, reason=reason)


def purpose_context(access: Access, rows: Iterable[Disclosed] = (), request: HttpRequest | None = None) -> dict[str, Any]:
    """`purpose` and `purpose_choices` for `base.html`.

    Args:
        rows: everything that the page shows; what was withheld in them is listed once per item.
        request: gives the reader the choice among the purposes of `page_access`; without it there is none.
    """
    language = get_language()
    purpose = policy.current().purposes[access.purpose]
    shown = PurposeShown(
        title=policy.text_in(purpose.title, language),
        summary=policy.text_in(purpose.summary, language),
        legal_basis=", ".join(_basis_title(basis.basis, language) for basis in purpose.bases),
        source=", ".join(purpose.sources),
        not_shown=not_shown(rows),
    )
    return {"purpose": shown, "purpose_choices": _choices(access, request)}


def not_shown(rows: Iterable[Disclosed]) -> tuple[NotShown, ...]:
    """The items withheld in these rows, each once, in the order in which they come up."""
    language = get_language()
    found: dict[str, NotShown] = {}
    for row in rows:
        for alias, withheld in row.withheld.items():
            title = _title(row, alias, language)
            found.setdefault(title, NotShown(title, str(withheld.text)))
    return tuple(found.values())


def item_titles(names: Iterable[str]) -> tuple[str, ...]:
    """Items of the policy in words of the page's language."""
    items, language = policy.current().items, get_language()
    return tuple(policy.text_in(items[name].title, language) for name in names if name in items)


def _title(row: Disclosed, alias: str, language: str | None) -> str:
    """The title of the item behind an alias: "driver.phone" is the phone, "odometer_km" the odometer, "case.state" the case."""
    items = policy.current().items
    prefix, _dot, field = alias.rpartition(".")
    if field in items:
        return policy.text_in(items[field].title, language)
    for holding in _holdings(row.kind, prefix):
        if holding.tracked.get(field) in items:
            return policy.text_in(items[holding.tracked[field]].title, language)
        if field in holding.labels:
            return str(holding.labels[field])
    return field.replace("_", " ")


def _holdings(kind: str, prefix: str) -> Iterator[registry.Holding]:
    """Declarations in which to look for a column: that of the row or of the model the prefix names, then any other."""
    known = registry.holdings()
    if not prefix:
        yield known[kind]
    yield from (holding for label, holding in known.items() if label.lower().endswith(f".{prefix}"))
    yield from known.values()


def _basis_title(name: str, language: str | None) -> str:
    known = policy.current().legal_bases
    return policy.text_in(known[name].title, language) if name in known else _("not stated")


def _choices(access: Access, request: HttpRequest | None) -> list[PurposeChoice]:
    if request is None:
        return []
    may = _claimable(access, request)
    purposes, language = policy.current().purposes, get_language()
    fitting = [name for name in getattr(request, SERVED, ()) if name in may]
    return [PurposeChoice(name, policy.text_in(purposes[name].title, language), name == access.purpose) for name in fitting]


def _claimable(access: Access, request: HttpRequest) -> frozenset[str]:
    for workspace in standing_of(request).entitlements.workspaces:
        if (workspace.role, workspace.organisation) == (access.role, access.organisation):
            return claimable(workspace)
    return frozenset()
