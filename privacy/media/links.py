"""Links to a photograph: signed, five minutes long, for one account in one role for one purpose.

A link carries references only and opens nothing by itself: each time it is followed the gate decides, and records the look, anew.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacy.access import Access, Channel
from privacy.errors import NotFoundHere, Refused
from privacy.media import FULL, VARIANTS

LIFETIME = timedelta(minutes=5)
_SALT = "privacy.media.link"


class LinkExpired(Refused):
    """The link was good, and is too old now."""

    status = 410
    code = "link_expired"
    message = _(
        "This link was valid for five minutes and has expired. Go back to the page where you found the photo and open it again."
    )


@dataclass(frozen=True, slots=True)
class Link:
    """What a link stands for: which photograph, and the access under which it was made.

    Args:
        media: public id of the media file.
        variant: "full" or "thumb".
        account_id: the account for which it was made; it works for no other.
        role, organisation_kind, organisation_id, purpose, channel, case, emergency: as in the access.
    """

    media: uuid.UUID
    variant: str
    account_id: int
    role: str
    organisation_kind: str
    organisation_id: uuid.UUID | None
    purpose: str
    channel: Channel
    case: uuid.UUID | None
    emergency: uuid.UUID | None


def link_for(access: Access, media: uuid.UUID, kind: str = FULL) -> str:
    """The address under which the actor of this access sees a photograph for five minutes.

    Args:
        access: an access of a person; the link works for this account, role, organisation, purpose and case only.
        media: public id of the media file, as a domain query released it.
        kind: "full" or "thumb".

    Raises:
        ValueError: an unknown kind, or the access of a job or machine: links are for people who are logged in.
    """
    if kind not in VARIANTS:
        raise ValueError(f"A photograph has no variant {kind!r}.")
    if access.actor.account_id is None:
        raise ValueError("A job has no log-in, so it has no use for a link.")
    content = [
        str(media),
        kind,
        access.actor.account_id,
        access.role,
        access.organisation.kind,
        _text(access.organisation.id),
        access.purpose,
        access.channel.value,
        _text(access.case),
        _text(access.emergency),
    ]
    return reverse("media:show", args=[signing.dumps(content, salt=_SALT)])


def read_link(token: str) -> Link:
    """What a link stands for. Whether this reader may use it is the page's to judge, whether the picture is shown the gate's.

    Raises:
        LinkExpired: older than five minutes.
        NotFoundHere: not one of our links, or changed on the way.
    """
    try:
        content = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.SignatureExpired:
        raise LinkExpired from None
    except signing.BadSignature:
        raise NotFoundHere from None
    media, variant, account_id, role, kind, organisation, purpose, channel, case, emergency = content
    return Link(
        media=uuid.UUID(media),
        variant=variant,
        account_id=account_id,
        role=role,
        organisation_kind=kind,
        organisation_id=_uuid(organisation),
        purpose=purpose,
        channel=Channel(channel),
        case=_uuid(case),
        emergency=_uuid(emergency),
    )


def _text(value: uuid.UUID | None) -> str:
    return str(value) if value else ""


def _uuid(value: str) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
