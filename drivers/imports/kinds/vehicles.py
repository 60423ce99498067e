"""Vehicles: known by their VIN. New ones are registered; plates, stage, employer and description of known ones follow the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from drivers.imports.columns import choice, column, day, text, whole
from drivers.imports.job import Job, Kind
from drivers.imports.lines import Line
from drivers.imports.references import EMPLOYER, PLATE, VIN, searchable
from fleet import actions
from fleet.actions.vehicles import NewVehicle, problems_of
from fleet.models import Vehicle
from fleet.queries import Match, matches
from fleet.rules import plates
from fleet.rules.malformed import Malformed
from privacy.access import Access

STAGES: Mapping[str, Sequence[str]] = {
    "ordered": ("besteld", "commandé"),
    "delivered": ("afgeleverd", "geleverd", "livré"),
    "in_life": ("in gebruik", "rijdend", "actief", "en service", "in use", "in life", "active"),
    "returned": ("ingeleverd", "retour", "restitué", "rendu"),
}
FUELS: Mapping[str, Sequence[str]] = {
    "petrol": ("benzine", "essence", "gasoline"),
    "diesel": ("gazole", "gasoil"),
    "electric": ("elektrisch", "elektriciteit", "électrique", "ev", "bev"),
    "plug_in_petrol": ("plug-in hybride benzine", "phev", "plug-in hybride", "hybride rechargeable essence", "plug-in hybrid"),
    "plug_in_diesel": ("plug-in hybride diesel", "hybride rechargeable diesel", "plug-in hybrid diesel"),
    "hybrid": ("hybride", "hev"),
    "lpg": ("gpl", "autogas"),
    "cng": ("aardgas", "gnc", "gaz naturel", "natural gas"),
    "hydrogen": ("waterstof", "hydrogène"),
    "other": ("overig", "anders", "autre"),
}
TRANSITIONS = {
    "ordered": actions.deliver_vehicle,
    "delivered": actions.put_in_life,
    "in_life": actions.return_vehicle,
}
ORDER = tuple(STAGES)
DESCRIPTION = ("make", "model", "fuel_type", "co2_g_km")
PATHS = (*DESCRIPTION, "stage", "plate_country", "employer__public_id", "lease_ends_on", "plate_index")


class Vehicles(Kind):
    """Files of vehicles."""

    name = "vehicles"
    title = _("Vehicles")
    key_field = "vin"
    columns = (
        replace(VIN, required=True),
        column("make", ("Merk", "Marque", "Make"), _("Make, such as Volkswagen."), text, "brand", required=True),
        column("model", ("Model", "Modèle", "Model"), _("Model and version."), text, "type", "uitvoering", required=True),
        column(
            "fuel_type", ("Brandstof", "Carburant", "Fuel"), _("Petrol, diesel, electric and so on."), choice(FUELS), "energie"
        ),
        column(
            "co2_g_km", ("CO2 (g/km)", "CO2 (g/km)", "CO2 (g/km)"), _("Whole grams per km, as on the certificate."), whole, "co2"
        ),
        PLATE,
        column(
            "plate_country",
            ("Land kenteken", "Pays d'immatriculation", "Plate country"),
            _("Country of the plate in two letters; NL when empty."),
            text,
            "kentekenland",
            "land",
            "pays",
            "country",
        ),
        column(
            "plate_since",
            ("Kenteken sinds", "Immatriculé depuis", "Plate since"),
            _("First day of this plate on this vehicle; today when empty."),
            day,
        ),
        EMPLOYER,
        column(
            "stage",
            ("Status", "Statut", "Stage"),
            _("Ordered, delivered, in use or returned; ordered when empty. A vehicle never goes back a stage."),
            choice(STAGES),
            "fase",
        ),
    )

    def key(self, job: Job, line: Line) -> object:
        """The VIN."""
        return line.get("vin")

    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """New vehicles, or the steps that bring known ones to what the file says."""
        given = {line.number: _new(job, line) for line in lines}
        lines = [line for line in lines if line.open]
        for line in lines:
            line.refuse_all({name: code for (_n, name), code in problems_of([given[line.number]], job.access.at.date()).items()})
        lines = [line for line in lines if line.open]
        known = matches(job.access, Vehicle, "vin", [line.get("vin") for line in lines], *PATHS)
        bearers = _bearers(job, [line for line in lines if line.get("vin") in known])
        for line in lines:
            hits = known.get(line.get("vin"))
            if hits is None:
                line.new = given[line.number]
            else:
                _change(job, line, hits[0], bearers.get(line.get("licence_plate", ""), frozenset()))

    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Registers the vehicles, all or none."""
        actions.add_vehicles(access=access, rows=[line.new for line in lines])


