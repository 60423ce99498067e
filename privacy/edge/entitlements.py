"""What an account or a machine is entitled to at a moment: its running roles, or its registration. Read
once per request.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from privacy import emergency
from privacy.access import Organisation
from privacy.edge.models import MachineClient
from privacy.models import RoleAssignment

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One role for one organisation.

    Args:
        role: name of a role of the policy.
        organisation: on whose behalf.
        purposes: for a machine, the purposes of its registration; None for people, whose policy alone decides.
    """

    role: str
    organisation: Organisation
    purposes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """How the workspace is named in the session and in the X-Role header; equal for the same role and organisation only."""
        return f"{self.role}@{self.organisation.id}" if self.organisation.id else self.role


@dataclass(frozen=True, slots=True)
class Entitlements:
    """All workspaces of one actor at one moment, and whether a second factor protects the log-in."""

    workspaces: tuple[Workspace, ...]
    has_second_factor: bool


def of_account(account_id: int, at: datetime) -> Entitlements:
    """The roles of an account that run at the moment; one query."""
    factor = Authenticator.objects.filter(user=OuterRef("account"), type__in=SECOND_FACTORS)
    rows = (
        RoleAssignment.objects.filter(_running(at), account=account_id)
        .order_by("role", "organisation_name", "pk")
        .values_list("role", "organisation_kind", "organisation_id", "organisation_name", Exists(factor))
    )
    found = tuple(
        (Workspace(role=role, organisation=Organisation(kind=kind, id=of, name=name)), protected)
        for role, kind, of, name, protected in rows
    )
    return Entitlements(
        workspaces=tuple(workspace for workspace, _protected in found),
        has_second_factor=any(protected for _workspace, protected in found),
    )


def of_client(client_id: str, at: datetime) -> Entitlements:
    """The registration of a machine client that runs at the moment; none, no workspaces."""
    row = (
        MachineClient.objects.filter(_running(at), client=client_id)
        .values_list("organisation_kind", "organisation_id", "organisation_name", "purposes")
        .first()
    )
    if row is None:
        return Entitlements(workspaces=(), has_second_factor=False)
    kind, of, name, purposes = row
    organisation = Organisation(kind=kind, id=of, name=name)
    workspace = Workspace(role="machine", organisation=organisation, purposes=frozenset(purposes))
    return Entitlements(workspaces=(workspace,), has_second_factor=False)


def emergency_runs(grant: uuid.UUID, *, account_id: int, role: str, purpose: str, at: datetime) -> bool:
    """Whether the emergency grant is this account's, for this role and purpose, and runs at the moment."""
    return emergency.running(account_id=account_id, grant=grant, role=role, purpose=purpose, at=at)


def own_emergencies(account_id: int, at: datetime) -> list[emergency.Running]:
    """The emergency grants of an account that can be used at the moment, the newest first."""
    return emergency.own_running(account_id=account_id, at=at)


def _running(at: datetime) -> Q:
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
