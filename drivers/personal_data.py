"""What this app holds of people: drivers, private lessees, and who held which vehicle when.

This app knows the link from a vehicle to a person, so it also declares which vehicles, contracts and readings a driver reaches.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

import drivers.imports.personal_data  # noqa: F401 what imports note is declared beside them
from drivers.models import Custody, Driver
from fleet.queries import granted_employer_ids, machine_rows
from privacy import gate
from privacy.access import Access
from privacy.registry import condition, hold, scope, subject_finder

SELF_ROLES = ("driver", "private_lessee")
LESSOR_ROLES = ("fleet_staff", "claims_handler", "system")
LOOKING_UP = ("driver.communication", "private.communication")
OFFICER = "privacy_officer"
REFERENCE = "reference; the items of the row it names are decided one by one"
TIME_OF_HOLDING = "time at which a vehicle changed hands; names no person without the driver, who is decided apart"

hold(
    "drivers.Driver",
    subject="subject",
    lookups={
        "email": ("agent", "fleet_staff", "claims_handler", "machine", "system", OFFICER, "admin"),
        "phone": ("agent", "fleet_staff", "claims_handler", OFFICER),
        "full_name": ("agent", "fleet_staff", "claims_handler"),
        "driver_id": ("fleet_staff", "machine", "system"),
    },
    # The employment is what entitles to the vehicle; it stays an operating figure, since every access is judged by it.
    tracked={"employed_from": "entitlement", "employed_to": "entitlement"},
    plain={
        "subject": REFERENCE,
        "employer": REFERENCE,
        "country": "law that applies; one of five",
        "language": "language of letters; one of three",
    },
    retention="driver_file",
    labels={
        "full_name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "postal_address": _("Address"),
        "date_of_birth": _("Date of birth"),
        "gender": _("Gender"),
        "nationality": _("Nationality"),
        "national_id_number": _("National identification number"),
        "driver_id": _("Employee number"),
        "bank_account_details": _("Bank account"),
        "driving_licence": _("Driving licence"),
        "operational_contact": _("Operational contact"),
        "employed_from": _("Employed from"),
        "employed_to": _("Employed until"),
        "country": _("Country"),
        "language": _("Language"),
    },
)

hold(
    "drivers.Custody",
    subject="vehicle__file",
    subject_kind="vehicle",
    plain={
        "vehicle": REFERENCE,
        "driver": REFERENCE,
        "holder_kind": "kind of holder of a vehicle; names no person",
        "starts_at": TIME_OF_HOLDING,
        "ends_at": TIME_OF_HOLDING,
        "planned": "state of a handover",
        "source": "how the handover became known",
        "evidence": "number of a form; the pattern admits no words",
        "attention": "state of a handover",
    },
    retention="vehicle_file",
    labels={
        "holder_kind": _("Held by"),
        "starts_at": _("From"),
        "ends_at": _("Until"),
        "planned": _("Planned"),
        "source": _("Source"),
        "evidence": _("Form number"),
    },
)


def _runs(access: Access, prefix: str = "") -> Q:
    """The custody interval holds the moment of the access."""
    return Q(**{f"{prefix}starts_at__lte": access.at}) & (
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": access.at})
    )


def _employed(access: Access, prefix: str = "") -> Q:
    """The employment holds the moment of the access, or there is none: a private lessee has no employer."""
    return Q(**{f"{prefix}employed_from": None}) | (
        Q(**{f"{prefix}employed_from__lte": access.at})
        & (Q(**{f"{prefix}employed_to": None}) | Q(**{f"{prefix}employed_to__gt": access.at}))
    )


def _own_custody(access: Access) -> Q:
    return Q(driver__subject=access.actor.subject_id, driver__isnull=False)


def _held_by_me(access: Access, vehicle: str) -> Exists:
    """The person of the access holds the vehicle now, and is employed where the vehicle comes with the job."""
    mine = Custody.objects.filter(_own_custody(access), _runs(access), _employed(access, "driver__"))
    return Exists(mine.filter(vehicle=OuterRef(vehicle)))


# --- drivers -------------------------------------------------------------------------------------------------------


@scope("drivers.Driver", roles=SELF_ROLES)
def own_driver_record(access: Access) -> Q:
    """The person themself, also after the employment: they keep their rights to their own record."""
    return Q(subject=access.actor.subject_id)


@scope("drivers.Driver", role="fleet_manager")
def employees_of_granted_employers(access: Access) -> Q:
    """Employed now by an employer or unit that was granted; whether a custody runs is asked by employment_running."""
    return Q(employer__in=granted_employer_ids(access)) & _employed(access)


@scope("drivers.Driver", roles=LESSOR_ROLES)
@scope("drivers.Driver", role="agent", purposes=LOOKING_UP)
def every_driver(access: Access) -> Q:
    """All rows; the desk for finding who calls, where little of a row is shown. For a case it reaches that case's people only."""
    return Q()


@scope("drivers.Driver", role=OFFICER, purposes=("accountability.ledger_review",))
@scope("drivers.Driver", role="admin", purposes=("operation.accounts",))
def people_to_be_found(access: Access) -> Q:
    """Every row can be found by what the person gave us; no item of it is released for these purposes."""
    return Q()


