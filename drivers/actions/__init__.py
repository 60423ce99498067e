"""Every change to drivers and custody, one function per verb."""

from drivers.actions.accounts import Invitation, invite_account
from drivers.actions.custody import (
    confirm_hand_over,
    end_custody,
    hand_over,
    mark_pool,
    plan_hand_over,
    start_custody,
    withdraw_planned_hand_over,
)
from drivers.actions.people import NewDriver, add_driver, add_drivers, change_contact, end_employment

__all__ = [
    "Invitation",
    "NewDriver",
    "add_driver",
    "add_drivers",
    "change_contact",
    "confirm_hand_over",
    "end_custody",
    "end_employment",
    "hand_over",
    "invite_account",
    "mark_pool",
    "plan_hand_over",
    "start_custody",
    "withdraw_planned_hand_over",
]
