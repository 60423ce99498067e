"""Where sealed files lie: the storage `sealed_media` of the settings, by default a folder for the server's user alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import lru_cache

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext_lazy as _

from privacy.errors import NotFoundHere, Refused

ALIAS = "sealed_media"
FOLDER_MODE = 0o700
FILE_MODE = 0o600
log = structlog.get_logger(__name__)


class MediaUnavailable(Refused):
    """The media storage does not answer, or takes no more."""

    status = 503
    code = "media_unavailable"
    message = _("Photos cannot be stored or shown at the moment. Try again in a minute.")


def sealed_storage() -> Storage:
    """The storage of sealed files: what the settings name, else a private folder."""
    if ALIAS in storages.backends:
        return storages[ALIAS]
    return _private_folder(str(settings.PRIVACY_MEDIA_ROOT))


@lru_cache(maxsize=4)
def _private_folder(location: str) -> FileSystemStorage:
    return FileSystemStorage(location=location, file_permissions_mode=FILE_MODE, directory_permissions_mode=FOLDER_MODE)


def new_name() -> str:
    """A name that says nothing of subject, item or type. The first two characters spread the files over 256 folders."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:]}"


def write(name: str, envelope: bytes) -> None:
    """Store one sealed file.

    Raises:
        MediaUnavailable: the storage does not take it, or would give it another name.
    """
    try:
        stored = sealed_storage().save(name, ContentFile(envelope))
    except Exception as problem:  # each storage backend raises errors of its own
        raise MediaUnavailable from problem
    if stored != name:  # only if the name was taken: 128 random bits make that a fault, not chance
        sealed_storage().delete(stored)
        raise MediaUnavailable


def read(name: str) -> bytes:
    """The sealed file of that name.

    Raises:
        NotFoundHere: there is no such file any more.
        MediaUnavailable: the storage does not answer.
    """
    try:
        with sealed_storage().open(name, "rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise NotFoundHere(_("This photo has been removed."), code="media_gone") from None
    except Exception as problem:  # each storage backend raises errors of its own
        raise MediaUnavailable from problem


def discard(names: list[str]) -> None:
    """Delete sealed files; what cannot be deleted now is left to the sweep."""
    for name in names:
        try:
            sealed_storage().delete(name)
        except Exception as problem:  # noqa: BLE001 each storage backend raises errors of its own
            log.warning("media.not_discarded", name=name, problem=type(problem).__name__)


def folders() -> Iterator[tuple[str, list[str]]]:
    """Each folder of the storage with the names in it; names are relative to the storage."""
    storage = sealed_storage()
    try:
        subfolders, _files = storage.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return
    for folder in sorted(subfolders):
        _subfolders, files = storage.listdir(folder)
        yield folder, [f"{folder}/{file}" for file in sorted(files)]
