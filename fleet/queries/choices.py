"""The closed lists of the fleet with their names, for pages and forms. No person is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleet.models import LeaseContract, OdometerReading, Vehicle
from fleet.models.contracts import Service


@dataclass(frozen=True, slots=True)
class Choices:
    """Code to name, each in the order in which people expect it."""

    fuels: Mapping[str, Any]
    stages: Mapping[str, Any]
    services: Mapping[str, Any]
    contract_states: Mapping[str, Any]
    contract_categories: Mapping[str, Any]
    odometer_sources: Mapping[str, Any]


_CHOICES = Choices(
    fuels=dict(Vehicle.Fuel.choices),
    stages=dict(Vehicle.Stage.choices),
    services=dict(Service.choices),
    contract_states=dict(LeaseContract.State.choices),
    contract_categories=dict(LeaseContract.Category.choices),
    odometer_sources=dict(OdometerReading.Source.choices),
)


def choices() -> Choices:
    """All closed lists of this app."""
    return _CHOICES
