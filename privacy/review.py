"""What the privacy officer asks of the record of looks beside its list: whose references to filter by, and one event in full.

A person is named by what people know of them (a log-in address, a plate); the answer is a reference, and the asking is recorded.
Nothing here shows a personal value.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext_lazy as _

from privacy import gate, queries, registry
from privacy.access import Access
from privacy.errors import BadInput, LedgerUnavailable, NotFoundHere
from privacy.ledger import store
from privacy.ledger.models import Event
from privacy.ledger.store import Entry

LOG_IN = "log_in"
MOST_SUBJECTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Finder:
    """A way to say whose data is meant: its name, and what is typed in, in words."""

    name: str
    title: Any


@dataclass(frozen=True, slots=True)
class EventInFull:
    """One event of the record with all its columns; references stay references.

    Args:
        subject_refs: pseudonymous references of those concerned, at most MOST_SUBJECTS_SHOWN.
        emergency: public id of the emergency grant under which the look was.
        detail: further codes and counts, by name.
    """

    look: queries.Look
    recipient: str
    organisation_id: uuid.UUID | None
    object_ids: tuple[uuid.UUID, ...]
    subject_refs: tuple[uuid.UUID, ...]
    emergency: uuid.UUID | None
    keys_opened: int
    detail: Mapping[str, Any]


def finders(access: Access) -> list[Finder]:
    """The ways in which this role may name somebody; the log-in address is always one."""
    declared = [Finder(one.name, one.title) for one in registry.subject_finders(access.role)]
    return [Finder(LOG_IN, _("Log-in address")), *declared]


def references(access: Access, *, finder: str, text: str) -> list[uuid.UUID]:
    """The pseudonymous references of those whom the text names; recorded as a look-up with the subjects found, never the text.

    Raises:
        BadInput: no such finder for this role, or no text.
        NotPermitted, TooManyLookups: as `privacy.gate.find_subjects`.
    """
    if not text.strip() or "\x00" in text:
        raise BadInput(fields={"text": [_("Say whom you look for.")]})
    return [store.reference(subject) for subject in _subjects(access, finder, text.strip())]


def _subjects(access: Access, finder: str, text: str) -> list[uuid.UUID]:
    if finder == LOG_IN:
        found = queries.account_subject(access, text)
        return [found] if found else []
    for declared in registry.subject_finders(access.role):
        if declared.name == finder:
            return list(declared.find(access, text))
    raise BadInput(fields={"finder": [_("Choose one of the ways offered.")]})


def event(access: Access, event: uuid.UUID) -> EventInFull:
    """One event of the record; reading it is itself recorded.

    Raises:
        NotPermitted: the role may not claim the purpose; recorded.
        NotFoundHere: no such event; recorded.
        LedgerUnavailable: the ledger does not answer.
    """
    gate.check_claim(access)
    entry = Entry(
        kind="review", outcome="done", object_kind=Event._meta.label, object_ids=[event], verb="privacy.read_ledger_event"
    )
    store.write(access, [entry])
    try:
        row = Event.objects.using(store.ALIAS).filter(event_id=event).first()
    except (DatabaseError, InterfaceError) as problem:
        raise LedgerUnavailable from problem
    if row is None:
        store.record_refusal(access, code=NotFoundHere.code, object_kind=Event._meta.label)
        raise NotFoundHere
    return _in_full(row)


def _in_full(row: Event) -> EventInFull:
    return EventInFull(
        look=queries.look_of(row),
        recipient=row.recipient,
        organisation_id=row.organisation_id,
        object_ids=tuple(row.object_ids[:MOST_SUBJECTS_SHOWN]),
        subject_refs=tuple(row.subject_refs[:MOST_SUBJECTS_SHOWN]),
        emergency=row.emergency_id,
        keys_opened=row.keys_opened,
        detail=dict(row.detail),
    )
