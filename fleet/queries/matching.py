"""Which vehicles a list of chassis numbers means."""

from collections.abc import Iterable
from uuid import UUID

from fleet.models import Vehicle
from privacy.access import Access
from privacy.matching import Match, matches

__all__ = ["Match", "matches", "vehicles_by_vin"]


def vehicles_by_vin(access: Access, vins: Iterable[str]) -> dict[str, UUID]:
    """Public ids of the vehicles in reach with these VINs; absent ones are left out. See `privacy.matching.matches`."""
    return {vin: rows[0].id for vin, rows in matches(access, Vehicle, "vin", vins).items()}
