"""The organisations for which somebody can act, as the apps above know them: companies and units, no persons.

The kernel names no domain app. An app that keeps organisations of a kind declares here how they are listed and what lets an
account in; the administration's pages then serve every kind alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from privacy.access import LESSOR, Access, Organisation
from privacy.registry import RegistryError

SELF = Organisation(kind="self", id=None, name="")


@dataclass(frozen=True, slots=True)
class Choice:
    """One organisation as a list shows it; `level` is 1 for a company, 2 for a unit below it, and so on."""

    organisation: Organisation
    level: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """How the organisations of one kind are listed, and how an account is let in to one of them.

    Args:
        listed: those in reach of an access.
        admit: what an account needs beside a role to reach the organisation's rows; called with the account's public id.
    """

    listed: Callable[[Access], list[Choice]]
    admit: Callable[[Access, uuid.UUID, uuid.UUID], None]


_sources: dict[str, Source] = {}


def declare(kind: str, source: Source) -> None:
    """Declare the organisations of a kind; from a `personal_data.py`.

    Raises:
        RegistryError: declared twice.
    """
    if kind in _sources:
        raise RegistryError(f"Organisations of the kind {kind} are declared twice.")
    _sources[kind] = source


def choices(access: Access, kind: str) -> list[Choice]:
    """The organisations of a kind for which a role can be given."""
    if kind in _sources:
        return _sources[kind].listed(access)
    return [Choice(one) for one in (LESSOR, SELF) if one.kind == kind]


def admit(access: Access, *, account: uuid.UUID, organisation: Organisation) -> None:
    """Let an account in to an organisation, beside the role that it holds there.

    Raises:
        NotPermitted, NotFoundHere: as the action of the app that keeps the organisation.
    """
    source = _sources.get(organisation.kind)
    if source is not None and organisation.id is not None:
        source.admit(access, account, organisation.id)
