"""Key-encryption keys: where they come from is a setting (`PRIVACY_KEY_PROVIDER`).

`FileKeyProvider` serves local use and small installations; a KMS provider implements the same four methods and keeps the
key-encryption key outside the process.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

_NONCE = 12


class KeyProvider(Protocol):
    """What the vault asks of the place where key-encryption keys are."""

    def current_kek(self) -> str:
        """Name of the key-encryption key for new data keys."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap a data key with the current key-encryption key, bound to the context."""

    def unwrap(self, wrapped: bytes, *, kek_id: str, context: bytes) -> bytes:
        """Undo `wrap`. Raises KeyError for an unknown kek, InvalidTag for a wrong context."""

    def unwrap_many(self, wrapped: Sequence[tuple[str, bytes, bytes]]) -> list[bytes | None]:
        """`unwrap` for the keys of a page, as (kek, wrapped key, context); one call to a key service. None where it fails."""

    def derive(self, purpose: str) -> bytes:
        """A stable 32-byte secret for one named use: blind indexes, ledger references."""


class FileKeyProvider:
    """Keys from a JSON file: {"current": "k1", "keys": {"k1": base64 of 32 bytes}, "derive": base64 of 32 bytes}.

    Raises:
        ImproperlyConfigured: file absent, readable by others, or not of this form.
    """

    def __init__(self, path: Path) -> None:
        try:
            content = json.loads(path.read_text())
            self._current: str = content["current"]
            self._wrappers = {name: AESGCM(base64.b64decode(key)) for name, key in content["keys"].items()}
            self._secret = base64.b64decode(content["derive"])
            self._wrappers[self._current]
        except (OSError, ValueError, KeyError, TypeError) as problem:
            text = f"The key file {path} cannot be used; make one with privacy.vault.provider.write_key_file."
            raise ImproperlyConfigured(text) from problem
        if path.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"The key file {path} is readable by others: chmod 600.")

    def current_kek(self) -> str:
        return self._current

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._wrappers[self._current].encrypt(nonce, key, context)

    def unwrap(self, wrapped: bytes, *, kek_id: str, context: bytes) -> bytes:
        return self._wrappers[kek_id].decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)

    def unwrap_many(self, wrapped: Sequence[tuple[str, bytes, bytes]]) -> list[bytes | None]:
        wrappers, found = self._wrappers, list[bytes | None]()
        for kek_id, key, context in wrapped:
            try:
                found.append(wrappers[kek_id].decrypt(key[:_NONCE], key[_NONCE:], context))
            except (KeyError, InvalidTag):
                found.append(None)
        return found

    def derive(self, purpose: str) -> bytes:
        info = purpose.encode()
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(self._secret)


def write_key_file(path: Path) -> None:
    """Make a key file with fresh random keys, readable by the owner only. Refuses to overwrite one."""
    content = {
        "current": "local-1",
        "keys": {"local-1": base64.b64encode(os.urandom(32)).decode()},
        "derive": base64.b64encode(os.urandom(32)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)


def file_provider() -> FileKeyProvider:
    """The provider of `settings.PRIVACY_KEY_FILE`."""
    return FileKeyProvider(Path(settings.PRIVACY_KEY_FILE))


@lru_cache(maxsize=1)
def key_provider() -> KeyProvider:
    """The provider that `settings.PRIVACY_KEY_PROVIDER` names: a dotted path to a function without arguments."""
    make = import_string(getattr(settings, "PRIVACY_KEY_PROVIDER", "privacy.vault.provider.file_provider"))
    provider: KeyProvider = make()
    return provider
