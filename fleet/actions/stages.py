"""The life of a vehicle: ordered, delivered, in life, returned."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_fsm import can_proceed

from fleet.actions.permitted import KEEPERS, only
from fleet.actions.vehicles import locked_vehicle
from fleet.models import LeaseContract, Vehicle
from privacy.access import Access
from privacy.change import change
from privacy.errors import Conflict

NOT_FROM_HERE = _("The vehicle is not in the stage for this step. Reload the page to see where it stands.")


def deliver_vehicle(*, access: Access, vehicle: UUID) -> None:
    """Note that the dealer handed an ordered vehicle over. Raises NotPermitted, NotFoundHere and Conflict."""
    _advance(access, vehicle, "fleet.deliver_vehicle", lambda row: row.deliver)


def put_in_life(*, access: Access, vehicle: UUID) -> None:
    """Put a delivered vehicle into use; it needs a plate.

    Raises NotPermitted, NotFoundHere and Conflict (wrong stage, or no plate yet).
    """
    _advance(access, vehicle, "fleet.put_in_life", lambda row: row.put_in_life, _refuse_without_plate)


def return_vehicle(*, access: Access, vehicle: UUID) -> None:
    """Take a vehicle back; its contract has to be ended before.

    Raises NotPermitted, NotFoundHere and Conflict (wrong stage, or a running contract).
    """
    _advance(access, vehicle, "fleet.return_vehicle", lambda row: row.hand_back, _refuse_with_contract)


def _advance(
    access: Access,
    vehicle: UUID,
    verb: str,
    step: Callable[[Vehicle], Callable[[], None]],
    refuse: Callable[[Vehicle], None] | None = None,
) -> None:
    only(access, KEEPERS)
    with change(access, verb) as work:
        row = locked_vehicle(access, vehicle)
        if not can_proceed(step(row)):
            raise Conflict(NOT_FROM_HERE, code="vehicle_stage")
        if refuse:
            refuse(row)
        step(row)()
        work.save(row, fields=["stage"])


def _refuse_without_plate(row: Vehicle) -> None:
    if row.licence_plate is None:
        text = _("This vehicle has no licence plate yet. Enter the plate first.")
        raise Conflict(text, code="vehicle_without_plate")


def _refuse_with_contract(row: Vehicle) -> None:
    if LeaseContract.objects.filter(vehicle=row, state=LeaseContract.State.ACTIVE).exists():
        text = _("This vehicle has a running contract. End the contract first.")
        raise Conflict(text, code="vehicle_has_contract")
