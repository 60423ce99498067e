"""Versions of a record (RFC 9110): the ETag of what was read, and If-Match on what is changed, so that nobody overwrites
unseen.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from privacy.edge.refusals import StaleVersion, VersionNeeded

_SALT = "privacy.edge.versions"


def etag(public_id: uuid.UUID, changed_at: datetime) -> str:
    """The version of one record. It tells nothing of the content, and is the same whatever part of the record a role sees."""
    stated = f"{public_id}|{changed_at.timestamp():.6f}"
    return f'"{salted_hmac(_SALT, stated, algorithm="sha256").hexdigest()[:32]}"'


def require_match(request: HttpRequest, public_id: uuid.UUID, changed_at: datetime) -> None:
    """Refuses a change of a version that the sender has not seen.

    Raises:
        VersionNeeded: without an If-Match header.
        StaleVersion: when the record was changed in the meantime.
    """
    named = request.headers.get("If-Match", "")
    if not named:
        raise VersionNeeded()
    versions = {version.strip() for version in named.split(",")}
    if "*" not in versions and etag(public_id, changed_at) not in versions:
        raise StaleVersion()
