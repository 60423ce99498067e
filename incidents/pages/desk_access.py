"""Who works at the desk, and for which purposes: finding somebody is one, handling their case another."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.access import Access, Channel
from privacy.edge.access import refuse
from privacy.edge.pages import page_access

ROLE = "agent"
FINDING = ("driver.communication", "private.communication")
HANDLING = ("driver.accident", "private.accident")


def agent_access(request: HttpRequest, *purposes: str) -> Access:
    """The access of an agent for a page of the desk.

    Raises:
        NotPermitted: the person works in another role, or may not claim the purpose; recorded. Others as `page_access`.
    """
    access = page_access(request, *purposes)
    if access.role != ROLE:
        refuse(access, code="page_of_another_role", message=_("This page is for agents at the desk."))
    return access


def under(access: Access, purposes: tuple[str, ...]) -> list[Access]:
    """The same access once for each purpose. An emergency grant serves its own purpose and is left behind for others."""
    return [access if purpose == access.purpose else _for(access, purpose) for purpose in purposes]


def _for(access: Access, purpose: str) -> Access:
    channel = Channel.PAGE if access.emergency else access.channel
    return replace(access, purpose=purpose, emergency=None, channel=channel)
