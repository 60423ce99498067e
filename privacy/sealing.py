"""Sealing of values: AES-256-GCM under the data key of subject and retention class, bound to model, field, row and key.

Envelope: version (1 byte) | key id (16) | nonce (12) | ciphertext and tag. The associated data keeps a ciphertext from being moved to
another field, row or key. Opening lives in the gate; only it calls `open_envelope`.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import os
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy import normalise as normalise
from privacy import policy, registry
from privacy.errors import BadInput
from privacy.fields import BlindIndex, IndexToken, NameTokens, Sealed, SealedField, SealedTokens, sealed_fields
from privacy.vault import keys
from privacy.vault.provider import key_provider

VERSION = b"\x01"
KEY = slice(1, 17)
NONCE = slice(17, 29)
BODY = slice(29, None)
KEY_BYTES = 16
SHORTEST = 29 + 16  # head and tag around nothing
INDEX_EPOCH = 1


def _encode_text(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TypeError("Text is expected.")
    return value.encode()


def _encode_date(value: Any) -> bytes:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise TypeError("A date is expected.")
    return value.isoformat().encode()


def _encode_number(value: Any) -> bytes:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("A whole number or a Decimal is expected.")
    return str(value).encode()


def _decode_number(content: bytes) -> int | Decimal:
    digits = content.decode()
    return int(digits) if digits.lstrip("-").isdigit() else Decimal(digits)


ENCODERS: dict[str, Callable[[Any], bytes]] = {
    "text": _encode_text,
    "date": _encode_date,
    "number": _encode_number,
    "json": orjson.dumps,
}
DECODERS: dict[str, Callable[[bytes], Any]] = {
    "text": bytes.decode,  # type: ignore[dict-item]
    "date": lambda content: datetime.date.fromisoformat(content.decode()),
    "number": _decode_number,
    "json": orjson.loads,
}


def clean_text(value: str, *, name: str, max_chars: int) -> str:
    """Text as it is stored: composed (NFC), no NUL, encodable, not longer than allowed.

    Raises:
        BadInput: with the field name and what to do; the text itself is not echoed.
    """
    if "\x00" in value:
        raise BadInput(code="nul_byte", fields={name: [_("The text holds a character that cannot be stored. Type it again.")]})
    value = unicodedata.normalize("NFC", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        text = _("The text holds a broken character. Type it again.")
        raise BadInput(code="broken_text", fields={name: [text]}) from None
    if len(value) > max_chars:
        text = _("At most %(limit)d characters fit here; you sent %(sent)d. Shorten the text.")
        raise BadInput(code="too_long", fields={name: [text % {"limit": max_chars, "sent": len(value)}]})
    return value


def _clean(field: SealedField, value: Any) -> Any:
    if field.codec == "text" and isinstance(value, str):
        return clean_text(value, name=field.name, max_chars=field.max_chars)
    if field.codec == "json":
        try:
            content = orjson.dumps(value).decode()
        except TypeError:
            text = _("The text holds a broken character. Type it again.")
            raise BadInput(code="broken_text", fields={field.name: [text]}) from None
        clean_text(content.replace("\\u0000", "\x00"), name=field.name, max_chars=20_000)
    return value


def associated_data(label: str, field_name: str) -> bytes:
    """The part of the associated data that is the same for a column; the row's public id and the key id follow."""
    return f"{label}|{field_name}|".encode()


def close_envelope(cipher: AESGCM, key_id: uuid.UUID, bound: bytes, content: bytes) -> bytes:
    """Encrypt content into an envelope; `bound` is the associated data up to and including the row id."""
    nonce = os.urandom(12)
    return VERSION + key_id.bytes + nonce + cipher.encrypt(nonce, content, bound + key_id.bytes)


def envelope_key(envelope: bytes) -> uuid.UUID:
    """Id of the data key that an envelope names."""
    return uuid.UUID(bytes=envelope[KEY])


def open_envelope(cipher: AESGCM, envelope: bytes, bound: bytes) -> bytes:
    """Decrypt an envelope. Called by the gate only.

    Raises:
        InvalidTag: the ciphertext was changed or moved.
    """
    return cipher.decrypt(envelope[NONCE], envelope[BODY], bound + envelope[KEY])


@lru_cache(maxsize=512)
def _index_key(label: str, field_name: str) -> bytes:
    return key_provider().derive(f"blind-index/{INDEX_EPOCH}/{label}/{field_name}")


