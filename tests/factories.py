"""Rows for tests, made through the actions of the product. Plain functions; what is not given gets a distinct value."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from drivers import actions as drivers
from fleet.actions.contracts import NewContract, open_contract
from fleet.actions.employers import create_employer, create_unit
from fleet.actions.suppliers import create_supplier
from fleet.actions.vehicles import add_vehicle
from privacy.access import Access, Organisation
from privacy.accounts import assign_role, make_account, set_own_password
from privacy.models import Subject

PASSWORD = "correct horse battery staple 9"
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
_numbers: Iterator[int] = count(1)


def keeper(purpose: str = "driver.vehicle_management", **more: Any) -> Access:
    """Fleet staff of the lessor, as a job of the tests."""
    return Access.for_job(name="tests", role="fleet_staff", purpose=purpose, reason="test set-up", **more)


def private_keeper() -> Access:
    """Fleet staff at work for private lessees."""
    return keeper("private.vehicle_management")


def administrator() -> Access:
    """The administration of log-ins, as a job of the tests."""
    return Access.for_job(name="tests", role="admin", purpose="operation.accounts", reason="test set-up")


def make_employer(name: str = "", *, country: str = "NL", language: str = "nl", **more: Any) -> UUID:
    """A client company."""
    return create_employer(access=keeper(), name=name or f"Company {next(_numbers)}", country=country, language=language, **more)


def make_unit(parent: UUID, name: str = "", *, country: str = "", language: str = "") -> UUID:
    """A unit below an employer."""
    return create_unit(access=keeper(), parent=parent, name=name or f"Unit {next(_numbers)}", country=country, language=language)


def make_supplier(name: str = "", *, kind: str = "garage", country: str = "NL", language: str = "nl") -> UUID:
    """A company that gets jobs."""
    return create_supplier(
        access=keeper(), name=name or f"Garage {next(_numbers)}", kind=kind, country=country, language=language
    )


def make_vehicle(employer: UUID | None = None, **more: Any) -> UUID:
    """A vehicle in life with a chassis number and a plate of its own."""
    number = next(_numbers)
    given = {
        "vin": f"WVWTEST{number:010d}",
        "make": "Volkswagen",
        "model": "ID.3",
        "fuel_type": "electric",
        "co2_g_km": 0,
        "licence_plate": f"T-{number % 1000:03d}-{chr(66 + number // 1000 % 20)}X",
        "plate_since": date(2024, 1, 1),
        "stage": "in_life",
    }
    return add_vehicle(access=keeper(), employer=employer, **{**given, **more})


def make_contract(vehicle: UUID, employer: UUID | None = None, *, lessee: UUID | None = None, **more: Any) -> UUID:
    """A contract of 48 months that runs."""
    given: dict[str, Any] = {
        "number": f"C-{next(_numbers):06d}",
        "category": "private" if lessee else "operational",
        "starts_on": date(2024, 1, 1),
        "term_months": 48,
        "km_total": 120_000,
        "instalment": Decimal("512.40"),
        "services": ("maintenance", "roadside"),
    }
    contract = NewContract(vehicle=vehicle, employer=employer, lessee=lessee, **{**given, **more})
    return open_contract(access=private_keeper() if lessee else keeper(), contract=contract)


def make_driver(employer: UUID | None = None, **more: Any) -> UUID:
    """A driver employed since 2024, or a private lessee when no employer is given."""
    number = next(_numbers)
    given: dict[str, Any] = {"full_name": f"Person Number{number}", "email": f"person{number}@example.test"}
    if employer is None:
        given["kind"] = "private_lease_customer"
    else:
        given |= {"employer": employer, "employed_from": LONG_AGO}
    access = keeper() if employer else private_keeper()
    return drivers.add_driver(access=access, driver=drivers.NewDriver(**{**given, **more}))


def make_custody(vehicle: UUID, driver: UUID | None, *, at: datetime = LONG_AGO, private: bool = False, **more: Any) -> UUID:
    """A custody that runs since 2024; a pool car when no driver is given."""
    given = {"holder": "driver" if driver else "pool", "source": "handover_form", "evidence": f"F-{next(_numbers)}"}
    access = private_keeper() if private else keeper()
    return drivers.start_custody(access=access, vehicle=vehicle, driver=driver, at=at, **{**given, **more})


def make_log_in(email: str, *, kind: str = "staff", subject: UUID | None = None, password: str = PASSWORD) -> UUID:
    """A log-in whose first password was changed already; for a new subject of this kind when none is given."""
    access = administrator()
    subject = subject or Subject.objects.create(kind=kind).pk
    account = make_account(access=access, email=email, subject=subject, language="en").account
    set_own_password(access=access, account=account, password=password)
    return account


def give_role(account: UUID, role: str, organisation: Organisation) -> None:
    """A role for an organisation, from now on."""
    assign_role(access=administrator(), account=account, role=role, organisation=organisation)
