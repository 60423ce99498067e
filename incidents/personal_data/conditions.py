"""The circumstances that the policy names, as questions about rows of this app and about who hangs on its cases."""

from django.db.models import Q

from drivers.models import Driver
from drivers.personal_data import employment_and_custody_run
from incidents import rules
from incidents.personal_data.rows import OPEN_STATES, hangs_on, live_job, own_closed_recently, own_open
from privacy.access import Access
from privacy.registry import condition


@condition("own_open_case", model="incidents.Case", waived_in_emergency=True)
def case_is_own_and_open(access: Access) -> Q:
    """The case is open and assigned to this agent."""
    return own_open(access)


@condition("own_open_case", models=("incidents.DamageReport", "incidents.CaseNote"), waived_in_emergency=True)
def hangs_on_own_open_case(access: Access) -> Q:
    """The case that the row hangs on is open and assigned to this agent."""
    return own_open(access, "case__")


@condition("own_open_case", model="incidents.Photo", waived_in_emergency=True)
def photo_hangs_on_own_open_case(access: Access) -> Q:
    """The same, asked of a photo."""
    return own_open(access, "report__case__")


@condition("own_open_case", model="drivers.Driver", waived_in_emergency=True)
def driver_in_own_open_case(access: Access) -> Q:
    """The driver is in an open case that is assigned to this agent."""
    return hangs_on(own_open(access), "driver")


@condition("own_open_case", model="fleet.Vehicle", waived_in_emergency=True)
def vehicle_in_own_open_case(access: Access) -> Q:
    """The vehicle is in an open case that is assigned to this agent."""
    return hangs_on(own_open(access), "vehicle")


@condition("case_open", model="incidents.Case")
def case_is_open(access: Access) -> Q:
    """The case is open, whoever works it."""
    return Q(state__in=OPEN_STATES)


@condition("case_open", model="incidents.DamageReport")
def report_waits_or_case_is_open(access: Access) -> Q:
    """The report waits for an agent, or the case opened from it is open: the desk must be able to find it."""
    return Q(state=rules.ReportState.REPORTED) | Q(case__state__in=OPEN_STATES)


@condition("case_closed_recently", model="incidents.Case")
def case_was_closed_recently(access: Access) -> Q:
    """The agent's own case, closed at most 30 days ago."""
    return own_closed_recently(access)


@condition("own_live_job", model="incidents.Case")
def job_is_live(access: Access) -> Q:
    """The job is live and given to a workshop that the account works for."""
    return live_job(access)


@condition("own_live_job", model="incidents.DamageReport")
def report_of_live_job(access: Access) -> Q:
    """The same, asked of the report behind it."""
    return live_job(access, "case__")


@condition("own_live_job", model="incidents.Photo")
def photo_of_live_job(access: Access) -> Q:
    """The same, asked of a photo."""
    return live_job(access, "report__case__")


@condition("own_live_job", model="drivers.Driver")
def driver_of_live_job(access: Access) -> Q:
    """The driver waits for a live job of this workshop."""
    return hangs_on(live_job(access), "driver")


@condition("own_live_job", model="fleet.Vehicle")
def vehicle_of_live_job(access: Access) -> Q:
    """The vehicle is in a live job of this workshop."""
    return hangs_on(live_job(access), "vehicle")


@condition("pick_up_service", model="incidents.Case")
def car_is_fetched(access: Access) -> Q:
    """It is agreed that the workshop fetches the car."""
    return Q(pick_up_place__isnull=False)


@condition("photo_of_damage", model="incidents.Photo")
def shows_the_damage(access: Access) -> Q:
    """The photo is marked as showing the damage."""
    return Q(mark=rules.PhotoMark.DAMAGE)


@condition("claim_concerns_injury", model="incidents.DamageReport")
def injury_was_told(access: Access) -> Q:
    """Injuries were told of; whether there is something is asked, never what."""
    return Q(injury_information__isnull=False)


@condition("claim_concerns_injury", model="incidents.Case")
def case_concerns_injury(access: Access) -> Q:
    """The same, asked of the case."""
    return Q(report__injury_information__isnull=False)


@condition("employment_running", models=("incidents.DamageReport", "incidents.Case"))
def driver_is_employed_and_drives(access: Access) -> Q:
    """The driver in it is employed now and has the car now; where nobody is named there is nobody to protect."""
    return Q(driver=None) | Q(driver__in=Driver.objects.filter(employment_and_custody_run(access)))


@condition("about_self", models=("incidents.DamageReport", "incidents.Case", "incidents.Photo"))
def is_about_the_reader(access: Access) -> Q:
    """The row is about the person who reads it."""
    return Q(subject=access.actor.subject_id)


@condition("entered_by_self", model="incidents.DamageReport")
def was_entered_by_the_reader(access: Access) -> Q:
    """The person who reads it wrote it."""
    return Q(reported_by=access.actor.account_id or 0)
