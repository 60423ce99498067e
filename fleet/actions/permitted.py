"""Which roles may use a verb of the fleet. Which rows they reach is decided by the scopes."""

from privacy import gate
from privacy.access import Access

KEEPERS = frozenset({"fleet_staff", "system"})
"""Those who keep the register of vehicles and contracts for the lessor; its own machine clients are added below."""
CUSTOMER_KEEPERS = KEEPERS | {"admin"}
"""Those who set up customers and suppliers and say which account sees which of them."""
READERS_OF_METERS = KEEPERS | {"driver", "private_lessee", "workshop", "agent", "claims_handler", "fleet_manager"}
"""Those who stand beside a vehicle, or speak with somebody who does."""


def only(access: Access, roles: frozenset[str]) -> None:
    """Refuse a role that has no business with a verb.

    A machine client may what the lessor's staff may when it is registered by the lessor; one of an employer may not
    write vehicles, whose uniqueness would tell it about other employers' cars. Raises NotPermitted.
    """
    if access.role in roles:
        return
    if access.role == "machine" and access.organisation.kind == "lessor" and "fleet_staff" in roles:
        return
    gate.check_role(access, roles)
