"""Actions on machine clients: register one with an organisation and purposes, and revoke it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.idp.oidc.models import Client, Token
from django.utils.translation import gettext_lazy as _

from privacy import gate, policy
from privacy.access import Access, Organisation
from privacy.change import change
from privacy.edge.models import MachineClient
from privacy.errors import BadInput, Conflict

KEEPERS = ("admin", "system")
ROLE = "machine"
SCOPE = "fleet"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class NewMachine:
    """A new registration; the secret is shown once and kept as a hash."""

    id: uuid.UUID
    client_id: str
    secret: str


def purposes_of_machines() -> tuple[str, ...]:
    """Ids of the live purposes that a machine may be registered for."""
    rules = policy.current()
    return tuple(name for name in rules.claimable_by(ROLE) if rules.purposes[name].live)


def register_machine(*, access: Access, name: str, organisation: Organisation, purposes: Sequence[str]) -> NewMachine:
    """Register a machine that acts for an organisation, with the purposes that it may claim.

    Args:
        name: of the system, such as "HR export"; no person's name.

    Raises:
        BadInput: no name, a kind of organisation that has no machines, or a purpose that machines may not claim.
        NotPermitted: the role may not claim the purpose; recorded.
    """
    gate.check_role(access, KEEPERS)
    _check(name, organisation, purposes)
    secret = secrets.token_urlsafe(32)
    with change(access, "privacy.register_machine"):
        client = Client(name=name.strip(), type=Client.Type.CONFIDENTIAL, scopes=SCOPE, default_scopes=SCOPE)
        client.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
        client.set_secret(secret)
        client.save()
        row = MachineClient.objects.create(
            client=client,
            organisation_kind=organisation.kind,
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            purposes=sorted(set(purposes)),
            valid_from=access.at,
        )
    return NewMachine(row.public_id, client.id, secret)


def revoke_machine(*, access: Access, machine: uuid.UUID) -> None:
    """End a registration: its tokens stop with the next call, and it gets no new ones.

    Raises:
        NotFoundHere: no such registration; recorded.
        Conflict: it has ended already.
    """
    gate.check_role(access, KEEPERS)
    row = gate.row(access, MachineClient.objects.select_related("client").filter(public_id=machine))
    if row.valid_to is not None and row.valid_to <= access.at:
        raise Conflict(_("This registration has ended already."), code="machine_ended")
    with change(access, "privacy.revoke_machine"):
        row.valid_to = access.at
        row.save(update_fields=["valid_to"])
        Token.objects.filter(client=row.client).delete()
        # a hash of nothing anybody knows: the token address refuses the old secret from now on
        row.client.set_secret(secrets.token_urlsafe(32))
        row.client.save()


def _check(name: str, organisation: Organisation, purposes: Sequence[str]) -> None:
    problems: dict[str, list[object]] = {}
    if not name.strip() or len(name.strip()) > LONGEST_NAME or "\x00" in name:
        problems["name"] = [_("Give the system a name of at most %(count)d characters.") % {"count": LONGEST_NAME}]
    if organisation.kind not in ("lessor", "employer"):
        problems["organisation"] = [_("A system works for the leasing company or for an employer.")]
    if not purposes:
        problems["purposes"] = [_("Choose at least one purpose.")]
    elif not set(purposes) <= set(purposes_of_machines()):
        problems["purposes"] = [_("A system may not use one of these purposes.")]
    if problems:
        raise BadInput(fields=problems)
