"""Vehicles: into the register, other plates, other employers. The bulk form is the only one; one vehicle is a bulk of one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from fleet.actions.permitted import KEEPERS, only
from fleet.actions.wording import CONSTRAINTS, bad_input, conflicts_in_words
from fleet.models import Employer, LeaseContract, PlatePeriod, Vehicle
from fleet.rules import plates, vins
from fleet.rules.employer_tree import root_key
from fleet.rules.malformed import Malformed
from fleet.rules.naming import problem_of_choice, problems_of_texts
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import Conflict, NotFoundHere
from privacy.models import Subject, SubjectKind
from privacy.sealing import seal, seal_many

LONGEST = {"make": 60, "model": 120}
MOST_CO2 = 2_000

FieldName = Callable[[int, str], str]
"""How a field of the n-th row is named in a refusal."""


# No generated repr: it would print the identity of a vehicle into logs and tracebacks.
@dataclass(frozen=True, slots=True, repr=False)
class NewVehicle:
    """One vehicle to register.

    `employer` is a public id, None for a vehicle of a private lessee or without customer; `co2_g_km` in g/km (WLTP);
    `plate_since` is the day the plate came on the vehicle, today when None; `stage` one of Vehicle.Stage.
    """

    vin: str
    make: str
    model: str
    fuel_type: str = Vehicle.Fuel.OTHER
    co2_g_km: int | None = None
    licence_plate: str = ""
    plate_country: str = "NL"
    plate_since: date | None = None
    employer: UUID | None = None
    stage: str = Vehicle.Stage.ORDERED


def add_vehicle(
    *,
    access: Access,
    vin: str,
    make: str,
    model: str,
    fuel_type: str = Vehicle.Fuel.OTHER,
    co2_g_km: int | None = None,
    licence_plate: str = "",
    plate_country: str = "NL",
    plate_since: date | None = None,
    employer: UUID | None = None,
    stage: str = Vehicle.Stage.ORDERED,
) -> UUID:
    """Register one vehicle (see NewVehicle for the arguments); returns its public id.

    Raises NotPermitted, NotFoundHere (employer), BadInput and Conflict (the VIN cannot be added).
    """
    row = NewVehicle(vin, make, model, fuel_type, co2_g_km, licence_plate, plate_country, plate_since, employer, stage)
    return _add(access, [row], "fleet.add_vehicle", lambda _n, field: field)[0]


def add_vehicles(*, access: Access, rows: Sequence[NewVehicle]) -> list[UUID]:
    """Register many vehicles, all or none, with set-based SQL; returns their public ids in the same order.

    Raises as add_vehicle; fields of a refusal are named "<index>.<field>", the first row being 0.
    """
    return _add(access, rows, "fleet.add_vehicles", lambda n, field: f"{n}.{field}")


def problems_of(rows: Sequence[NewVehicle], today: date) -> dict[tuple[int, str], str]:
    """Return a machine code per row index and field that cannot be registered, for a dry run; touches no database."""
    found = {(n, field): code for n, row in enumerate(rows) for field, code in _problems(row, today).items()}
    seen: set[str] = set()
    for n, row in enumerate(rows):
        number = row.vin.upper().replace(" ", "").replace("-", "").strip()
        if number in seen:
            found.setdefault((n, "vin"), "vin_twice")
        seen.add(number)
    return found


def _problems(row: NewVehicle, today: date) -> dict[str, str]:
    found = problems_of_texts({"make": row.make, "model": row.model}, LONGEST)
    choices = {"fuel_type": (row.fuel_type, Vehicle.Fuel.values), "stage": (row.stage, Vehicle.Stage.values)}
    found |= {name: "choice" for name, (value, known) in choices.items() if problem_of_choice(value, known)}
    if row.co2_g_km is not None and not (isinstance(row.co2_g_km, int) and 0 <= row.co2_g_km <= MOST_CO2):
        found["co2_g_km"] = "co2"
    if row.plate_since and row.plate_since > today:
        found["plate_since"] = "plate_in_future"
    return found | _identity_problems(row)


def _identity_problems(row: NewVehicle) -> dict[str, str]:
    found = {}
    try:
        vins.parse(row.vin)
    except Malformed as problem:
        found["vin"] = problem.code
    if row.licence_plate:
        try:
            plates.parse(row.licence_plate, row.plate_country)
        except Malformed as problem:
            found["plate_country" if problem.code == "country_malformed" else "licence_plate"] = problem.code
    return found


def _add(access: Access, rows: Sequence[NewVehicle], verb: str, name: FieldName) -> list[UUID]:
    only(access, KEEPERS)
    today = access.at.date()
    problems = {name(n, field): code for (n, field), code in problems_of(rows, today).items()}
    if problems:
        raise bad_input(problems)
    with conflicts_in_words(), change(access, verb) as work:
        employers = employers_within_reach(access, (row.employer for row in rows if row.employer))
        vehicles = [_vehicle(row, employers) for row in rows]
        Subject.objects.bulk_create([vehicle.file for vehicle in vehicles])
        seal_many((vehicle, _identity(row)) for vehicle, row in zip(vehicles, rows, strict=True))
        _refuse_known(vehicles, name)
        work.bulk_create(Vehicle, vehicles)
        plated = [(v, row) for v, row in zip(vehicles, rows, strict=True) if row.licence_plate]
        periods = [_period(v, row.plate_since or today) for v, row in plated]
        seal_many((p, {"plate": _shown(row)}) for p, (_v, row) in zip(periods, plated, strict=True))
        work.bulk_create(PlatePeriod, periods)
    return [vehicle.public_id for vehicle in vehicles]


def employers_within_reach(access: Access, wanted: Iterable[UUID]) -> dict[UUID, Employer]:
    """Return the employers of these public ids; raises NotFoundHere when one is out of reach."""
    ids = set(wanted)
    found = {row.public_id: row for row in gate.rows(access, Employer.objects.filter(public_id__in=ids))} if ids else {}
    if len(found) != len(ids):
        raise NotFoundHere
    return found


def _vehicle(row: NewVehicle, employers: dict[UUID, Employer]) -> Vehicle:
    return Vehicle(
        public_id=uuid4(),
        file=Subject(kind=SubjectKind.VEHICLE),
        employer=employers[row.employer] if row.employer else None,
        make=row.make.strip(),
        model=row.model.strip(),
        fuel_type=row.fuel_type,
        co2_g_km=row.co2_g_km,
        stage=row.stage,
        plate_country=plates.country_code(row.plate_country) if row.licence_plate else "",
    )


def _identity(row: NewVehicle) -> dict[str, str | None]:
    plate = _shown(row) if row.licence_plate else None
    return {"vin": vins.parse(row.vin).number, "licence_plate": plate}


def _shown(row: NewVehicle) -> str:
    return plates.parse(row.licence_plate, row.plate_country).display


def _refuse_known(vehicles: list[Vehicle], name: FieldName) -> None:
    """One query for all; only when it hits are the rows asked one by one. The database constraint has the last word."""
    known = Vehicle.objects.all()
    if not known.filter(vin_index__in=[vehicle.vin_index for vehicle in vehicles]).exists():
        return
    hits = [n for n, vehicle in enumerate(vehicles) if known.filter(vin_index=vehicle.vin_index).exists()]
    code, text = CONSTRAINTS["fleet_vehicle_vin_once"]
    raise Conflict(text, code=code, fields={name(n, "vin"): [text] for n in hits})


def _period(vehicle: Vehicle, since: date) -> PlatePeriod:
    return PlatePeriod(public_id=uuid4(), vehicle=vehicle, country=vehicle.plate_country, starts_on=since)


def locked_vehicle(access: Access, public_id: UUID) -> Vehicle:
    """Return one vehicle for change, locked until the end of the transaction. Raises NotFoundHere."""
    rows = Vehicle.objects.select_for_update(of=("self",)).select_related("employer")
    found: Vehicle = gate.row(access, rows.filter(public_id=public_id))
    return found


def change_plate(
    *, access: Access, vehicle: UUID, licence_plate: str, country: str, since: date | None = None
) -> tuple[str, ...]:
    """Put another plate on a vehicle from a day on (today when None); the former plate stays in the history.

    Returns the doubts about the plate as codes; they do not prevent it. Raises NotPermitted, NotFoundHere, BadInput
    (no plate, a future day, a day before the present plate) and Conflict.
    """
    only(access, KEEPERS)
    day = since or access.at.date()
    plate = _readable_plate(licence_plate, country)
    if day > access.at.date():
        raise bad_input({"since": "plate_in_future"})
    with conflicts_in_words(), change(access, "fleet.change_plate") as work:
        row = locked_vehicle(access, vehicle)
        _close_present_plate(work, row, day)
        row.plate_country = plate.country
        seal(row, licence_plate=plate.display)
        work.save(row, fields=["licence_plate", "plate_index", "plate_country"])
        period = _period(row, day)
        seal(period, plate=plate.display)
        work.save(period)
    return plate.warnings


def _readable_plate(licence_plate: str, country: str) -> plates.Plate:
    try:
        return plates.parse(licence_plate, country)
    except Malformed as problem:
        field = "country" if problem.code == "country_malformed" else "licence_plate"
        raise bad_input({field: problem.code}) from None


def _close_present_plate(work: Change, vehicle: Vehicle, day: date) -> None:
    present = PlatePeriod.objects.filter(vehicle=vehicle, ends_on__isnull=True).first()
    if present is None:
        return
    if day < present.starts_on:
        raise bad_input({"since": "plate_before_last"})
    present.ends_on = day
    work.save(present, fields=["ends_on"])


def move_vehicle_to_employer(*, access: Access, vehicle: UUID, employer: UUID | None) -> None:
    """Hang a vehicle under another employer or unit, or under none (None).

    A running contract ties the vehicle to its customer: only units of the same company are possible then.
    Raises NotPermitted, NotFoundHere and Conflict.
    """
    only(access, KEEPERS)
    with change(access, "fleet.move_vehicle_to_employer") as work:
        row = locked_vehicle(access, vehicle)
        target = employers_within_reach(access, [employer])[employer] if employer else None
        contract = LeaseContract.objects.filter(vehicle=row, state="active").select_related("employer").first()
        if contract and not same_customer(contract.employer, target):
            text, code = CONSTRAINTS["fleet_contract_one_active_per_vehicle"][1], "vehicle_has_contract"
            raise Conflict(text, code=code)
        row.employer = target
        work.save(row, fields=["employer"])


def same_customer(one: Employer | None, other: Employer | None) -> bool:
    """True when both stand in one company's tree, or when there is no employer on either side."""
    if one is None or other is None:
        return one is other
    return root_key(one.path) == root_key(other.path)
