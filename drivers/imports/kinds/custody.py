"""Who has which vehicle: known by vehicle and start. An open end runs until the next holder; a start while somebody holds it hands over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from drivers import actions, rules
from drivers.actions.custody_many import NewCustody, Timelines, Told, Verdict
from drivers.imports.columns import choice, column, moment, text
from drivers.imports.job import BUSINESS, PRIVATE, Job, Kind
from drivers.imports.lines import Line
from drivers.imports.references import CAR_COLUMNS, DRIVER_ID, EMAIL, Car, Person, car_key, find_cars, find_people
from privacy.access import Access

HOLDERS: Mapping[str, Sequence[str]] = {
    "driver": ("bestuurder", "berijder", "conducteur"),
    "pool": ("poolauto", "pool car", "voiture de pool", "voiture partagée"),
    "garage": ("werkplaats", "atelier"),
    "tow": ("berger", "takeldienst", "dépanneur", "towing company"),
    "replacement": ("vervangauto", "vervangend vervoer", "véhicule de remplacement", "replacement car"),
    "lessor": ("leasemaatschappij", "loueur", "leasing company"),
}
FIELDS = {"vehicle": "vin", "driver": "driver_email"}


class Custodies(Kind):
    """Files of who has which vehicle."""

    name = "custody"
    title = _("Who has which vehicle")
    key_field = "starts_at"
    one_of = (("vin", "licence_plate"), ("holder", "driver_email", "driver_id"))
    columns = (
        *CAR_COLUMNS,
        column(
            "holder",
            ("Houder", "Détenteur", "Holder"),
            _("Driver, pool, garage, towing company, replacement car or leasing company; driver when a driver is named."),
            choice(HOLDERS),
            "soort houder",
        ),
        EMAIL,
        DRIVER_ID,
        column(
            "starts_at",
            ("Vanaf", "À partir du", "From"),
            _("Day and time of the handover, on the clock of the vehicle's country."),
            moment,
            "startdatum",
            "ingangsdatum",
            "start",
            "du",
            required=True,
        ),
        column(
            "ends_at",
            ("Tot en met", "Jusqu'au", "Until"),
            _("Empty until the next holder takes over; a day without time is the last day."),
            moment,
            "tot",
            "einddatum",
            "end",
            "au",
        ),
        column(
            "evidence",
            ("Formuliernummer", "Numéro de formulaire", "Form number"),
            _("Number of the handover form."),
            text,
            "bewijs",
        ),
    )

    def key(self, job: Job, line: Line) -> object:
        """Vehicle and start."""
        return car_key(line), line.get("starts_at")

    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """Intervals to write; in a dry run judged at once, on timelines kept over the whole file."""
        cars = find_cars(job, lines)
        by_email = find_people(job, lines, "email", "driver_email")
        by_number = find_people(job, lines, "driver_id", "driver_id")
        for line in lines:
            if line.open:
                people = (by_email.get(line.get("driver_email", "")), by_number.get(line.get("driver_id", "")))
                line.new = _interval(job, line, cars[line.number], [found for found in people if found is not None])
        wanted = [line for line in lines if line.open]
        if job.dry_run and wanted:
            timelines = job.memory.setdefault("timelines", Timelines())
            rows = [line.new for line in wanted]
            _tell(wanted, actions.judge_custodies(access=job.access, rows=rows, timelines=timelines))

    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Writes the intervals that fit; each line for itself."""
        _tell(lines, actions.record_custodies(access=access, rows=[line.new for line in lines]))


def _tell(lines: Sequence[Line], verdicts: Sequence[Verdict]) -> None:
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.told is Told.REFUSED:
            line.refuse(_column(line, verdict.field), verdict.code)
        else:
            line.outcome = verdict.told.value


def _column(line: Line, field: str) -> str:
    if field == "driver" and "driver_email" not in line.values and "driver_id" in line.values:
        return "driver_id"
    if field == "vehicle" and "vin" not in line.values:
        return "licence_plate"
    return FIELDS.get(field, field)


def _interval(job: Job, line: Line, car: Car, found: Sequence[Sequence[Person]]) -> NewCustody | None:
    named = [name for name in ("driver_email", "driver_id") if name in line.values]
    starts_at = job.moment(line, "starts_at", car.country)
    ends_at = job.moment(line, "ends_at", car.country, end=True)
    holder = line.get("holder", "driver" if named else "")
    if not holder:
        line.refuse("holder", "holder_missing")
    if not line.open:
        return None
    driver = _driver(job, line, car, named, found, starts_at) if named else None
    if driver is None:
        line.purpose = job.access.purpose  # nobody is named
    return NewCustody(car.id, holder, starts_at, driver, ends_at, line.get("evidence", "")) if line.open else None


def _driver(job: Job, line: Line, car: Car, named: Sequence[str], found: Sequence[Sequence[Person]], at: object) -> UUID | None:
    """The record of the person at the vehicle's customer whose employment runs then; both names must mean the same one."""
    sets = [{person.id: person for person in people} for people in found]
    if len(sets) < len(named):
        line.refuse(named[0], "person_unknown")
        return None
    both = [person for key, person in sets[0].items() if all(key in other for other in sets)]
    fitting = [person for person in both if job.employers.same_company(person.employer, car.employer)] or both
    running = [person for person in fitting if person.employed_at(at)] or fitting  # type: ignore[arg-type]
    if len(running) != 1:
        line.refuse(named[0], "person_ambiguous" if running else "person_unknown")
        return None
    job.for_purpose(line, PRIVATE if running[0].kind == rules.DriverKind.PRIVATE_LESSEE else BUSINESS)
    return running[0].id
