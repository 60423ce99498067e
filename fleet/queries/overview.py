"""What a fleet manager looks at first: contracts that end soon, and whether a vehicle can be looked up by its plate."""

from collections.abc import Mapping
from datetime import timedelta

from fleet.models import Vehicle
from privacy import gate, registry
from privacy.access import Access
from privacy.gate import Disclosed

ENDING_DAYS = 90
ENDING: Mapping[str, str] = {
    "licence_plate": "licence_plate",
    "plate_country": "plate_country",
    "make": "make",
    "model": "model",
    "lease_ends_on": "lease_ends_on",
    "employer": "employer__name",
}


def ending_soon(access: Access, *, days: int = ENDING_DAYS, limit: int = 10) -> list[Disclosed]:
    """Vehicles in life whose lease ends within so many days, or should have ended, the earliest first."""
    last = access.at.date() + timedelta(days=days)
    rows = Vehicle.objects.filter(stage=Vehicle.Stage.IN_LIFE, lease_ends_on__lte=last)
    return gate.disclose(access, rows.order_by("lease_ends_on", "id"), ENDING, limit=limit)


def may_find_by_plate(access: Access) -> bool:
    """Whether the role may look vehicles up by their plate; each such look-up is recorded."""
    return access.role in registry.holding(Vehicle._meta.label).lookups.get("licence_plate", ())
