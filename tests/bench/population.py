"""A fleet to measure on, ours and the peers', filled with set-based SQL."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connections, models
from django.utils import timezone

from drivers.models import Custody, Driver
from fleet.models import SEE_FLEET, Employer, EmployerGrant, Vehicle
from privacy import sealing
from privacy.access import LESSOR, Access, Actor, Channel, Organisation
from privacy.models import Account, Subject
from tests.bench.peers.models import PlainDriver, PlainEmployer, PlainEmployerGrant, PlainVehicle

BATCH = 5_000
OPENED = "Opened"


@dataclass(frozen=True, slots=True)
class Fleet:
    """The employer that is measured, its manager, and one of its drivers on both sides."""

    employer: Employer
    manager: Account
    plain_employer: PlainEmployer
    driver: uuid.UUID
    plain_driver: int

    def access(self, *, role: str = "fleet_manager", purpose: str = "driver.fleet_reporting") -> Access:
        """A fresh access, as each request makes one."""
        if role == "fleet_manager":
            organisation = Organisation("employer", self.employer.public_id, self.employer.name)
        else:
            organisation = Organisation("employer", self.employer.public_id, "machine") if role == "machine" else LESSOR
        actor = Actor(account_id=self.manager.pk, subject_id=self.manager.subject_id)
        return Access(actor=actor, role=role, organisation=organisation, purpose=purpose, channel=Channel.API)


def found(size: int) -> Fleet:
    """One employer with `size` vehicles and drivers, a manager with a grant, and the same on the peers' side."""
    employer = _employer("Measured")
    plain = PlainEmployer.objects.create(name="Measured")
    manager = Account.objects.make(email="bench@measured.test", subject=Subject.objects.create(kind="customer_contact"))
    see = Permission.objects.get(codename=SEE_FLEET)
    EmployerGrant._base_manager.bulk_create([EmployerGrant(user=manager, permission=see, content_object=employer)])
    plain_see = Permission.objects.get(codename="see_plain_fleet")
    PlainEmployerGrant.objects.create(user=manager, permission=plain_see, content_object=plain)
    fill([employer], [plain], size)
    fill([_employer(OPENED)], [PlainEmployer.objects.create(name=OPENED)], 1_000)
    driver = Driver.objects.filter(employer=employer).values_list("public_id", flat=True).first()
    plain_driver = PlainDriver.objects.order_by("pk").values_list("pk", flat=True).first()
    if driver is None or plain_driver is None:
        raise RuntimeError("nothing was filled in")
    return Fleet(employer, manager, plain, driver, plain_driver)


