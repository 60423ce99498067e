"""Data keys: make, fetch, destroy. Called by sealing and by the gate only (an import contract says so)."""

from __future__ import annotations

import os
import uuid
from collections.abc import Collection, Iterable
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from privacy.binary import binary_rows
from privacy.errors import VaultUnavailable
from privacy.vault.models import DataKey
from privacy.vault.provider import key_provider

ALIAS = "vault"
# What the wrapping is bound to is put together by the server: id, subject and class, as `_context` does.
OPEN = """
    SELECT uuid_send(id), kek_id, wrapped, uuid_send(id) || uuid_send(subject_id) || convert_to(retention_class, 'UTF8')
    FROM vault_datakey WHERE id = ANY(%s::uuid[]) AND wrapped IS NOT NULL"""
log = structlog.get_logger(__name__)
# Two writers may make the same key at once: the first one stands, and both read it back.
CREATE = """
    INSERT INTO vault_datakey (id, subject_id, retention_class, kek_id, wrapped, created_at)
    SELECT id, subject_id, retention_class, %s, wrapped, now()
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[]) AS made(id, subject_id, retention_class, wrapped)
    ON CONFLICT DO NOTHING"""

Pair = tuple[uuid.UUID, str]


class Tally:
    """Counts the keys that were unwrapped for reading, independently of the ledger: the second side of the double entry."""

    def __init__(self) -> None:
        self.opened = 0


tally = Tally()


def _context(key_id: uuid.UUID, subject_id: uuid.UUID, retention_class: str) -> bytes:
    return key_id.bytes + subject_id.bytes + retention_class.encode()


def _fetch_binary(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    try:
        return binary_rows(ALIAS, sql, params)
    except (DatabaseError, InterfaceError) as problem:
        raise VaultUnavailable from problem


def _fetch(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    except (DatabaseError, InterfaceError) as problem:
        raise VaultUnavailable from problem


def open_keys(key_ids: Collection[bytes]) -> dict[bytes, AESGCM]:
    """Unwrap data keys for reading, with one query.

    Args:
        key_ids: the 16 bytes that name a key in an envelope.

    Returns:
        A cipher for each key that still exists; a destroyed key is absent.

    Raises:
        VaultUnavailable: the vault database does not answer.
    """
    if not key_ids:
        return {}
    rows = _fetch_binary(OPEN, [_id_array(key_ids)])
    plain = key_provider().unwrap_many([row[1:] for row in rows])
    opened = {row[0]: AESGCM(key) for row, key in zip(rows, plain, strict=True) if key is not None}
    if len(opened) < len(rows):
        log.error("vault.keys_do_not_unwrap", count=len(rows) - len(opened))
    tally.opened += len(key_ids)
    return opened


def _id_array(key_ids: Collection[bytes]) -> str:
    """Ids as the text of an array: one parameter, read by the server faster than it is built up element by element."""
    return "{" + ",".join([key_id.hex() for key_id in key_ids]) + "}"


def sealing_keys(pairs: Iterable[Pair]) -> dict[Pair, tuple[uuid.UUID, AESGCM]]:
    """The live key of each (subject, retention class), made where there is none: one read, at most one write.

    Raises:
        VaultUnavailable: the vault database does not answer.
    """
    wanted = list(dict.fromkeys(pairs))
    found = _live(wanted)
    missing = [pair for pair in wanted if pair not in found]
    if missing:
        _create(missing)
        found |= _live(missing)
    return found


def _live(pairs: list[Pair]) -> dict[Pair, tuple[uuid.UUID, AESGCM]]:
    if not pairs:
        return {}
    sql = """
        SELECT k.id, k.subject_id, k.retention_class, k.kek_id, k.wrapped
        FROM unnest(%s::uuid[], %s::text[]) AS wanted(subject_id, retention_class)
        JOIN vault_datakey k ON k.subject_id = wanted.subject_id
            AND k.retention_class = wanted.retention_class AND k.destroyed_at IS NULL"""
    rows = _fetch(sql, [[subject for subject, _ in pairs], [name for _, name in pairs]])
    unwrap = key_provider().unwrap
    try:
        return {
            (subject_id, name): (
                key_id,
                AESGCM(unwrap(bytes(wrapped), kek_id=kek_id, context=_context(key_id, subject_id, name))),
            )
            for key_id, subject_id, name, kek_id, wrapped in rows
        }
    except (KeyError, InvalidTag) as problem:
        log.error("vault.key_does_not_unwrap", problem=type(problem).__name__)
        raise VaultUnavailable from problem


def _create(pairs: list[Pair]) -> None:
    provider = key_provider()
    made = [(uuid.uuid4(), subject_id, name) for subject_id, name in pairs]
    wrapped = [provider.wrap(os.urandom(32), context=_context(*one)) for one in made]
    columns: list[Any] = [
        [key_id for key_id, _subject, _name in made],
        [subject_id for _key, subject_id, _name in made],
        [name for _key, _subject, name in made],
        wrapped,
    ]
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(CREATE, [provider.current_kek(), *columns])
    except (DatabaseError, InterfaceError) as problem:
        raise VaultUnavailable from problem


def destroy(subject_id: uuid.UUID, retention_classes: Collection[str]) -> int:
    """Shred the keys of a subject for these classes. Returns how many; the ciphertext is unreadable from then on.

    Raises:
        VaultUnavailable: the vault database does not answer.
    """
    try:
        live = DataKey.objects.using(ALIAS).filter(subject_id=subject_id, destroyed_at__isnull=True)
        return live.filter(retention_class__in=list(retention_classes)).update(wrapped=None, destroyed_at=timezone.now())
    except (DatabaseError, InterfaceError) as problem:
        raise VaultUnavailable from problem
