"""Odometer readings."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fleet.personal_data.reasons import KEEPERS, REFERENCE
from fleet.queries import granted_employer_ids, machine_rows
from privacy.access import Access
from privacy.registry import hold, scope

hold(
    "fleet.OdometerReading",
    subject="vehicle__file",
    subject_kind="vehicle",
    tracked={
        "value_km": "odometer",
        "original_value": "odometer",
        "offset_km": "odometer",
        "read_at": "odometer",
    },
    plain={
        "vehicle": REFERENCE,
        "original_unit": "kilometres or miles",
        "source": "kind of sender of a reading; names no person",
        "status": "whether a reading is believed",
        "suspicion": "why a reading is not believed, as one of seven codes",
        "meter_replaced": "whether the row notes a replacement of the meter",
        "supersedes": REFERENCE,
    },
    retention="vehicle_file",
    labels={
        "value_km": _("Distance run in km"),
        "original_value": _("As read"),
        "original_unit": _("Unit"),
        "offset_km": _("Kilometres of earlier meters"),
        "read_at": _("Read at"),
        "source": _("Source"),
        "status": _("Status"),
        "suspicion": _("Suspicion"),
        "meter_replaced": _("Meter replaced"),
    },
)


@scope("fleet.OdometerReading", role="fleet_manager")
def readings_of_granted_employers(access: Access) -> Q:
    """As for the vehicle."""
    return Q(vehicle__employer_id__in=granted_employer_ids(access))


@scope("fleet.OdometerReading", roles=KEEPERS)
def every_reading(access: Access) -> Q:
    """As for the vehicle."""
    return Q()


@scope("fleet.OdometerReading", role="machine")
def readings_of_the_machines_employer(access: Access) -> Q:
    """As for the vehicle."""
    return machine_rows(access, "vehicle__employer__")