def crowd(size: int, employers: int = 200) -> None:
    """`size` further vehicles and drivers of other employers, copied inside the database from the measured ones.

    Their ciphertext belongs to other rows and would not open; they are there to be passed over, in tables and indexes of full size.
    """
    others = [_employer(f"Other {number}").pk for number in range(employers)]
    plain = [PlainEmployer.objects.create(name=f"Other {number}").pk for number in range(employers)]
    drivers, vehicles = _ids(Driver), _ids(Vehicle)
    plain_drivers, plain_vehicles = _ids(PlainDriver), _ids(PlainVehicle)
    with connections["default"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(CROWD, [others, plain, drivers, vehicles, plain_drivers, plain_vehicles, size])
        for kind in ("person", "file"):
            sql = f"INSERT INTO privacy_subject (id, kind, created_at) SELECT {kind}, %s, now() FROM crowd"  # noqa: S608
            cursor.execute(sql, ["driver" if kind == "person" else "vehicle"])
        _copy(
            cursor,
            Driver,
            "driver",
            {"public_id": NEW, "subject_id": "c.person", "employer_id": "c.employer", "id": "c.driver_id"},
        )
        _copy(
            cursor, Vehicle, "vehicle", {"public_id": NEW, "file_id": "c.file", "employer_id": "c.employer", "id": "c.vehicle_id"}
        )
        cursor.execute(CUSTODIES)
        _copy(cursor, PlainDriver, "plain_driver", {"id": "c.plain_driver_id"})
        changed = {
            "employer_id": "c.plain_employer",
            "driver_id": "c.plain_driver_id",
            "public_id": NEW,
            "id": "c.plain_vehicle_id",
        }
        _copy(cursor, PlainVehicle, "plain_vehicle", changed)
    with connections["vault"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(KEYS, [size])
    for alias in ("default", "vault"):
        connections[alias].close()


NEW = "gen_random_uuid()"
CROWD = """
    CREATE TEMP TABLE crowd AS
    WITH given AS (
        SELECT %s::bigint[] AS others, %s::bigint[] AS plain, %s::bigint[] AS drivers, %s::bigint[] AS vehicles,
               %s::bigint[] AS plain_drivers, %s::bigint[] AS plain_vehicles
    )
    SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS file,
           others[1 + n %% cardinality(others)] AS employer, plain[1 + n %% cardinality(plain)] AS plain_employer,
           drivers[1 + n %% cardinality(drivers)] AS driver, vehicles[1 + n %% cardinality(vehicles)] AS vehicle,
           plain_drivers[1 + n %% cardinality(plain_drivers)] AS plain_driver,
           plain_vehicles[1 + n %% cardinality(plain_vehicles)] AS plain_vehicle,
           1000000 + n AS driver_id, 1000000 + n AS vehicle_id, 1000000 + n AS plain_driver_id, 1000000 + n AS plain_vehicle_id
    FROM given, generate_series(1, %s) AS n"""
CUSTODIES = """
    INSERT INTO drivers_custody
        (public_id, created_at, changed_at, vehicle_id, driver_id, holder_kind, starts_at, planned, source, evidence, attention)
    SELECT gen_random_uuid(), now(), now(), vehicle_id, driver_id, 'driver', now() - interval '100 days', false, 'import', '', ''
    FROM crowd"""
KEYS = """
    INSERT INTO vault_datakey (id, subject_id, retention_class, kek_id, wrapped, created_at)
    SELECT gen_random_uuid(), gen_random_uuid(), kept.retention_class, kept.kek_id, kept.wrapped, now()
    FROM generate_series(1, %s), (SELECT DISTINCT ON (retention_class) * FROM vault_datakey) AS kept"""


def _ids(model: type[models.Model]) -> list[int]:
    return list(model._base_manager.values_list("pk", flat=True))


def _copy(cursor: Any, model: type[models.Model], base: str, changed: dict[str, str]) -> None:
    """One new row per line of the crowd, like its base row but for the columns named. All names come from the models."""
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    chosen = ", ".join(changed.get(column, f'b."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    cursor.execute(f'INSERT INTO "{table}" ({named}) SELECT {chosen} FROM crowd c JOIN "{table}" b ON b.id = c.{base}')  # noqa: S608


def _employer(name: str) -> Employer:
    public_id = uuid.uuid4()
    row = Employer(
        public_id=public_id, name=name, legal_name=name, kind="company", country="NL", language="nl", path=f"{public_id.hex}/"
    )
    return Employer._base_manager.bulk_create([row])[0]


def fill(employers: list[Employer], plain: list[PlainEmployer], size: int) -> None:
    """Spread `size` vehicles with drivers over the employers, sealed through the product's own functions, on both sides."""
    for start in range(0, size, BATCH):
        numbers = range(start, min(start + BATCH, size))
        _ours(employers, numbers)
        _theirs(plain, numbers)


def _ours(employers: list[Employer], numbers: range) -> None:
    now, began = timezone.now(), timezone.now() - datetime.timedelta(days=100)
    people = Subject.objects.bulk_create(Subject(kind="driver") for _ in numbers)
    files = Subject.objects.bulk_create(Subject(kind="vehicle") for _ in numbers)
    drivers, vehicles = [], []
    for number, person, file in zip(numbers, people, files, strict=True):
        employer = employers[number % len(employers)]
        drivers.append(Driver(subject=person, employer=employer, employed_from=began, country="NL", language="nl"))
        vehicle = Vehicle(file=file, employer=employer, make="Volvo", model="EX30", fuel_type="electric", co2_g_km=0)
        vehicle.plate_country, vehicle.odometer_km, vehicle.odometer_at = "NL", 12_000 + number, now
        vehicle.lease_ends_on, vehicle.lease_km_total = datetime.date(2029, 1, 1), 120_000
        vehicle.__dict__["stage"] = "in_life"  # the machine protects it; this is a filled-in past, not a transition
        vehicles.append(vehicle)
    sealing.seal_many((driver, items(number)) for number, driver in zip(numbers, drivers, strict=True))
    plates = ({"licence_plate": f"B-{number:05d}-X"} for number in numbers)
    sealing.seal_many(zip(vehicles, plates, strict=True))
    Driver._base_manager.bulk_create(drivers)
    Vehicle._base_manager.bulk_create(vehicles)
    Custody._base_manager.bulk_create(
        Custody(vehicle=vehicle, driver=driver, holder_kind="driver", starts_at=began, source="import")
        for vehicle, driver in zip(vehicles, drivers, strict=True)
    )


def items(number: int) -> dict[str, object]:
    """Twelve values of one driver, of everyday length."""
    return {
        "full_name": f"Anna Maria van der Berg {number}",
        "email": f"anna.vanderberg.{number}@measured.test",
        "phone": f"+3161234{number % 10_000:04d}",
        "postal_address": f"Lange Voorhout {number}, 2514 EA Den Haag",
        "date_of_birth": datetime.date(1980, 1, 1 + number % 28),
        "gender": "x",
        "nationality": "NL",
        "national_id_number": f"{number:09d}",
        "driver_id": f"E-{number:06d}",
        "bank_account_details": f"NL00BANK{number:010d}",
        "driving_licence": f"{number:010d}",
        "operational_contact": f"desk {number}",
    }


def _theirs(plain: list[PlainEmployer], numbers: range) -> None:
    drivers = PlainDriver.objects.bulk_create(PlainDriver(**items(number)) for number in numbers)
    PlainVehicle.objects.bulk_create(
        PlainVehicle(
            employer=plain[number % len(plain)],
            driver=driver,
            public_id=uuid.uuid4(),
            licence_plate=f"B-{number:05d}-X",
            plate_country="NL",
            make="Volvo",
            model="EX30",
            fuel_type="electric",
            co2_g_km=0,
            stage="in_life",
            odometer_km=12_000 + number,
            odometer_at=timezone.now(),
            lease_ends_on=datetime.date(2029, 1, 1),
            lease_km_total=120_000,
        )
        for number, driver in zip(numbers, drivers, strict=True)
    )
