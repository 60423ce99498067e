"""Actions of log-ins, machines and emergencies."""

from typing import Any

from privacy import accounts, emergency, machines
from privacy.models import RoleAssignment, Subject
from tests.cast import LESSOR, Cast
from tests.factories import administrator
from tests.performing import Prepared, action, desk, office

action(
    "privacy.make_account",
    lambda cast: office(subject=Subject.objects.create(kind="staff").pk),
    lambda p: accounts.make_account(access=p.access, email="new@cast.test", subject=p.subject),
)
action(
    "privacy.make_account_for_new_person",
    lambda cast: office(),
    lambda p: accounts.make_account_for_new_person(access=p.access, email="newer@cast.test", kind="staff"),
)
action(
    "privacy.reset_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.reset_password(access=p.access, account=p.account),
)
action(
    "privacy.use_temporary_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.use_temporary_password(access=p.access, account=p.account),
)
action(
    "privacy.set_own_password",
    lambda cast: office(account=cast.dana.account),
    lambda p: accounts.set_own_password(access=p.access, account=p.account, password="a long pass phrase 17"),
)
action(
    "privacy.assign_role",
    lambda cast: office(account=cast.olga.account),
    lambda p: accounts.assign_role(access=p.access, account=p.account, role="agent", organisation=LESSOR),
)
action(
    "privacy.end_role",
    lambda cast: office(role=RoleAssignment.objects.get(account=cast.ali.account_id).public_id),
    lambda p: accounts.end_role(access=p.access, assignment=p.role),
)
action(
    "privacy.deactivate",
    lambda cast: office(account=cast.olga.account),
    lambda p: accounts.deactivate(access=p.access, account=p.account),
)
action(
    "privacy.register_machine",
    lambda cast: office(),
    lambda p: machines.register_machine(
        access=p.access, name="HR export", organisation=LESSOR, purposes=["driver.vehicle_management"]
    ),
)


def machine() -> Any:
    made = machines.register_machine(
        access=administrator(), name="HR export", organisation=LESSOR, purposes=["driver.vehicle_management"]
    )
    return made.id


action(
    "privacy.revoke_machine",
    lambda cast: office(machine=machine()),
    lambda p: machines.revoke_machine(access=p.access, machine=p.machine),
)
REASON = "The colleague whose case it is cannot be reached and the car blocks a road."
action("privacy.begin", lambda cast: desk(cast), lambda p: emergency.begin(access=p.access, reason=REASON))
action(
    "privacy.end",
    lambda cast: desk(cast, grant=emergency.begin(access=cast.ali.access("driver.accident"), reason=REASON).emergency),
    lambda p: emergency.end(access=p.access, grant=p.grant),
)


def over(cast: Cast) -> Any:
    access = cast.ali.access("driver.accident")
    grant = emergency.begin(access=access, reason=REASON).emergency
    emergency.end(access=access, grant=grant)
    return grant


action(
    "privacy.review",
    lambda cast: Prepared(grant=over(cast), access=cast.petra.access("accountability.ledger_review")),
    lambda p: emergency.review(access=p.access, grant=p.grant, justified=True, note="The road was blocked; it was needed."),
)
