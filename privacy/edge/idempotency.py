"""Idempotency-Key on POST: a call that is repeated because its answer was lost does the work once.

The record is written in the same transaction as the work. A failed call leaves none, so it may be repeated with the same
key; two calls at the same moment wait for each other at the unique index, and the second finds the result of the first.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from privacy.edge.models import IdempotencyRecord
from privacy.edge.refusals import BadCall
from privacy.edge.renderers import to_json
from privacy.errors import BadInput, Conflict

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{8,128}\Z")
_SALT = "privacy.edge.idempotency"
_WAIT_MS = 5_000


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a POST: the public id of what it made, and whether an earlier call made it."""

    id: uuid.UUID
    replayed: bool = False


def once(*, owner: str, key: str, endpoint: str, content: Any, work: Callable[[], uuid.UUID]) -> Done:
    """Does the work once per owner and key.

    Args:
        owner: whose keys these are: an account or a machine client.
        key: the header's value; empty for a call that asks for no such care.
        endpoint: method and path; part of what makes two calls the same.
        content: parsed body; only a keyed hash of it is kept.
        work: does it and returns the public id of what it made.

    Raises:
        BadCall: for a key that is too short, too long or not printable.
        BadInput: when the key was used for another call.
        Conflict: when a call with this key is still running.
    """
    if not key:
        return Done(work())
    if not _KEY.match(key):
        raise BadCall(_("Send an Idempotency-Key of 8 to 128 printable characters."), code="bad_idempotency_key")
    content_hash = _hash(to_json(_comparable(content)))
    with transaction.atomic():
        # The key is the caller's own words; its hash knows it again as well and tells nothing.
        record, is_new = _claim(owner, _hash(key.encode()), endpoint, content_hash)
        if is_new:
            record.result_id = work()
            record.save(update_fields=["result_id"])
            return Done(record.result_id)
    return _earlier(record, endpoint, content_hash)


def _claim(owner: str, key: str, endpoint: str, content_hash: str) -> tuple[IdempotencyRecord, bool]:
    """The record of this key, and whether it is ours; waits for a call that holds it, but not forever."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_WAIT_MS:d}")
        record, is_new = IdempotencyRecord.objects.get_or_create(
            owner=owner, key=key, defaults={"endpoint": endpoint, "content_hash": content_hash}
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError:
        raise Conflict(
            _("A call with this Idempotency-Key is still running. Repeat it in a moment."), code="still_running"
        ) from None
    return record, is_new


def _earlier(record: IdempotencyRecord, endpoint: str, content_hash: str) -> Done:
    if record.endpoint != endpoint or record.content_hash != content_hash:
        raise BadInput(_("This Idempotency-Key was used for another call. Use a new key for new content."), code="key_reused")
    if record.result_id is None:
        raise Conflict(_("A call with this Idempotency-Key is still running. Repeat it in a moment."), code="still_running")
    return Done(record.result_id, replayed=True)


def _hash(content: bytes) -> str:
    """Keyed, so that the stored hash of a short content cannot be guessed by trying."""
    return salted_hmac(_SALT, content, algorithm="sha256").hexdigest()


def _comparable(content: Any) -> Any:
    """Forms become lists of fields in order; files become the hash of their bytes."""
    if hasattr(content, "lists"):
        return sorted([name, [_comparable(value) for value in values]] for name, values in content.lists())
    if hasattr(content, "chunks"):
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
        return digest.hexdigest()
    if isinstance(content, dict):
        return sorted([str(name), _comparable(value)] for name, value in content.items())
    if isinstance(content, list):
        return [_comparable(value) for value in content]
    return content


def forget_before(moment: datetime) -> int:
    """Deletes the records made before the moment; returns how many. A key is known for as long as the scheduler's rule says."""
    deleted, _by_model = IdempotencyRecord.objects.filter(created_at__lt=moment).delete()
    return deleted
