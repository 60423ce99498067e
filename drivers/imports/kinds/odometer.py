"""Odometer readings: known by vehicle, moment and figure. None that can be read is refused; what looks wrong goes to quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from drivers.imports.columns import choice, column, moment, number
from drivers.imports.job import Job, Kind
from drivers.imports.lines import Line
from drivers.imports.references import CAR_COLUMNS, car_key, find_cars
from fleet import actions
from fleet.actions.odometer import NewReading, problems_of
from fleet.models import OdometerReading
from fleet.rules.odometer import measure
from privacy import gate
from privacy.access import Access

UNITS: Mapping[str, Sequence[str]] = {
    "km": ("kilometer", "kilometers", "kilomètres", "kilometres"),
    "mi": ("mijl", "miles", "mile"),
}
SOURCES: Mapping[str, Sequence[str]] = {
    "driver": ("bestuurder", "berijder", "conducteur"),
    "garage": ("werkplaats", "atelier"),
    "card": ("tankpas", "pas", "carte"),
    "telematics": ("telematica", "télématique"),
    "inspection": ("inspectie", "keuring", "inspection technique"),
    "registry": ("register", "rdw", "registre"),
    "lessor": ("leasemaatschappij", "loueur"),
}
Known = set[tuple[UUID, object, Decimal, str, str]]


class Odometer(Kind):
    """Files of odometer readings."""

    name = "odometer"
    title = _("Odometer readings")
    key_field = "read_at"
    one_of = (("vin", "licence_plate"),)
    columns = (
        *CAR_COLUMNS,
        column(
            "value",
            ("Kilometerstand", "Relevé kilométrique", "Odometer"),
            _("What the odometer showed."),
            number,
            "stand",
            "km-stand",
            "kilométrage",
            "compteur",
            "reading",
            "mileage",
            required=True,
        ),
        column("unit", ("Eenheid", "Unité", "Unit"), _("km or mi; km when empty."), choice(UNITS)),
        column(
            "read_at",
            ("Afgelezen op", "Relevé le", "Read at"),
            _("Day and time of the reading, on the clock of the vehicle's country."),
            moment,
            "datum",
            "date",
            "datum stand",
            required=True,
        ),
        column(
            "source", ("Bron", "Source", "Source of reading"), _("Who read it; the leasing company when empty."), choice(SOURCES)
        ),
    )

    def key(self, job: Job, line: Line) -> object:
        """Vehicle, moment, figure, unit and source: all that a reading is."""
        figures = (line.get("value"), line.get("unit", "km"), line.get("source", "lessor"))
        return (car_key(line), line.get("read_at"), *figures)

    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """Readings to record, but for those that stand in the log already."""
        cars = find_cars(job, lines)
        given: dict[int, NewReading] = {}
        for line in lines:
            if line.open:
                car = cars[line.number]
                at = job.moment(line, "read_at", car.country)
                given[line.number] = NewReading(
                    car.id, line.get("value"), line.get("unit", "km"), at, line.get("source", "lessor")
                )
        for line in lines:
            if line.open:
                line.refuse_all({name: code for (_n, name), code in problems_of([given[line.number]]).items()})
        open_lines = [line for line in lines if line.open]
        known = _known(job, [given[line.number] for line in open_lines])
        for line in open_lines:
            if _said(given[line.number]) not in known:
                line.new = given[line.number]

    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Records the readings; one that looks wrong is recorded too, and its line says so."""
        outcomes = actions.record_odometers(access=access, rows=[line.new for line in lines])
        for line, outcome in zip(lines, outcomes, strict=True):
            if outcome.suspicion:
                line.remark("value", f"suspicion_{outcome.suspicion}")


def _known(job: Job, readings: Sequence[NewReading]) -> Known:
    rows = OdometerReading.objects.filter(
        vehicle__public_id__in={row.vehicle for row in readings},
        read_at__in={row.read_at for row in readings},
        meter_replaced=False,
    )
    said = gate.rows(job.access, rows).values_list("vehicle__public_id", "read_at", "original_value", "original_unit", "source")
    return set(said)


def _said(row: NewReading) -> tuple[UUID, object, Decimal, str, str]:
    measured = measure(row.value, row.unit)
    return row.vehicle, row.read_at, measured.original_value, measured.original_unit, row.source
