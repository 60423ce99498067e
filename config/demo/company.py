"""Employers, cars, contracts, drivers, custody and odometer readings of the demo company."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from config.demo.accesses import keeping, keeping_private
from config.demo.cars import car, plate
from config.demo.names import person
from drivers import actions as people
from drivers.actions import NewDriver
from drivers.models import Driver
from fleet.actions.contracts import NewContract, change_contract, open_contracts
from fleet.actions.employers import create_employer, create_unit
from fleet.actions.odometer import NewReading, record_odometers
from fleet.actions.suppliers import create_supplier
from fleet.actions.vehicles import NewVehicle, add_vehicles, change_plate

SERVICES = ("maintenance", "tyres", "roadside", "replacement_car", "insurance")
PRIVATE_CARS = ("NL", "BE", "NL", "BE")
IN_STOCK = ("NL", "FR")
POOL_EVERY = 13
LOG_IN_OF = {("techniek_nl", 0): "driver", ("techniek_nl", 1): "driver2", ("techniek_nl", 2): "manager"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of an employer and its cars and drivers, in the same order; None where a car is in the pool."""

    employer: UUID
    country: str
    cars: tuple[UUID, ...]
    drivers: tuple[UUID | None, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """What the log-ins and the damage reports hang on."""

    techniek: UUID
    ateliers: UUID
    garage: UUID
    units: dict[str, Unit]

    def driver(self, log_in: str) -> UUID:
        """Public id of the driver behind a demo log-in."""
        unit, position = next(place for place, name in LOG_IN_OF.items() if name == log_in)
        found = self.units[unit].drivers[position]
        assert found is not None
        return found

    def car(self, log_in: str) -> UUID:
        """Public id of that driver's car."""
        unit, position = next(place for place, name in LOG_IN_OF.items() if name == log_in)
        return self.units[unit].cars[position]


def build() -> Company:
    """Make it all, with dates that count back from today."""
    access = keeping()
    techniek = create_employer(
        access=access, name="Zonnedauw Techniek", country="NL", language="nl", legal_name="Zonnedauw Techniek B.V."
    )
    ateliers = create_employer(
        access=access, name="Ateliers Cobalt", country="FR", language="fr", legal_name="Ateliers Cobalt S.A."
    )
    numbers = iter(range(1_000))
    units = {
        "techniek_nl": _unit("techniek_nl", _below(techniek, "Zonnedauw Nederland", "NL", "nl"), "NL", 20, numbers),
        "techniek_be": _unit("techniek_be", _below(techniek, "Zonnedauw België", "BE", "nl"), "BE", 14, numbers),
        "ateliers_fr": _unit("ateliers_fr", _below(ateliers, "Cobalt France", "FR", "fr"), "FR", 12, numbers),
        "ateliers_be": _unit("ateliers_be", _below(ateliers, "Cobalt Belgique", "BE", "fr"), "BE", 8, numbers),
    }
    _private_lessees(numbers)
    _stock(numbers)
    garage = create_supplier(access=access, name="Garage Het Wiel", kind="garage", country="NL", language="nl")
    create_supplier(access=access, name="Carrosserie Lambermont", kind="body_shop", country="BE", language="fr")
    create_supplier(access=access, name="Noordwacht Pechhulp", kind="roadside", country="NL", language="nl")
    company = Company(techniek, ateliers, garage, units)
    _what_happens_in_a_fleet(company)
    return company


def _below(parent: UUID, name: str, country: str, language: str) -> UUID:
    return create_unit(access=keeping(), parent=parent, name=name, country=country, language=language)


def _days_ago(days: int) -> datetime:
    """A morning in the past; 8:30 at the place, give or take the season."""
    return (timezone.localtime() - timedelta(days=days)).replace(hour=8, minute=30, second=0, microsecond=0)


def _age(number: int) -> int:
    """How many days ago the contract of the car of that number began: from five weeks to nearly its whole term."""
    return 35 + (number * 61) % 1_380


def _unit(key: str, employer: UUID, country: str, size: int, numbers: Iterator[int]) -> Unit:
    taken = [next(numbers) for _ in range(size)]
    cars = _cars(taken, [country] * size, employer)
    _contracts(taken, cars, employer)
    driving = [n for n in range(size) if n % POOL_EVERY != POOL_EVERY - 1]
    added = people.add_drivers(access=keeping(), drivers=[_driver(key, n, taken[n], employer, country) for n in driving])
    drivers: list[UUID | None] = [None] * size
    for n, driver in zip(driving, added, strict=True):
        drivers[n] = driver
    for number, vehicle, holder in zip(taken, cars, drivers, strict=True):
        people.start_custody(
            access=keeping(),
            vehicle=vehicle,
            holder="driver" if holder else "pool",
            driver=holder,
            at=_days_ago(_age(number)),
            source="handover_form",
            evidence=f"OV-{number:05d}",
        )
    _readings(taken, cars)
    return Unit(employer, country, tuple(cars), tuple(drivers))


def _cars(numbers: Sequence[int], countries: Sequence[str], employer: UUID | None, stage: str = "in_life") -> list[UUID]:
    rows = []
    for number, country in zip(numbers, countries, strict=True):
        made = car(number, country)
        rows.append(
            NewVehicle(
                vin=made.vin,
                make=made.make,
                model=made.model,
                fuel_type=made.fuel_type,
                co2_g_km=made.co2_g_km,
                licence_plate=made.licence_plate if stage == "in_life" else "",
                plate_country=country,
                plate_since=_days_ago(_age(number)).date() if stage == "in_life" else None,
                employer=employer,
                stage=stage,
            )
        )
    return add_vehicles(access=keeping(), rows=rows)


def _contracts(numbers: Sequence[int], cars: Sequence[UUID], employer: UUID) -> None:
    rows = [_contract(number, vehicle, employer=employer) for number, vehicle in zip(numbers, cars, strict=True)]
    opened = open_contracts(access=keeping(), rows=rows)
    for number, contract, row in zip(numbers, opened, rows, strict=True):
        if number % 7 == 3:
            start = row.starts_on + timedelta(days=30)
            change_contract(access=keeping(), contract=contract, in_force_from=start, km_total=row.km_total + 20_000)


def _contract(number: int, vehicle: UUID, *, employer: UUID | None = None, lessee: UUID | None = None) -> NewContract:
    return NewContract(
        number=f"{'P' if lessee else 'L'}-{24_000 + number}",
        vehicle=vehicle,
        category="private" if lessee else "operational",
        starts_on=_days_ago(_age(number)).date(),
        term_months=48,
        km_total=(15_000 + 5_000 * (number % 5)) * 4,
        instalment=Decimal(389 + number * 17 % 320) + Decimal("0.50"),
        employer=employer,
        lessee=lessee,
        services=SERVICES if number % 3 else (*SERVICES, "fuel_card", "charge_card"),
        excess_rate=Decimal("0.085"),
        refund_rate=Decimal("0.03"),
        free_band_km=5_000,
    )


def _driver(key: str, position: int, number: int, employer: UUID, country: str) -> NewDriver:
    log_in = LOG_IN_OF.get((key, position))
    made = person(position + (40 if key == "ateliers_be" else 0), country, f"{log_in}@demo.test" if log_in else "")
    return NewDriver(
        employer=employer,
        employed_from=_days_ago(_age(number) + 120),
        country=country,
        language=made.language,
        full_name=made.full_name,
        email=made.email if log_in else f"{key.replace('_', '.')}.{position:02d}@demo.test",
        phone=made.phone,
        postal_address=made.postal_address,
        date_of_birth=made.date_of_birth,
        gender="",
        nationality=made.nationality,
        driver_id=f"{country}-{1_000 + number}",
        driving_licence=f"DEMO-{country}-{55_000 + number}",
        national_id_number=f"DEMO-{country}-{90_000 + number}" if log_in else "",
        bank_account_details=f"{country}00 DEMO 0000 {number:04d}" if log_in else "",
        operational_contact="Planning: +31 6 00 00 00 99" if country == "NL" else "",
    )


def _private_lessees(numbers: Iterator[int]) -> None:
    taken = [next(numbers) for _ in PRIVATE_CARS]
    cars = _cars(taken, PRIVATE_CARS, None)
    lessees = people.add_drivers(
        access=keeping_private(),
        drivers=[_lessee(30 + n, country) for n, country in enumerate(PRIVATE_CARS)],
    )
    subjects = dict(Driver.objects.filter(public_id__in=lessees).values_list("public_id", "subject_id"))
    placed = list(zip(taken, cars, lessees, strict=True))
    open_contracts(
        access=keeping_private(), rows=[_contract(n, vehicle, lessee=subjects[lessee]) for n, vehicle, lessee in placed]
    )
    for number, vehicle, lessee in placed:
        people.start_custody(
            access=keeping_private(),
            vehicle=vehicle,
            holder="driver",
            driver=lessee,
            at=_days_ago(_age(number)),
            source="handover_form",
            evidence=f"OV-{number:05d}",
        )
    _readings(taken, cars)


def _lessee(number: int, country: str) -> NewDriver:
    made = person(number, country, f"privelease{number}@demo.test")
    return NewDriver(
        kind="private_lease_customer",
        country=country,
        language=made.language,
        full_name=made.full_name,
        email=made.email,
        phone=made.phone,
        postal_address=made.postal_address,
        date_of_birth=made.date_of_birth,
        bank_account_details=f"{country}00 DEMO 0000 {number:04d}",
    )


def _stock(numbers: Iterator[int]) -> None:
    """Ordered cars that nobody has yet: no plate, no contract."""
    taken = [next(numbers) for _ in IN_STOCK]
    _cars(taken, IN_STOCK, None, stage="ordered")


def _readings(numbers: Sequence[int], cars: Sequence[UUID]) -> None:
    """Three plausible readings of each car; they end at the distance of its age."""
    rows = []
    for number, vehicle in zip(numbers, cars, strict=True):
        per_day = 38 + number * 11 % 60
        for left, source in ((0.6, "garage"), (0.25, "card"), (0.01, "driver")):
            days = int(_age(number) * (1 - left))
            rows.append(NewReading(vehicle, 12 + per_day * days, "km", _days_ago(_age(number) - days), source))
    record_odometers(access=keeping(), rows=rows)


def _what_happens_in_a_fleet(company: Company) -> None:
    """Other plates, a reading in quarantine, handovers, a visit to the garage, a plan, an employment that ended."""
    access = keeping()
    dutch, belgian = company.units["techniek_nl"], company.units["techniek_be"]
    french = company.units["ateliers_fr"]
    for vehicle, number, country in ((dutch.cars[4], 804, "NL"), (french.cars[3], 803, "FR")):
        change_plate(access=access, vehicle=vehicle, licence_plate=plate(number, country), country=country, since=_recent())
    slip = NewReading(dutch.cars[5], 61_304_000, "km", _days_ago(1), "card")
    record_odometers(access=access, rows=[slip])
    people.hand_over(
        access=access,
        vehicle=belgian.cars[2],
        holder="driver",
        driver=belgian.drivers[3],
        at=_days_ago(21),
        source="handover_form",
        evidence="OV-90001",
    )
    people.hand_over(access=access, vehicle=dutch.cars[7], holder="garage", driver=dutch.drivers[7], at=_days_ago(1))
    people.plan_hand_over(
        access=access,
        vehicle=dutch.cars[8],
        holder="driver",
        driver=dutch.drivers[9],
        at=timezone.now() + timedelta(days=10),
    )
    left = french.drivers[5]
    assert left is not None
    people.end_employment(access=access, driver=left, at=_days_ago(3))


def _recent() -> date:
    return _days_ago(20).date()
