"""Which rows each role reaches. What is shown of a row is the policy's answer, item by item."""

from django.db.models import Exists, OuterRef, Q

from incidents import rules
from incidents.models import Photo
from incidents.personal_data.rows import (
    OPEN_STATES,
    hangs_on,
    live_job,
    of_employees,
    own_closed_recently,
    own_open,
    people_of,
)
from privacy.access import Access
from privacy.registry import scope

SELF_ROLES = ("driver", "private_lessee")
FINDING = ("driver.communication", "private.communication")
HANDLING = ("driver.accident", "private.accident")
TOLD = (rules.ReportState.REPORTED, rules.ReportState.IN_CASE)


# --- the person themself -------------------------------------------------------------------------------------------


@scope("incidents.DamageReport", roles=SELF_ROLES)
@scope("incidents.Case", roles=SELF_ROLES)
@scope("incidents.Photo", roles=SELF_ROLES)
def own_rows(access: Access) -> Q:
    """Everything about themself, in every state of every case; of a shared case only what is under their own name."""
    return Q(subject=access.actor.subject_id)


# --- the desk ------------------------------------------------------------------------------------------------------


@scope("incidents.DamageReport", role="agent", purposes=FINDING)
def waiting_reports(access: Access) -> Q:
    """Reports that nobody has taken yet: enough of them is shown to open a case."""
    return Q(state=rules.ReportState.REPORTED) & people_of(access)


@scope("incidents.Case", role="agent", purposes=FINDING)
def open_cases_of_the_desk(access: Access) -> Q:
    """Open cases of all colleagues, so that nobody opens a second one and a case can be taken over; plus one's own recent ones."""
    open_ones = Q(state__in=OPEN_STATES)
    return (open_ones | own_closed_recently(access)) & people_of(access)


@scope("incidents.Case", role="agent", purposes=HANDLING)
def own_cases(access: Access) -> Q:
    """Own open cases; own closed ones for 30 days, in outline."""
    return (own_open(access) | own_closed_recently(access)) & people_of(access)


@scope("incidents.DamageReport", role="agent", purposes=HANDLING)
@scope("incidents.CaseNote", role="agent", purposes=HANDLING)
def rows_of_own_open_cases(access: Access) -> Q:
    """What hangs on an own open case."""
    return own_open(access, "case__") & people_of(access)


@scope("incidents.Photo", role="agent", purposes=HANDLING)
def photos_of_own_open_cases(access: Access) -> Q:
    """The photos of an own open case."""
    return own_open(access, "report__case__") & people_of(access)


@scope("drivers.Driver", role="agent", purposes=HANDLING)
def drivers_of_own_open_cases(access: Access) -> Q:
    """The person in an own open case."""
    return hangs_on(own_open(access), "driver")


@scope("fleet.Vehicle", role="agent", purposes=HANDLING)
def vehicles_of_own_open_cases(access: Access) -> Q:
    """The vehicle in an own open case."""
    return hangs_on(own_open(access), "vehicle")


# --- the employer --------------------------------------------------------------------------------------------------


@scope("incidents.DamageReport", role="fleet_manager")
def reports_of_employees(access: Access) -> Q:
    """Damage to the employer's vehicles; withdrawn and unsent reports are the driver's own affair."""
    return of_employees(access) & Q(state__in=TOLD)


@scope("incidents.Case", role="fleet_manager")
def cases_of_employees(access: Access) -> Q:
    """Cases on the employer's vehicles."""
    return of_employees(access)


@scope("incidents.Photo", role="fleet_manager")
def photos_of_employees(access: Access) -> Q:
    """That there are photos, so that it can be said why they are not shown; the pictures are decided by the policy."""
    return of_employees(access, "report__") & Q(report__state__in=TOLD)


# --- the workshop --------------------------------------------------------------------------------------------------


@scope("incidents.Case", role="workshop")
def own_live_jobs(access: Access) -> Q:
    """Live jobs of the workshops that the account works for."""
    return live_job(access) & people_of(access)


@scope("incidents.DamageReport", role="workshop")
def reports_of_own_live_jobs(access: Access) -> Q:
    """The report behind a live job."""
    return live_job(access, "case__") & people_of(access)


@scope("incidents.Photo", role="workshop")
def photos_of_own_live_jobs(access: Access) -> Q:
    """Photos of the damage of a live job; never of the place, of papers or of people."""
    return live_job(access, "report__case__") & Q(mark=rules.PhotoMark.DAMAGE) & people_of(access)


@scope("fleet.Vehicle", role="workshop")
def vehicles_of_own_live_jobs(access: Access) -> Q:
    """The vehicle of a live job."""
    return hangs_on(live_job(access), "vehicle")


@scope("drivers.Driver", role="workshop")
def drivers_of_own_live_jobs(access: Access) -> Q:
    """The driver of a live job, to make the appointment."""
    return hangs_on(live_job(access), "driver")


# --- the files behind the photos -----------------------------------------------------------------------------------


def _files_of(photos: Q) -> Q:
    return Q(Exists(Photo.objects.filter(photos, image=OuterRef("pk"))))


@scope("privacy.MediaFile", roles=SELF_ROLES)
def own_files(access: Access) -> Q:
    """Files of own photos."""
    return _files_of(own_rows(access))


@scope("privacy.MediaFile", role="agent", purposes=HANDLING)
def files_of_own_open_cases(access: Access) -> Q:
    """Files of the photos of own open cases."""
    return _files_of(photos_of_own_open_cases(access))


@scope("privacy.MediaFile", role="workshop")
def files_of_own_live_jobs(access: Access) -> Q:
    """Files of the photos of the damage of live jobs."""
    return _files_of(photos_of_own_live_jobs(access))
