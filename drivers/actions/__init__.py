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
from drivers.actions.custody_many import NewCustody, Told, Verdict, judge_custodies, record_custodies
from drivers.actions.people import NewDriver, add_driver, add_drivers, change_contact, end_employment

__all__ = [
    "Invitation",
    "NewCustody",
    "NewDriver",
    "Told",
    "Verdict",
    "add_driver",
    "add_drivers",
    "change_contact",
    "confirm_hand_over",
    "end_custody",
    "end_employment",
    "hand_over",
    "invite_account",
    "judge_custodies",
    "mark_pool",
    "plan_hand_over",
    "record_custodies",
    "start_custody",
    "withdraw_planned_hand_over",
]
