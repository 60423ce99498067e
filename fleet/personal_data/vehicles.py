"""Vehicles and the plates they carried."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fleet.models import Vehicle
from fleet.personal_data.reasons import FILE, KEEPERS, REFERENCE
from fleet.queries import granted_employer_ids, machine_rows
from privacy import gate
from privacy.access import Access
from privacy.registry import hold, scope, subject_finder

FIND_PURPOSES = ("driver.communication", "private.communication")
DESK = ("agent", "fleet_staff", "claims_handler")
OFFICER = "privacy_officer"

hold(
    "fleet.Vehicle",
    subject="file",
    subject_kind="vehicle",
    tracked={
        "make": "vehicle_make_model",
        "model": "vehicle_make_model",
        "fuel_type": "fuel_type",
        "co2_g_km": "co2_emissions",
        "odometer_km": "odometer",
        "odometer_at": "odometer",
        "lease_ends_on": "lease_term",
        "lease_km_total": "lease_term",
    },
    plain={
        "file": FILE,
        "employer": REFERENCE,
        "stage": "where the vehicle stands between order and return; says nothing about a person",
        "plate_country": "country of registration; shared by millions of vehicles",
    },
    lookups={
        "licence_plate": (*DESK, "fleet_manager", "machine", "system", OFFICER),
        "vin": ("fleet_staff", "claims_handler", "machine", "system"),
    },
    retention="vehicle_file",
    labels={
        "vin": _("Vehicle identification number (VIN)"),
        "licence_plate": _("Licence plate"),
        "plate_country": _("Country of the plate"),
        "make": _("Make"),
        "model": _("Model"),
        "fuel_type": _("Fuel"),
        "co2_g_km": _("CO2 in g/km"),
        "stage": _("Stage"),
        "odometer_km": _("Odometer in km"),
        "odometer_at": _("Odometer read at"),
        "lease_ends_on": _("Lease ends on"),
        "lease_km_total": _("Kilometres agreed"),
    },
)

hold(
    "fleet.PlatePeriod",
    subject="vehicle__file",
    subject_kind="vehicle",
    tracked={"country": "licence_plate", "starts_on": "licence_plate", "ends_on": "licence_plate"},
    plain={"vehicle": REFERENCE},
    retention="vehicle_file",
    labels={
        "plate": _("Licence plate"),
        "country": _("Country of the plate"),
        "starts_on": _("From"),
        "ends_on": _("Until"),
    },
)


@scope("fleet.Vehicle", role="fleet_manager")
def vehicles_of_granted_employers(access: Access) -> Q:
    """The vehicles of the employers and units that were granted to this account."""
    return Q(employer_id__in=granted_employer_ids(access))


@scope("fleet.Vehicle", role="agent", purposes=FIND_PURPOSES)
def vehicles_on_the_road(access: Access) -> Q:
    """Every vehicle in use, to find who calls; what is shown of it is decided item by item. Cases add theirs elsewhere."""
    return Q(stage="in_life")


@scope("fleet.Vehicle", roles=KEEPERS)
def every_vehicle(access: Access) -> Q:
    """All rows: these roles keep the register."""
    return Q()


@scope("fleet.Vehicle", role=OFFICER, purposes=("accountability.ledger_review",))
def vehicles_that_looks_concern(access: Access) -> Q:
    """Every vehicle can be found by its plate; no item of it is released for this purpose."""
    return Q()


@subject_finder("licence_plate", title=_("Licence plate"), roles=(OFFICER,))
def file_of_vehicle_with_plate(access: Access, text: str) -> list[UUID]:
    """The files of the vehicles that bear this plate now."""
    return gate.find_subjects(access, Vehicle, licence_plate=text)


@scope("fleet.Vehicle", role="machine")
def vehicles_of_the_machines_employer(access: Access) -> Q:
    """A machine client of an employer reaches that employer's tree; one of the lessor reaches all."""
    return machine_rows(access, "employer__")


@scope("fleet.PlatePeriod", role="fleet_manager")
def plates_of_granted_employers(access: Access) -> Q:
    """As for the vehicle."""
    return Q(vehicle__employer_id__in=granted_employer_ids(access))


@scope("fleet.PlatePeriod", roles=KEEPERS)
def every_plate(access: Access) -> Q:
    """As for the vehicle."""
    return Q()


@scope("fleet.PlatePeriod", role="machine")
def plates_of_the_machines_employer(access: Access) -> Q:
    """As for the vehicle."""
    return machine_rows(access, "vehicle__employer__")
