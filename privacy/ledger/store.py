"""The only writer of the ledger. Own connection, own commit, before anything is released.

`write` either returns with the events committed or raises `LedgerUnavailable`; the caller then opens nothing.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from privacy import policy
from privacy.access import Access
from privacy.errors import LedgerUnavailable
from privacy.vault.provider import key_provider

ALIAS = "ledger"
log = structlog.get_logger(__name__)

KINDS = frozenset(
    {"disclose", "open", "lookup", "file", "aggregate", "change", "refusal", "failure", "emergency", "review", "account"}
)
_NO_PARTITION = "23514"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event says beyond its access.

    Args:
        kind: one of `KINDS`.
        outcome: "released", "refused", "done" or "failed".
        object_kind: model label of the rows looked at.
        object_ids: their public ids.
        subject_ids: the subjects concerned; written as pseudonymous references.
        items: item -> form in which it was released.
        withheld: item -> reason code.
        keys_opened: number of data keys that will be unwrapped for this look.
        recipient: recipient key of the policy; with the organisation of the access it names the other controller.
        verb: for a change, the action; for a look-up, the field searched by.
        detail: further references, codes and counts; never values.
    """

    kind: str
    outcome: str
    object_kind: str = ""
    object_ids: Sequence[uuid.UUID] = ()
    subject_ids: Sequence[uuid.UUID] = ()
    items: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)
    keys_opened: int = 0
    recipient: str = ""
    legal_basis: str = ""
    verb: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _reference_key() -> bytes:
    return key_provider().derive("ledger-reference/1")


def reference(subject_id: uuid.UUID) -> uuid.UUID:
    """The pseudonymous reference under which a subject stands in the ledger: keyed, so the ledger alone leads to nobody."""
    return uuid.UUID(hex=_references([subject_id])[0])


def _references(subject_ids: Sequence[uuid.UUID]) -> list[str]:
    key, keyed = _reference_key(), hashlib.blake2b
    return [keyed(subject_id.bytes, key=key, digest_size=16).hexdigest() for subject_id in subject_ids]


# What all events of one call share is bound once, under its name: psycopg keeps a parsed statement only up to fifty
# parameters.
_SHARED = (
    "at",
    "actor_ref",
    "actor_name",
    "role",
    "organisation_kind",
    "organisation_id",
    "organisation_name",
    "purpose",
    "policy_version",
    "channel",
    "request_id",
    "case_id",
    "emergency_id",
)
_OWN = {
    "event_id": "",
    "kind": "",
    "outcome": "",
    "verb": "",
    "recipient": "",
    "legal_basis": "",
    "object_kind": "",
    "object_ids": "::uuid[]",
    "subject_refs": "::uuid[]",
    "items": "::jsonb",
    "withheld": "::jsonb",
    "keys_opened": "",
    "detail": "::jsonb",
    "salt": "",
}


@lru_cache(maxsize=64)
def _insert(events: int) -> str:
    """The statement for so many events; names of columns are constant text."""
    rows = [
        ", ".join([*(f"%({name})s" for name in _SHARED), *(f"%({name}{number})s{cast}" for name, cast in _OWN.items())])
        for number in range(events)
    ]
    columns = ", ".join([*_SHARED, *_OWN])
    return f"INSERT INTO ledger_event ({columns}) VALUES " + ", ".join(f"({row})" for row in rows)  # noqa: S608


def _shared(access: Access, at: datetime) -> dict[str, Any]:
    actor, organisation = access.actor, access.organisation
    return {
        "at": at,
        "actor_ref": reference(actor.subject_id) if actor.subject_id else None,
        "actor_name": actor.name,
        "role": access.role,
        "organisation_kind": organisation.kind,
        "organisation_id": organisation.id,
        "organisation_name": organisation.name,
        "purpose": access.purpose,
        "policy_version": policy.current().version,
        "channel": "emergency" if access.emergency else access.channel.value,
        "request_id": access.request_id,
        "case_id": access.case,
        "emergency_id": access.emergency,
    }


def _own(entry: Entry, event_id: uuid.UUID) -> tuple[Any, ...]:
    """Values in the order of `_OWN`. Arrays go as text: one parameter, read by the server faster than built up one by one."""
    if entry.kind not in KINDS:
        raise ValueError(f"{entry.kind} is not a registered kind of ledger event.")
    return (
        event_id,
        entry.kind,
        entry.outcome,
        entry.verb,
        entry.recipient,
        entry.legal_basis,
        entry.object_kind,
        "{" + ",".join([object_id.hex for object_id in entry.object_ids]) + "}",
        "{" + ",".join(_references(entry.subject_ids)) + "}",
        orjson.dumps(entry.items).decode(),
        orjson.dumps(entry.withheld).decode(),
        entry.keys_opened,
        orjson.dumps(entry.detail).decode(),
        os.urandom(32),
    )


def write(access: Access, entries: Sequence[Entry]) -> list[uuid.UUID]:
    """Write events and commit them.

    Returns:
        The ids of the events, in order.

    Raises:
        LedgerUnavailable: they could not be committed; nothing may be released.
    """
    if not entries:
        return []
    at = datetime.now(UTC)
    ids = [uuid.uuid4() for _ in entries]
    params = _shared(access, at)
    for number, (entry, event_id) in enumerate(zip(entries, ids, strict=True)):
        params |= {f"{name}{number}": value for name, value in zip(_OWN, _own(entry, event_id), strict=True)}
    try:
        _commit(_insert(len(entries)), params, at)
    except (DatabaseError, InterfaceError) as problem:
        log.error("ledger.unavailable", request_id=access.request_id, problem=type(problem).__name__)
        raise LedgerUnavailable from problem
    return ids


def _commit(sql: str, params: dict[str, Any], at: datetime) -> None:
    connection = connections[ALIAS]
    if connection.in_atomic_block and not getattr(settings, "PRIVACY_LEDGER_MAY_SHARE_TRANSACTION", False):
        raise RuntimeError("The ledger commits by itself; do not open a transaction on its connection.")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", None) != _NO_PARTITION or connection.in_atomic_block:
            raise
        # the first event of a month that the scheduler did not prepare
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_make_month(%s)", [at])
            cursor.execute(sql, params)


def record_refusal(
    access: Access, *, code: str, object_kind: str = "", object_ids: Sequence[uuid.UUID] = (), **detail: Any
) -> None:
    """Record that something was refused. On the ledger's own connection, so it survives a rollback of the work.

    Raises:
        LedgerUnavailable: it could not be recorded.
    """
    entry = Entry(
        kind="refusal",
        outcome="refused",
        object_kind=object_kind,
        object_ids=object_ids,
        withheld={"*": code},
        detail={"code": code, **detail},
    )
    write(access, [entry])
