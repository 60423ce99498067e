"""Under whose name the demo company is made."""

from privacy.access import LESSOR, Access, Actor, Channel, Organisation
from privacy.models import Account, RoleAssignment


def at_work(role: str, purpose: str) -> Access:
    """An employee of the lessor, as the job that makes the demo company."""
    return Access.for_job(name="seed_demo", role=role, purpose=purpose, reason="making the demo company")


def keeping() -> Access:
    """The fleet department, for vehicles, contracts and drivers of employers."""
    return at_work("fleet_staff", "driver.vehicle_management")


def keeping_private() -> Access:
    """The fleet department, for private lessees."""
    return at_work("fleet_staff", "private.vehicle_management")


def as_person(email: str, role: str, purpose: str) -> Access:
    """What the person with this log-in would do by themself."""
    account = Account.objects.get(email=email)
    held = RoleAssignment.objects.get(account=account, role=role)
    organisation = Organisation(held.organisation_kind, held.organisation_id, held.organisation_name)
    return Access(
        actor=Actor(account_id=account.pk, subject_id=account.subject_id),
        role=role,
        organisation=LESSOR if held.organisation_kind == "lessor" else organisation,
        purpose=purpose,
        channel=Channel.TASK,
        reason="making the demo company",
    )