def _new(job: Job, line: Line) -> NewVehicle:
    given = {name: line.values[name] for name in ("fuel_type", "co2_g_km", "plate_since", "stage") if name in line.values}
    return NewVehicle(
        vin=line.get("vin"),
        make=line.get("make"),
        model=line.get("model"),
        licence_plate=line.get("licence_plate", ""),
        plate_country=line.get("plate_country", "NL"),
        employer=job.employer_of(line),
        **given,
    )


def _bearers(job: Job, lines: Sequence[Line]) -> dict[str, frozenset[UUID]]:
    """Which vehicles bear the plates of the known vehicles' lines: a plate is compared by its keyed index, never opened."""
    wanted = {line.get("licence_plate") for line in lines if searchable(line.get("licence_plate"))}
    if not wanted:
        return {}
    found = matches(job.access, Vehicle, "licence_plate", sorted(wanted))
    return {plate: frozenset(hit.id for hit in hits) for plate, hits in found.items()}


def _change(job: Job, line: Line, known: Match, bearers: frozenset[UUID]) -> None:
    now: dict[str, Any] = dict(zip(PATHS, known.columns, strict=True))
    _change_description(line, known.id, now)
    _change_plate(line, known.id, now, bearers)
    _change_employer(job, line, known.id, now)
    _change_stage(line, known.id, now)


def _change_description(line: Line, vehicle: UUID, now: Mapping[str, Any]) -> None:
    told = {name: line.get(name) for name in DESCRIPTION if name in line.values and line.get(name) != now[name]}
    if told:
        line.steps.append(lambda access: actions.correct_vehicle(access=access, vehicle=vehicle, **told))


def _change_plate(line: Line, vehicle: UUID, now: Mapping[str, Any], bearers: frozenset[UUID]) -> None:
    plate = line.get("licence_plate")
    if not plate:
        return
    country = line.get("plate_country") or now["plate_country"] or "NL"
    try:
        code = plates.country_code(country)
    except Malformed as problem:
        line.refuse("plate_country", problem.code)
        return
    if vehicle in bearers and code == now["plate_country"]:
        return
    since = line.get("plate_since")
    line.steps.append(
        lambda access: actions.change_plate(access=access, vehicle=vehicle, licence_plate=plate, country=code, since=since)
    )


def _change_employer(job: Job, line: Line, vehicle: UUID, now: Mapping[str, Any]) -> None:
    wanted = job.employer_of(line, default=False)
    if wanted is None or wanted == now["employer__public_id"]:
        return
    if now["lease_ends_on"] is not None and not job.employers.same_company(wanted, now["employer__public_id"]):
        line.refuse("employer", "vehicle_has_contract")
        return
    line.steps.append(partial(_move, vehicle, wanted))


def _move(vehicle: UUID, employer: UUID, access: Access) -> None:
    actions.move_vehicle_to_employer(access=access, vehicle=vehicle, employer=employer)


def _change_stage(line: Line, vehicle: UUID, now: Mapping[str, Any]) -> None:
    wanted = line.get("stage", now["stage"])
    here, there = ORDER.index(now["stage"]), ORDER.index(wanted)
    if there < here:
        line.refuse("stage", "stage_backwards")
    elif there > here and wanted == "returned" and now["lease_ends_on"] is not None:
        line.refuse("stage", "vehicle_has_contract")
    elif here < ORDER.index("in_life") <= there and now["plate_index"] is None and not line.get("licence_plate"):
        line.refuse("stage", "vehicle_without_plate")
    else:
        line.steps += [partial(_advance, TRANSITIONS[stage], vehicle) for stage in ORDER[here:there]]


def _advance(action: Any, vehicle: UUID, access: Access) -> None:
    action(access=access, vehicle=vehicle)
