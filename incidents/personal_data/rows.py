"""The choices of rows from which scopes and conditions are made, each asked along the path that leads to the case."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from drivers.models import Driver
from drivers.personal_data import employment_and_custody_run
from fleet.queries import granted_employer_ids, granted_supplier_ids
from incidents import rules
from incidents.models import Case
from privacy.access import Access

OPEN_STATES = sorted(rules.OPEN_CASE_STATES)


def mine(access: Access, case: str = "") -> Q:
    """Assigned to the agent of the access; a job without account has no cases."""
    return Q(**{f"{case}agent": access.actor.account_id or 0})


def own_open(access: Access, case: str = "") -> Q:
    """An open case of the agent's own."""
    return mine(access, case) & Q(**{f"{case}state__in": OPEN_STATES})


def own_closed_recently(access: Access) -> Q:
    """A case of the agent's own that was closed at most 30 days ago."""
    since = access.at - timedelta(days=rules.CLOSED_CASE_DAYS)
    return mine(access) & Q(state=rules.CaseState.CLOSED, closed_at__gt=since)


def live_job(access: Access, case: str = "") -> Q:
    """The job is live, the case is open, and the account works for the workshop."""
    return Q(
        **{
            f"{case}job_state": rules.JobState.LIVE,
            f"{case}state__in": OPEN_STATES,
            f"{case}workshop__in": granted_supplier_ids(access),
        }
    )


def people_of(access: Access, subject: str = "subject") -> Q:
    """A private lessee's matter belongs to the private purposes, any other to the drivers'."""
    private = Q(**{f"{subject}__kind": "private_lease_customer"})
    return private if access.purpose.startswith("private.") else ~private


def hangs_on(cases: Q, link: str) -> Q:
    """Rows that a case of that choice names."""
    return Q(Exists(Case.objects.filter(cases, **{link: OuterRef("pk")})))


def of_employees(access: Access, report: str = "") -> Q:
    """On vehicles of a granted employer; with a driver only while employment and custody run.

    Args:
        report: path to the row that names vehicle and driver.
    """
    employers = granted_employer_ids(access)
    present = Driver.objects.filter(employment_and_custody_run(access), employer__in=employers)
    nobody_named = Q(**{f"{report}driver": None})
    return Q(**{f"{report}vehicle__employer__in": employers}) & (nobody_named | Q(**{f"{report}driver__in": present}))
