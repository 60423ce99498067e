"""Lease contracts and their versions."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fleet.personal_data.reasons import FILE, KEEPERS, REFERENCE
from fleet.queries import granted_employer_ids, machine_rows
from privacy.access import Access
from privacy.registry import hold, scope

hold(
    "fleet.LeaseContract",
    subject="file",
    subject_kind="vehicle",
    tracked={
        "number": "lease_term",
        "category": "lease_category",
        "ended_on": "lease_term",
    },
    plain={
        "file": FILE,
        "vehicle": REFERENCE,
        "employer": REFERENCE,
        "lessee": "reference of the private lessee's subject; a random number, resolved for the person themself only",
        "latest": REFERENCE,
        "state": "draft, running or ended; says nothing about a person",
    },
    retention="lease_file",
    labels={
        "number": _("Contract number"),
        "category": _("Category"),
        "state": _("State"),
        "ended_on": _("Ended on"),
    },
)

hold(
    "fleet.ContractVersion",
    subject="file",
    subject_kind="vehicle",
    tracked={
        "in_force_from": "lease_term",
        "starts_on": "lease_term",
        "ends_on": "lease_term",
        "term_months": "lease_term",
        "start_km": "lease_term",
        "km_total": "lease_term",
        "free_band_km": "lease_term",
        "services": "lease_term",
        "instalment": "financial_obligations",
        "excess_rate": "financial_obligations",
        "refund_rate": "financial_obligations",
        "currency": "financial_obligations",
    },
    plain={
        "file": FILE,
        "contract": REFERENCE,
        "version": "running number of a change",
    },
    retention="lease_file",
    labels={
        "version": _("Version"),
        "in_force_from": _("In force from"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "term_months": _("Term in months"),
        "start_km": _("Odometer at the start in km"),
        "km_total": _("Kilometres agreed"),
        "free_band_km": _("Kilometres not settled"),
        "services": _("Services"),
        "instalment": _("Instalment per month"),
        "excess_rate": _("Charge per excess km"),
        "refund_rate": _("Refund per unused km"),
        "currency": _("Currency"),
    },
)


@scope("fleet.LeaseContract", role="fleet_manager")
def contracts_of_granted_employers(access: Access) -> Q:
    """The contracts that the granted employers and units concluded; never one of a private lessee."""
    return Q(employer_id__in=granted_employer_ids(access))


@scope("fleet.LeaseContract", roles=KEEPERS)
def every_contract(access: Access) -> Q:
    """All rows: these roles keep the register."""
    return Q()


@scope("fleet.LeaseContract", role="machine")
def contracts_of_the_machines_employer(access: Access) -> Q:
    """As for the vehicle."""
    return machine_rows(access, "employer__")


@scope("fleet.ContractVersion", role="fleet_manager")
def versions_of_granted_employers(access: Access) -> Q:
    """As for the contract."""
    return Q(contract__employer_id__in=granted_employer_ids(access))


@scope("fleet.ContractVersion", roles=KEEPERS)
def every_version(access: Access) -> Q:
    """As for the contract."""
    return Q()


@scope("fleet.ContractVersion", role="machine")
def versions_of_the_machines_employer(access: Access) -> Q:
    """As for the contract."""
    return machine_rows(access, "contract__employer__")
