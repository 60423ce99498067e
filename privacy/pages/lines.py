"""Events of the record of looks as the office reads them: codes in words, references as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy import words
from privacy.queries import Look, LookItem
from privacy.review import EventInFull

ALL_ITEMS = "*"
SEARCHED = _("searched by it; shown to nobody")
BAD = frozenset({"refused", "failed"})


@dataclass(frozen=True, slots=True)
class Told:
    """Something with what is said of it: an item and its form, an item and why it was withheld."""

    title: Any
    note: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words.

    Args:
        look: the event itself.
        searched_by: for a look-up, the field searched by.
        items, withheld: with forms, and with reasons.
        refused_because: for a refusal as a whole, why.
    """

    look: Look
    kind: Any
    outcome: Any
    bad: bool
    channel: Any
    organisation: Any
    basis: str
    object_kind: str
    searched_by: str
    items: tuple[Told, ...]
    withheld: tuple[Told, ...]
    refused_because: Any


def line(look: Look) -> Line:
    """One event in words."""
    whole = next((item for item in look.withheld if item.item == ALL_ITEMS), None)
    return Line(
        look=look,
        kind=words.KINDS.get(look.kind, look.kind),
        outcome=words.OUTCOMES.get(look.outcome, look.outcome),
        bad=look.outcome in BAD,
        channel=words.CHANNELS.get(look.channel, look.channel),
        organisation=_organisation(look),
        basis=words.basis_words(look.legal_basis) if look.legal_basis else "",
        object_kind=words.object_words(look.object_kind) if look.object_kind else "",
        searched_by=words.searched_by(look.verb) if look.kind == "lookup" and look.verb else "",
        items=tuple(Told(item.title, SEARCHED if look.kind == "lookup" else words.form_words(item.form)) for item in look.items),
        withheld=_withheld(look.withheld),
        refused_because=words.reason_words(whole.form) if whole else "",
    )


def _withheld(items: Iterable[LookItem]) -> tuple[Told, ...]:
    return tuple(Told(item.title, words.reason_words(item.form)) for item in items if item.item != ALL_ITEMS)


def _organisation(look: Look) -> Any:
    kind = words.ORGANISATIONS.get(look.organisation_kind, look.organisation_kind)
    return look.organisation if look.organisation_kind in ("employer", "supplier") and look.organisation else kind


def recipient(event: EventInFull) -> str:
    """Who received what was released, in words; empty where nothing was."""
    return words.recipient_words(event.recipient) if event.recipient else ""


def detail(event: EventInFull) -> tuple[Told, ...]:
    """The further codes and counts, by name; lists joined."""
    return tuple(
        Told(name.replace("_", " "), _plain(value)) for name, value in event.detail.items() if value not in (None, "", [])
    )


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
