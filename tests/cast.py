"""The people of the tests, made once per run through the product's actions and put back for each test that asks for them.

Windmolen Logistiek BV (NL, with units in NL and BE): Dana and Emre drive, Maud manages the fleet, one car is in the pool.
Chantier du Nord SA (FR): Chloe drives, Marc manages the fleet. Lieve leases privately. At the lessor: agent Ali, fleet
employee Femke, claims handler Chris, privacy officer Petra, administrator Ana. Wout works at garage De Sleutel. Olga has
a log-in and no role.

Every personal value of Dana and Emre is a canary: a string that stands nowhere else, to be searched for in logs, history,
task arguments, caches and other people's answers.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission

from drivers.models import Custody, Driver
from fleet.actions.grants import grant_employer, grant_supplier
from fleet.models import SEE_FLEET, WORK_JOBS, Employer, EmployerGrant, Supplier, SupplierGrant
from privacy.access import Access, Actor, Channel, Organisation
from privacy.models import Account, RoleAssignment
from tests import factories as make
from tests import snapshot

SELF = Organisation(kind="self", id=None, name="")
LESSOR = Organisation(kind="lessor", id=None, name="lessor")
LESSOR_PEOPLE = {
    "ali": "agent",
    "femke": "fleet_staff",
    "chris": "claims_handler",
    "petra": "privacy_officer",
    "ana": "admin",
}


def canaries(name: str, *, born: date, digits: str) -> dict[str, Any]:
    """One unmistakable value for each of the twelve items of a driver."""
    loud = name.upper()
    return {
        "full_name": f"Canary{loud} Vanderkanarie{loud}",
        "email": f"canary.{name}.email@example.test",
        "phone": f"+31600{digits}",
        "postal_address": f"CANARY-{loud}-ADDRESS 1, 1234 ZZ Kanariedorp",
        "date_of_birth": born,
        "gender": f"CANARY-{loud}-GENDER",
        "nationality": f"CANARY-{loud}-NATIONALITY",
        "national_id_number": f"CANARY-{loud}-NATIONALID",
        "driver_id": f"CANARY-{loud}-DRIVERID",
        "bank_account_details": f"CANARY-{loud}-IBAN",
        "driving_licence": f"CANARY-{loud}-LICENCE",
        "operational_contact": f"CANARY-{loud}-OPERATIONAL",
    }


CANARIES = {
    "dana": canaries("dana", born=date(1911, 11, 11), digits="717171"),
    "emre": canaries("emre", born=date(1912, 12, 12), digits="727272"),
}
CANARY_CARS = {
    "dana": {"vin": "WVWCANARYDANA0001", "licence_plate": "X-771-DN"},
    "emre": {"vin": "WVWCANARYEMRE0001", "licence_plate": "X-772-MR"},
}
CANARY_STRINGS = tuple(
    value.isoformat() if isinstance(value, date) else value
    for person in (*CANARIES.values(), *CANARY_CARS.values())
    for value in person.values()
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person with a log-in; ``driver`` is a public id where they drive."""

    name: str
    email: str
    account: UUID
    account_id: int
    subject: UUID
    roles: tuple[tuple[str, Organisation], ...]
    driver: UUID | None = None

    def access(self, purpose: str, *, role: str | None = None, channel: Channel = Channel.PAGE, **more: Any) -> Access:
        """An access of this person, as the edges make it; the role may be left out where there is one."""
        held = dict(self.roles)
        role = role or next(iter(held))
        actor = Actor(account_id=self.account_id, subject_id=self.subject)
        return Access(actor=actor, role=role, organisation=held[role], purpose=purpose, channel=channel, **more)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and their cars. Organisations and cars are public ids."""

    windmolen: UUID
    windmolen_nl: UUID
    windmolen_be: UUID
    chantier: UUID
    garage: UUID
    dana: Person
    emre: Person
    chloe: Person
    lieve: Person
    maud: Person
    marc: Person
    ali: Person
    femke: Person
    chris: Person
    petra: Person
    ana: Person
    wout: Person
    olga: Person
    dana_car: UUID
    emre_car: UUID
    chloe_car: UUID
    lieve_car: UUID
    pool_car: UUID

    def people(self) -> tuple[Person, ...]:
        """Everybody with a log-in."""
        values = (getattr(self, name) for name in self.__slots__)
        return tuple(value for value in values if isinstance(value, Person))


def _address(name: str) -> str:
    return f"{name}@cast.test"


def build() -> Cast:
    """Make everybody, through the actions."""
    windmolen = make.make_employer("Windmolen Logistiek BV")
    dutch = make.make_unit(windmolen, "Windmolen Nederland")
    belgian = make.make_unit(windmolen, "Windmolen België", country="BE")
    chantier = make.make_employer("Chantier du Nord SA", country="FR", language="fr", national_id_required=True)
    garage = make.make_supplier("De Sleutel")
    _people_who_drive(dutch, belgian, chantier)
    _manager("maud", windmolen, "Windmolen Logistiek BV")
    _manager("marc", chantier, "Chantier du Nord SA")
    for name, role in LESSOR_PEOPLE.items():
        make.give_role(make.make_log_in(_address(name)), role, LESSOR)
    wout = make.make_log_in(_address("wout"), kind="supplier_user")
    make.give_role(wout, "workshop", Organisation("supplier", garage, "De Sleutel"))
    grant_supplier(access=make.keeper(), account=wout, supplier=garage)
    make.make_log_in(_address("olga"))
    return load()


def _people_who_drive(dutch: UUID, belgian: UUID, chantier: UUID) -> None:
    employers = {"dana": dutch, "emre": belgian, "chloe": chantier}
    for name, employer in employers.items():
        driver = make.make_driver(employer, **CANARIES.get(name, {"full_name": "Chloé Lambert"}))
        car = make.make_vehicle(employer, **CANARY_CARS.get(name, {}))
        make.make_contract(car, employer)
        make.make_custody(car, driver)
        _drives(name, driver, "driver")
    lieve = make.make_driver(full_name="Lieve Vandamme", email="lieve@example.test")
    car = make.make_vehicle()
    make.make_contract(car, lessee=Driver.objects.values_list("subject", flat=True).get(public_id=lieve))
    make.make_custody(car, lieve, private=True)
    _drives("lieve", lieve, "private_lessee")
    make.make_custody(make.make_vehicle(dutch), None)


def _drives(name: str, driver: UUID, role: str) -> None:
    subject = Driver.objects.values_list("subject", flat=True).get(public_id=driver)
    make.give_role(make.make_log_in(_address(name), subject=subject), role, SELF)


def _manager(name: str, employer: UUID, called: str) -> None:
    account = make.make_log_in(_address(name), kind="customer_contact")
    make.give_role(account, "fleet_manager", Organisation("employer", employer, called))
    grant_employer(access=make.keeper(), account=account, employer=employer)


def load() -> Cast:
    """Everybody as they stand in the database."""
    people = {name: _person(name) for name in Cast.__slots__ if name in NAMES}
    companies = dict(Employer.objects.values_list("name", "public_id"))
    cars = {f"{name}_car": _car(people[name].driver) for name in ("dana", "emre", "chloe", "lieve")}
    pool = Custody.objects.filter(holder_kind="pool", vehicle__employer__name="Windmolen Nederland")
    return Cast(
        windmolen=companies["Windmolen Logistiek BV"],
        windmolen_nl=companies["Windmolen Nederland"],
        windmolen_be=companies["Windmolen België"],
        chantier=companies["Chantier du Nord SA"],
        garage=Supplier.objects.values_list("public_id", flat=True).get(name="De Sleutel"),
        pool_car=pool.values_list("vehicle__public_id", flat=True).get(),
        **people,
        **cars,
    )


NAMES = frozenset({"dana", "emre", "chloe", "lieve", "maud", "marc", "ali", "femke", "chris", "petra", "ana", "wout", "olga"})


def _person(name: str) -> Person:
    account = Account.objects.get(email=_address(name))
    assigned = RoleAssignment.objects.filter(account=account).order_by("id")
    roles = tuple((row.role, Organisation(row.organisation_kind, row.organisation_id, row.organisation_name)) for row in assigned)
    driver = Driver.objects.filter(subject=account.subject_id).values_list("public_id", flat=True).first()
    return Person(name, account.email, account.public_id, account.pk, account.subject_id, roles, driver)


def _car(driver: UUID | None) -> UUID:
    return Custody.objects.values_list("vehicle__public_id", flat=True).get(driver__public_id=driver)


# --- fixtures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """The cast, and the rows it consists of."""

    cast: Cast
    rows: snapshot.Snapshot


_kept: list[Made] = []


@pytest.fixture(scope="session")
def _cast_once(django_db_setup: None, django_db_blocker: Any) -> Made:
    """Make everybody once and keep the rows; the databases are left as they were."""
    if not _kept:
        with django_db_blocker.unblock(), snapshot.undone():
            before = snapshot.filled_tables()
            _kept.append(Made(build(), snapshot.take(before)))
    return _kept[0]


@pytest.fixture
def cast(_cast_once: Made, db: None) -> Cast:
    """Everybody, for one test."""
    snapshot.put_back(_cast_once.rows)
    # A test that commits empties all tables; the permissions are then made anew, with other ids.
    for grant, codename in ((EmployerGrant, SEE_FLEET), (SupplierGrant, WORK_JOBS)):
        permission = Permission.objects.get(codename=codename)
        grant._base_manager.exclude(permission=permission).update(permission=permission)
    return _cast_once.cast