@subject_finder("driver_email", title=_("E-mail address of a driver or private lessee"), roles=(OFFICER, "admin"))
def person_with_email(access: Access, text: str) -> list[UUID]:
    """The drivers and private lessees who gave this address."""
    return gate.find_subjects(access, Driver, email=text)


@subject_finder("driver_phone", title=_("Phone number of a driver or private lessee"), roles=(OFFICER,))
def person_with_phone(access: Access, text: str) -> list[UUID]:
    """The drivers and private lessees who gave this number."""
    return gate.find_subjects(access, Driver, phone=text)


@scope("drivers.Driver", role="machine")
def drivers_of_the_machines_employer(access: Access) -> Q:
    """A machine client of an employer reaches that employer's tree; one of the lessor reaches all."""
    return machine_rows(access, "employer__")


# --- custody -------------------------------------------------------------------------------------------------------


@scope("drivers.Custody", roles=SELF_ROLES)
def own_custody(access: Access) -> Q:
    """The own intervals, past ones too; never those of who had the vehicle before or after."""
    return _own_custody(access)


@scope("drivers.Custody", role="fleet_manager")
def running_custody_of_granted_employers(access: Access) -> Q:
    """Only what runs now: who had a car last month is not the employer's to browse."""
    return Q(vehicle__employer__in=granted_employer_ids(access)) & _runs(access)


@scope("drivers.Custody", roles=LESSOR_ROLES)
@scope("drivers.Custody", role="agent", purposes=LOOKING_UP)
def every_custody(access: Access) -> Q:
    """All intervals: damage, fines and costs are attributed by them."""
    return Q()


@scope("drivers.Custody", role="machine")
def custody_of_the_machines_employer(access: Access) -> Q:
    """As for drivers, by the vehicle's employer."""
    return machine_rows(access, "vehicle__employer__")


# --- the own car ---------------------------------------------------------------------------------------------------


@scope("fleet.Vehicle", roles=SELF_ROLES)
def cars_held_now(access: Access) -> Q:
    """The vehicles that the person holds now."""
    return Q(_held_by_me(access, "pk"))


@scope("fleet.LeaseContract", roles=SELF_ROLES)
def contracts_of_cars_held_now(access: Access) -> Q:
    """The contract of the own car; a private lessee's own contracts, also ended ones."""
    return Q(_held_by_me(access, "vehicle_id")) | Q(lessee=access.actor.subject_id, lessee__isnull=False)


@scope("fleet.ContractVersion", roles=SELF_ROLES)
def versions_of_own_contracts(access: Access) -> Q:
    """As for the contract."""
    return Q(_held_by_me(access, "contract__vehicle_id")) | Q(
        contract__lessee=access.actor.subject_id, contract__lessee__isnull=False
    )


@scope("fleet.PlatePeriod", roles=SELF_ROLES)
def plates_of_cars_held_now(access: Access) -> Q:
    """The plates of the own car."""
    return Q(_held_by_me(access, "vehicle_id"))


@scope("fleet.OdometerReading", roles=SELF_ROLES)
def readings_of_own_periods(access: Access) -> Q:
    """Readings taken while the person held the vehicle: a reading after a handover belongs to the next driver."""
    mine = Custody.objects.filter(_own_custody(access), vehicle=OuterRef("vehicle_id"))
    during = mine.filter(Q(ends_at=None) | Q(ends_at__gt=OuterRef("read_at")), starts_at__lte=OuterRef("read_at"))
    return Q(Exists(during))


@scope("fleet.Employer", role="driver")
def own_employer(access: Access) -> Q:
    """The employer whose employment runs."""
    jobs = Driver.objects.filter(_employed(access), subject=access.actor.subject_id, employer=OuterRef("pk"))
    return Q(Exists(jobs))


# --- conditions of the policy --------------------------------------------------------------------------------------


@condition("employment_running", model="drivers.Driver")
def employment_and_custody_run(access: Access) -> Q:
    """The employment runs and the person holds a vehicle now; both close the door the same minute."""
    return _employed(access) & Q(Exists(Custody.objects.filter(_runs(access), driver=OuterRef("pk"))))


@condition("employment_running", model="drivers.Custody")
def custody_and_employment_run(access: Access) -> Q:
    """The same, asked of an interval."""
    return _runs(access) & _employed(access, "driver__")


@condition("law_requires_national_id", model="drivers.Driver")
def law_requires_national_id(access: Access) -> Q:
    """The law of the employer's country obliges it to hold the number."""
    return Q(employer__national_id_required_by_law=True)


@condition("pool_car_driver_unknown", model="drivers.Custody")
def pool_car_without_driver(access: Access) -> Q:
    """A pool car of which nobody knows who drove it."""
    return Q(holder_kind="pool", driver=None)


@condition("pool_car_driver_unknown", model="fleet.Vehicle")
def vehicle_is_pool_car_without_driver(access: Access) -> Q:
    """The same, asked of a vehicle at the moment of the access."""
    pool = Custody.objects.filter(_runs(access), holder_kind="pool", driver=None)
    return Q(Exists(pool.filter(vehicle=OuterRef("pk"))))
