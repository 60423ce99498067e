"""One page, several purposes: each part of it is looked at for one of them, and says so."""

from __future__ import annotations

from dataclasses import replace

from privacy.access import Access, Channel


def for_purpose(access: Access, purpose: str) -> Access:
    """The same access for another purpose of the page. An emergency grant serves its own purpose and is left behind."""
    if purpose == access.purpose:
        return access
    channel = Channel.PAGE if access.emergency else access.channel
    return replace(access, purpose=purpose, emergency=None, channel=channel)
