"""Reads of the kernel: who saw my data, the privacy officer's view of the ledger, the purposes of the policy."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from privacy import gate, policy
from privacy.access import Access
from privacy.errors import LedgerUnavailable
from privacy.ledger import store
from privacy.ledger.models import Event
from privacy.ledger.store import Entry
from privacy.models import Account
from privacy.policy.model import text_in

LARGEST_PAGE = 200
LOOKS = ("disclose", "lookup", "file", "open", "aggregate")


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """A further subject whose looks concern a person, e.g. the file of the car that the person had, while they had it."""

    subject_id: uuid.UUID
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LookItem:
    """One item of a look: its name in words and the form in which it was shown."""

    item: str
    title: str
    form: str


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the record of looks, in words; references stay references.

    Args:
        by_oneself: the person looked at their own data.
        actor_ref: pseudonymous reference of the actor; empty for the person's own page.
        number: position for paging; not a time.
    """

    id: uuid.UUID
    number: int
    at: datetime
    kind: str
    outcome: str
    verb: str
    purpose: str
    purpose_title: str
    legal_basis: str
    role: str
    role_title: str
    organisation_kind: str
    organisation: str
    channel: str
    case: uuid.UUID | None
    emergency: bool
    object_kind: str
    object_count: int
    subject_count: int
    items: tuple[LookItem, ...]
    withheld: tuple[LookItem, ...]
    by_oneself: bool
    actor_ref: uuid.UUID | None
    actor_name: str
    policy_version: str
    request_id: str


def own_access_log(
    access: Access, *, files: Iterable[OwnedFile] = (), before: int | None = None, limit: int = 50, own_looks: bool = False
) -> list[Look]:
    """Who saw the actor's own data, newest first (GDPR Art. 15, C-579/21): time, purpose, items, organisation and role.

    Args:
        files: further subjects that are the person's own for a time, such as the car they had.
        before: `number` of the last line of the page before.
        limit: lines, up to 200.
        own_looks: whether the person's own looks are listed too.

    Raises:
        NotPermitted: the role may not claim the purpose.
        LedgerUnavailable: the ledger does not answer.
    """
    gate.check_claim(access)
    if access.actor.subject_id is None:
        return []
    me = store.reference(access.actor.subject_id)
    mine = Q(subject_refs__contains=[me])
    for file in files:
        period = Q(at__gte=file.since) & (Q(at__lt=file.until) if file.until else Q())
        mine |= Q(subject_refs__contains=[store.reference(file.subject_id)]) & period
    rows = Event.objects.filter(mine, kind__in=LOOKS)
    if not own_looks:
        rows = rows.exclude(actor_ref=me)
    return [_look(row, me, with_actor=False) for row in _page(rows, before, limit)]


def events(
    access: Access,
    *,
    purpose: str = "",
    actor: uuid.UUID | None = None,
    subjects: Sequence[uuid.UUID] = (),
    kind: str = "",
    outcome: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    emergency: uuid.UUID | None = None,
    actor_ref: uuid.UUID | None = None,
    subject_refs: Sequence[uuid.UUID] = (),
    before: int | None = None,
    limit: int = 50,
) -> list[Look]:
    """The record of looks for the privacy officer, newest first. Reading it is itself recorded, with the filters used.

    Args:
        actor: subject id of the person who looked.
        subjects: subject ids of the persons or vehicle files looked at; any of them.
        emergency: public id of an emergency grant.
        actor_ref, subject_refs: the same as actor and subjects, by the pseudonymous references that the record shows.

    Raises:
        NotPermitted: the role may not claim the purpose.
        LedgerUnavailable: the ledger does not answer.
    """
    gate.check_claim(access)
    wanted = Q()
    if purpose:
        wanted &= Q(purpose=purpose)
    actor_ref = store.reference(actor) if actor else actor_ref
    concerned = [*map(store.reference, subjects), *subject_refs]
    if concerned:
        wanted &= Q(subject_refs__overlap=concerned)
    plain = {
        "actor_ref": actor_ref,
        "kind": kind,
        "outcome": outcome,
        "emergency_id": emergency,
        "at__gte": since,
        "at__lt": until,
    }
    for name, value in plain.items():
        if value:
            wanted &= Q(**{name: value})
    filters = {"purpose": purpose, "actor": actor_ref, "subject": concerned, "kind": kind, "emergency": emergency}
    used = sorted(name for name, value in filters.items() if value)
    entry = Entry(
        kind="review",
        outcome="done",
        object_kind="ledger.Event",
        subject_ids=list(subjects),
        verb="privacy.read_ledger",
        detail={"filters": used},
    )
    store.write(access, [entry])
    return [look_of(row) for row in _page(Event.objects.filter(wanted), before, limit)]


def account_subject(access: Access, email: str) -> uuid.UUID | None:
    """The subject behind a log-in address, to filter the record of looks by it; the look-up is recorded.

    Raises:
        NotPermitted: the role may not claim the purpose.
    """
    gate.check_claim(access)
    found = Account.objects.filter(email=email.strip().lower()).values_list("subject_id", flat=True).first()
    entry = Entry(
        kind="lookup",
        outcome="released",
        object_kind="privacy.Account",
        subject_ids=[found] if found else [],
        verb="privacy.Account.email",
    )
    store.write(access, [entry])
    return found


def look_of(row: Event) -> Look:
    """An event of the record in words, as the privacy officer reads it."""
    return _look(row, None, with_actor=True)


def _page(rows: QuerySet[Event], before: int | None, limit: int) -> list[Event]:
    if before is not None:
        rows = rows.filter(id__lt=before)
    try:
        return list(rows.using("ledger").order_by("-at", "-id")[: max(1, min(limit, LARGEST_PAGE))])
    except (DatabaseError, InterfaceError) as problem:
        raise LedgerUnavailable from problem


def _look(row: Event, me: uuid.UUID | None, *, with_actor: bool) -> Look:
    current, language = policy.current(), get_language()
    purpose, role = current.purposes.get(row.purpose), current.roles.get(row.role)
    return Look(
        id=row.event_id,
        number=row.id,
        at=row.at,
        kind=row.kind,
        outcome=row.outcome,
        verb=row.verb,
        purpose=row.purpose,
        purpose_title=text_in(purpose.title, language) if purpose else row.purpose,
        legal_basis=row.legal_basis,
        role=row.role,
        role_title=text_in(role.title, language) if role else row.role,
        organisation_kind=row.organisation_kind,
        organisation=row.organisation_name,
        channel=row.channel,
        case=row.case_id,
        emergency=row.emergency_id is not None,
        object_kind=row.object_kind,
        object_count=len(row.object_ids),
        subject_count=len(row.subject_refs),
        items=_items(row.items, language),
        withheld=_items(row.withheld, language),
        by_oneself=me is not None and row.actor_ref == me,
        actor_ref=row.actor_ref if with_actor else None,
        actor_name=row.actor_name,
        policy_version=row.policy_version,
        request_id=row.request_id,
    )


def _items(named: Mapping[str, Any], language: str | None) -> tuple[LookItem, ...]:
    known = policy.current().items
    found: dict[str, LookItem] = {}
    for key, form in named.items():
        item = key.partition(".")[0]
        title = text_in(known[item].title, language) if item in known else item
        found.setdefault(item, LookItem(item, title, str(form)))
    return tuple(found.values())
