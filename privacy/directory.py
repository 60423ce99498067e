"""Reads of the administration: log-ins with their roles, and machine clients. Each listing is a recorded look.

The log-in address is the one personal value here; it leaves through the gate like any other, so the policy decides on it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from privacy import gate, policy
from privacy.access import Access
from privacy.edge.models import MachineClient
from privacy.gate import Disclosed
from privacy.ledger import store
from privacy.ledger.store import Entry
from privacy.models import Account, RoleAssignment

PAGE_SIZE = 50
ACCOUNT_FIELDS = {
    "number": "id",
    "email": "email",
    "kind": "subject__kind",
    "language": "language",
    "is_active": "is_active",
    "must_change_password": "must_change_password",
    "temporary_password_expires_at": "temporary_password_expires_at",
    "last_login": "last_login",
    "created_at": "created_at",
}
ROLE_FIELDS = {
    "account": "account",
    "role": "role",
    "organisation_kind": "organisation_kind",
    "organisation": "organisation_name",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One log-in and the roles that run for it at the moment."""

    account: Disclosed
    roles: tuple[Disclosed, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of log-ins, the newest first, and the id after which the next page starts; None on the last."""

    lines: tuple[AccountLine, ...]
    next_after: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The registration of a machine client; no person in it.

    Args:
        client_id: the public half of its credentials.
    """

    id: uuid.UUID
    name: str
    client_id: str
    organisation_kind: str
    organisation: str
    purposes: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime | None


def accounts(access: Access, *, begins_with: str = "", role: str = "", after: uuid.UUID | None = None) -> AccountPage:
    """One page of log-ins; recorded as a look at each address shown.

    Args:
        begins_with: only addresses that begin with this text.
        role: only accounts that hold this role at the moment.
        after: `next_after` of the page before.

    Raises:
        NotPermitted: the role may not claim the purpose; recorded.
        LedgerUnavailable: the look cannot be recorded; nothing is shown.
    """
    wanted: QuerySet[Any] = Account.objects.order_by("-pk")
    if begins_with.strip():
        wanted = wanted.filter(email__startswith=begins_with.strip().lower())
    if role:
        wanted = wanted.filter(pk__in=RoleAssignment.objects.filter(_running(access), role=role).values("account"))
    if after is not None:
        wanted = wanted.filter(pk__lt=Account.objects.filter(public_id=after).values("pk")[:1])
    found = gate.disclose(access, wanted, ACCOUNT_FIELDS, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    roles = _roles_of(access, shown)
    lines = tuple(AccountLine(one, tuple(roles.get(one["number"], ()))) for one in shown)
    return AccountPage(lines, shown[-1].id if len(found) > PAGE_SIZE else None)


def _roles_of(access: Access, shown: Sequence[Disclosed]) -> dict[int, list[Disclosed]]:
    """The running roles by the number of their account."""
    if not shown:
        return {}
    running = RoleAssignment.objects.filter(_running(access), account__in=[one["number"] for one in shown])
    found: dict[int, list[Disclosed]] = {}
    for row in gate.disclose(access, running.order_by("role", "pk"), ROLE_FIELDS):
        found.setdefault(row["account"], []).append(row)
    return found


def account(access: Access, account: uuid.UUID) -> Disclosed:
    """One log-in; recorded.

    Raises:
        NotFoundHere: no such log-in; recorded.
    """
    return gate.disclose_one(access, Account.objects.filter(public_id=account), ACCOUNT_FIELDS)


def roles_of(access: Access, account: uuid.UUID) -> list[Disclosed]:
    """All roles of a log-in, running ones first, then ended ones, the latest first."""
    rows = RoleAssignment.objects.filter(account__public_id=account).order_by("-valid_to", "-valid_from", "-pk")
    return gate.disclose(access, rows, ROLE_FIELDS)


def account_with_email(access: Access, email: str) -> uuid.UUID | None:
    """The public id of the log-in with this address, for granting it something; None when there is none. A recorded look-up.

    Only of a person whom the purpose concerns.

    Raises:
        NotPermitted: the role may not claim the purpose; recorded.
    """
    rows = gate.rows(access, Account.objects.filter(email=email.strip().lower()))
    concerned = rows.filter(subject__kind__in=policy.current().purposes[access.purpose].subject_kinds)
    found = concerned.values_list("public_id", "subject_id").first()
    entry = Entry(
        kind="lookup",
        outcome="released",
        object_kind=Account._meta.label,
        object_ids=[found[0]] if found else [],
        subject_ids=[found[1]] if found else [],
        verb="privacy.Account.email",
    )
    store.write(access, [entry])
    return found[0] if found else None


def machines(access: Access) -> list[Machine]:
    """The machine clients, running ones first.

    Raises:
        NotPermitted: the role may not claim the purpose; recorded.
    """
    rows = gate.rows(access, MachineClient.objects.select_related("client")).order_by("-valid_to", "client__name", "pk")
    return [
        Machine(
            id=row.public_id,
            name=row.client.name,
            client_id=row.client_id,
            organisation_kind=row.organisation_kind,
            organisation=row.organisation_name,
            purposes=tuple(row.purposes),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


def _running(access: Access) -> Q:
    return Q(valid_from__lte=access.at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=access.at))
