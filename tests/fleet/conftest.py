"""A small client tree, its fleet manager, and the lessor's own people, as accesses."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from fleet import actions
from privacy.access import Access, Actor, Channel, Organisation
from privacy.models import Account, Subject

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
VINS = (
    "WBA71DC010CH14720",
    "1M8GDM9AXKP042788",
    "TM912345678901234",
    "JSA12345678901234",
    "KF1SF08WJ8B257338",
    "200BL8EV9AX604020",
)


def lessor(role: str = "fleet_staff", purpose: str = "driver.vehicle_management", at: datetime = NOW) -> Access:
    """An access of the lessor's people by name, as a command makes it."""
    made = Access.for_job(name="test", role=role, purpose=purpose, reason="test")
    return Access(made.actor, role, made.organisation, purpose, Channel.TASK, reason="test", at=at)


def person(role: str, organisation: Organisation, purpose: str) -> tuple[Access, Account]:
    """An access of a log-in made for the test."""
    subject = Subject.objects.create(kind="customer_contact")
    account = Account.objects.make(email=f"{uuid4().hex}@client.test", subject=subject)
    actor = Actor(account_id=account.pk, subject_id=subject.pk)
    return Access(actor, role, organisation, purpose, Channel.PAGE, at=NOW), account


@pytest.fixture
def staff(db) -> Access:
    """The lessor's fleet department."""
    return lessor()


@pytest.fixture
def tree(staff) -> SimpleNamespace:
    """Two client companies; the first has two countries, one of them a site."""
    company = actions.create_employer(access=staff, name="Noordzee Beheer", country="NL", language="nl")
    dutch = actions.create_unit(access=staff, parent=company, name="Noordzee Nederland")
    site = actions.create_unit(access=staff, parent=dutch, name="Noordzee Terneuzen")
    belgian = actions.create_unit(access=staff, parent=company, name="Noordzee Belgique", country="BE", language="fr")
    other = actions.create_employer(access=staff, name="Maasdal", country="NL", language="nl")
    return SimpleNamespace(company=company, dutch=dutch, site=site, belgian=belgian, other=other)


@pytest.fixture
def manager(staff, tree):
    """Make a fleet manager of an organisation, granted some employers."""

    def make(organisation, *granted, purpose="driver.fleet_reporting"):
        access, account = person("fleet_manager", Organisation("employer", organisation, "client"), purpose)
        for employer in granted:
            actions.grant_employer(access=staff, account=account.public_id, employer=employer)
        return access

    return make


@pytest.fixture
def car(staff, tree):
    """Make a vehicle; each call takes the next VIN."""
    numbers = iter(VINS)

    def make(employer=None, **given):
        values = {"make": "BMW", "model": "320d", "fuel_type": "diesel", "co2_g_km": 128, "vin": next(numbers)}
        return actions.add_vehicle(access=staff, employer=employer, **values | given)

    return make
