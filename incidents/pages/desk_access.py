"""Who works at the desk, and for which purposes: finding somebody is one, handling their case another."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from incidents.pages.purposes import for_purpose
from privacy.access import Access
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
    """The same access once for each purpose."""
    return [for_purpose(access, purpose) for purpose in purposes]
