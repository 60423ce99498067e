"""Rows of the fleet. Only the fleet's own actions, queries and personal_data touch them."""

from fleet.models.contracts import ContractVersion, LeaseContract, Service
from fleet.models.employers import SEE_FLEET, Employer, EmployerGrant
from fleet.models.odometer import OdometerReading, Suspicion
from fleet.models.suppliers import WORK_JOBS, Supplier, SupplierGrant
from fleet.models.vehicles import PlatePeriod, Vehicle

__all__ = [
    "SEE_FLEET",
    "WORK_JOBS",
    "ContractVersion",
    "Employer",
    "EmployerGrant",
    "LeaseContract",
    "OdometerReading",
    "PlatePeriod",
    "Service",
    "Supplier",
    "SupplierGrant",
    "Suspicion",
    "Vehicle",
]