def _hash(label: str, field_name: str, normal: str) -> bytes:
    return hmac.digest(_index_key(label, field_name), normal.encode(), hashlib.sha256)


def index_token(field: BlindIndex, value: str) -> IndexToken:
    """The index value under which a plain value is found; each column has its own key."""
    normal = normalise.NORMALISERS[field.normalise](value)
    return IndexToken(_hash(field.model._meta.label, field.name, normal)[: max(1, field.bits // 8)])


def name_tokens(field: NameTokens, value: str) -> SealedTokens:
    """Truncated tokens of each word of a name."""
    label = field.model._meta.label
    size = field.bits // 8
    found = normalise.words(value)
    return SealedTokens([int.from_bytes(_hash(label, field.name, word)[:size], "big") for word in found])


def subject_id_of(row: models.Model) -> uuid.UUID:
    """The subject that a row's sealed values belong to, by the path in its declaration.

    Raises:
        ValueError: the row has no subject yet; set the foreign key before sealing.
    """
    path = registry.holding(row._meta.label).subject
    if path is None:
        raise ValueError(f"{row._meta.label} declares no subject, so nothing can be sealed on it.")
    *through, last = path.split("__")
    holder: Any = row
    for name in through:
        holder = getattr(holder, name)
    subject_id = getattr(holder, f"{last}_id")
    if subject_id is None:
        raise ValueError(f"{row._meta.label} has no subject yet; set {path} before sealing.")
    return uuid.UUID(str(subject_id))


def seal(row: models.Model, **values: Any) -> None:
    """Set sealed fields, and the blind indexes over them, on one row. None clears a field. Does not save.

    Raises:
        BadInput: a text that cannot be stored.
        VaultUnavailable: no key can be had.
    """
    seal_many([(row, values)])


def seal_many(entries: Iterable[tuple[models.Model, Mapping[str, Any]]]) -> None:
    """`seal` for many rows with one vault read and at most one vault write."""
    work: list[tuple[models.Model, SealedField, Any, keys.Pair]] = []
    for row, values in entries:
        subject_id = subject_id_of(row)
        columns = {field.name: field for field in sealed_fields(type(row))}
        for name, value in values.items():
            if name not in columns:
                raise TypeError(f"{row._meta.label}.{name} is not a sealed field.")
            field = columns[name]
            if value is None or value == "":
                _set(row, field, None, None)
                continue
            retention_class = policy.current().items[field.item].retention_class
            work.append((row, field, _clean(field, value), (subject_id, retention_class)))
    ciphers = keys.sealing_keys(pair for _row, _field, _value, pair in work)
    for row, field, value, pair in work:
        key_id, cipher = ciphers[pair]
        bound = associated_data(row._meta.label, field.name) + row.public_id.bytes  # type: ignore[attr-defined]
        envelope = close_envelope(cipher, key_id, bound, ENCODERS[field.codec](value))
        _set(row, field, Sealed(envelope), value)


def _set(row: models.Model, field: SealedField, sealed: Sealed | None, value: Any) -> None:
    setattr(row, field.attname, sealed)
    for index in _indexes_of(type(row), field.name):
        if sealed is None:
            setattr(row, index.attname, None)
        elif isinstance(index, NameTokens):
            setattr(row, index.attname, name_tokens(index, value))
        else:
            setattr(row, index.attname, index_token(index, value))


@lru_cache(maxsize=512)
def _indexes_of(model: type[models.Model], field_name: str) -> tuple[BlindIndex | NameTokens, ...]:
    return tuple(
        field for field in model._meta.concrete_fields if isinstance(field, BlindIndex | NameTokens) and field.of == field_name
    )


def seal_bytes(subject_id: uuid.UUID, item: str, context: tuple[str, ...], content: bytes) -> bytes:
    """Seal the bytes of a file under the key of subject and the item's retention class.

    Args:
        context: what the ciphertext is bound to, e.g. (model label, variant, public id of the row).
    """
    pair = (subject_id, policy.current().items[item].retention_class)
    key_id, cipher = keys.sealing_keys([pair])[pair]
    return close_envelope(cipher, key_id, file_binding(context), content)


def file_binding(context: tuple[str, ...]) -> bytes:
    """Associated data of a file's ciphertext."""
    return "|".join(context).encode()
