"""Lease contracts: known by their number. New ones are opened; changed terms become a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from drivers import rules
from drivers.imports.columns import choice, choices, column, day, number, text, whole
from drivers.imports.job import BUSINESS, PRIVATE, Job, Kind
from drivers.imports.lines import Line
from drivers.imports.references import CAR_COLUMNS, EMAIL, EMPLOYER, Car, Person, find_cars, find_people
from fleet import actions
from fleet.actions.contracts import NewContract, problems_of
from fleet.models import LeaseContract
from fleet.rules.contracts import last_day
from privacy import gate
from privacy.access import Access

CATEGORIES: Mapping[str, Sequence[str]] = {
    "operational": ("operationeel", "operationele lease", "opérationnel", "location longue durée", "operational lease", "full"),
    "financial": ("financieel", "financial lease", "financier", "crédit-bail"),
    "short": ("short lease", "shortlease", "courte durée"),
    "private": ("private lease", "privé", "privélease", "leasing privé", "particulier"),
}
SERVICES: Mapping[str, Sequence[str]] = {
    "maintenance": ("onderhoud", "entretien", "reparatie en onderhoud"),
    "tyres": ("banden", "pneus", "tires"),
    "winter_tyres": ("winterbanden", "pneus hiver", "winter tyres"),
    "roadside": ("pechhulp", "assistance", "roadside assistance"),
    "replacement_car": ("vervangend vervoer", "vervangauto", "véhicule de remplacement", "replacement car"),
    "insurance": ("verzekering", "assurance"),
    "fuel_card": ("tankpas", "carte carburant", "fuel card"),
    "charge_card": ("laadpas", "carte de recharge", "charging card", "charge card"),
    "home_charger": ("thuislader", "laadpaal", "borne à domicile", "home charger"),
    "fines": ("boetes", "amendes"),
}
TERMS = ("starts_on", "ends_on", "term_months", "km_total", "instalment", "currency", "services", "start_km")
RATES = ("excess_rate", "refund_rate", "free_band_km")
OPTIONAL = ("ends_on", "currency", "services", "start_km", *RATES)
PLACES = {"instalment": Decimal("0.01"), "excess_rate": Decimal("0.0001"), "refund_rate": Decimal("0.0001")}
KNOWN = ("number", "public_id", "state", "category", "lessee")


class Contracts(Kind):
    """Files of lease contracts."""

    name = "contracts"
    title = _("Lease contracts")
    key_field = "number"
    one_of = (("vin", "licence_plate"),)
    columns = (
        column(
            "number",
            ("Contractnummer", "Numéro de contrat", "Contract number"),
            _("The number by which the contract is known."),
            text,
            "contractnr",
            "contrat",
            "contract",
            "n° de contrat",
            required=True,
        ),
        *CAR_COLUMNS,
        column(
            "category",
            ("Leasevorm", "Type de contrat", "Category"),
            _("Operational, financial, short or private; operational when empty."),
            choice(CATEGORIES),
            "contractvorm",
            "catégorie",
        ),
        EMPLOYER,
        replace(
            EMAIL,
            name="lessee_email",
            titles={"nl": "E-mail klant", "fr": "E-mail du client", "en": "Lessee e-mail"},
            hint=_("For a private lease: the e-mail address of the private lessee, who must be on file."),
            also=("e-mail privéklant", "email klant", "customer e-mail"),
        ),
        column(
            "starts_on",
            ("Ingangsdatum", "Date de début", "First day"),
            _("First day of the contract."),
            day,
            "startdatum",
            "start date",
            "début",
            required=True,
        ),
        column(
            "ends_on", ("Einddatum", "Date de fin", "Last day"), _("Last day; follows from the term when empty."), day, "end date"
        ),
        column(
            "term_months",
            ("Looptijd (maanden)", "Durée (mois)", "Term (months)"),
            _("Term in whole months, 1 to 120."),
            whole,
            "looptijd",
            "durée",
            "term",
            required=True,
        ),
        column(
            "km_total",
            ("Kilometers totaal", "Kilométrage total", "Kilometres agreed"),
            _("Kilometres agreed over the whole term."),
            whole,
            "kilometers",
            "kilométrage",
            "total km",
            "km totaal",
            "contract km",
            required=True,
        ),
        column(
            "instalment",
            ("Leasebedrag per maand", "Loyer mensuel", "Instalment"),
            _("Amount per month without VAT."),
            number,
            "leasebedrag",
            "maandbedrag",
            "loyer",
            "monthly instalment",
            required=True,
        ),
        column("currency", ("Valuta", "Devise", "Currency"), _("Three capital letters; EUR when empty."), text),
        column(
            "services",
            ("Diensten", "Services", "Services"),
            _("Services included, parted by a bar: maintenance | tyres | roadside."),
            choices(SERVICES),
        ),
        column("start_km", ("Beginstand (km)", "Kilométrage initial", "Odometer at the start"), _("In km; 0 when empty."), whole),
        column("excess_rate", ("Prijs meerkilometer", "Prix km excédentaire", "Excess rate"), _("Per km too many."), number),
        column("refund_rate", ("Prijs minderkilometer", "Prix km en moins", "Refund rate"), _("Per km not driven."), number),
        column("free_band_km", ("Vrije marge (km)", "Marge libre (km)", "Free band (km)"), _("Km that are not settled."), whole),
        column(
            "in_force_from",
            ("Wijziging per", "Modification au", "Change in force from"),
            _("First day of changed terms; today when empty. Not used for a new contract."),
            day,
        ),
    )

    def key(self, job: Job, line: Line) -> object:
        """The number."""
        return line.get("number")

    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """Contracts to open, or new versions of known ones."""
        cars = find_cars(job, lines, "lease_ends_on")
        lessees = find_people(job, lines, "email", "lessee_email")
        known = _known(job, lines)
        leased = _leased(job, [car.id for car in cars.values()])
        for line in lines:
            if line.open:
                wanted = _wanted(job, line, cars[line.number], lessees.get(line.get("lessee_email", ""), []))
                if wanted is not None and line.get("number") in known:
                    _change(job, line, wanted, known[line.get("number")])
                elif wanted is not None:
                    _open(job, line, wanted, cars[line.number], leased)

    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Opens the contracts, all or none."""
        actions.open_contracts(access=access, rows=[line.new for line in lines])


def _known(job: Job, lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """The contracts of these numbers with the terms agreed last."""
    numbers = {line.get("number") for line in lines if line.open}
    rows = gate.rows(job.access, LeaseContract.objects.filter(number__in=numbers))
    agreed = {name: F(f"latest__{name}") for name in (*TERMS, *RATES)}
    found = rows.values(*KNOWN, car=F("vehicle__public_id"), client=F("employer__public_id"), **agreed)
    return {row["number"]: row for row in found}


def _leased(job: Job, vehicles: Sequence[UUID]) -> set[UUID]:
    """Which of the vehicles have a running contract, in the database or, in a dry run, earlier in this file."""
    running = LeaseContract.objects.filter(vehicle__public_id__in=vehicles, state=LeaseContract.State.ACTIVE)
    found = set(gate.rows(job.access, running).values_list("vehicle__public_id", flat=True))
    return found | set(job.memory.get("leased", ()))


def _wanted(job: Job, line: Line, car: Car, lessees: Sequence[Person]) -> NewContract | None:
    private = line.get("category") == "private" or ("lessee_email" in line.values and "category" not in line.values)
    job.for_purpose(line, PRIVATE if private else BUSINESS)
    lessee = _lessee(line, lessees) if "lessee_email" in line.values else None
    employer = job.employer_of(line, default=not private)
    if employer is None and not private and line.open:
        employer = car.employer
    if not line.open:
        return None
    given = {name: line.values[name] for name in OPTIONAL if name in line.values}
    wanted = NewContract(
        number=line.get("number"),
        vehicle=car.id,
        category="private" if private else line.get("category", "operational"),
        starts_on=line.get("starts_on"),
        term_months=line.get("term_months"),
        km_total=line.get("km_total"),
        instalment=line.get("instalment"),
        employer=employer,
        lessee=lessee,
        **given,
    )
    line.refuse_all({name: code for (_n, name), code in problems_of([wanted]).items()})
    return wanted if line.open else None


def _lessee(line: Line, people: Sequence[Person]) -> UUID | None:
    private = {person.subject for person in people if person.kind == rules.DriverKind.PRIVATE_LESSEE}
    if len(private) == 1:
        return private.pop()
    line.refuse("lessee_email", "person_ambiguous" if private else "person_unknown")
    return None


def _open(job: Job, line: Line, wanted: NewContract, car: Car, leased: set[UUID]) -> None:
    if car.id in leased:
        line.refuse("vin" if line.get("vin") else "licence_plate", "vehicle_has_contract")
        return
    if not job.employers.same_company(car.employer or wanted.employer, wanted.employer):
        line.refuse("employer", "vehicle_of_other_customer")
        return
    line.new = wanted
    leased.add(car.id)
    if job.dry_run:
        job.memory.setdefault("leased", set()).add(car.id)


def _change(job: Job, line: Line, wanted: NewContract, known: Mapping[str, Any]) -> None:
    same = {
        "vin" if line.get("vin") else "licence_plate": known["car"] == wanted.vehicle or "contract_other_vehicle",
        "category": known["category"] == wanted.category or "contract_other_category",
        "lessee_email": known["lessee"] == wanted.lessee or "contract_other_customer",
        "employer": "employer" not in line.values or known["client"] == wanted.employer or "contract_other_customer",
    }
    line.refuse_all({name: code for name, code in same.items() if isinstance(code, str)})
    told = {name: _told(name, line.get(name)) for name in (*TERMS, *RATES) if name in line.values}
    changed = {name: value for name, value in told.items() if value != _told(name, known[name])}
    if changed and line.open:
        _new_version(job, line, known, changed)


def _told(name: str, value: Any) -> Any:
    """A term as it is stored, for comparison."""
    if name in PLACES and value is not None:
        return value.quantize(PLACES[name], ROUND_HALF_UP)
    return tuple(sorted(value)) if name == "services" else value


def _new_version(job: Job, line: Line, known: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    if known["state"] == LeaseContract.State.ENDED:
        line.refuse("number", "contract_ended")
        return
    first = changed.get("starts_on", known["starts_on"])
    in_force_from: date = line.get("in_force_from") or max(job.access.at.date(), first)
    contract = known["public_id"]
    line.steps.append(
        lambda access: actions.change_contract(access=access, contract=contract, in_force_from=in_force_from, **changed)
    )
    if not first <= in_force_from <= _last_day(changed, known):
        line.refuse("in_force_from", "contract_version_day")


def _last_day(changed: Mapping[str, Any], known: Mapping[str, Any]) -> date:
    if "ends_on" in changed or not {"term_months", "starts_on"} & set(changed):
        return changed.get("ends_on", known["ends_on"])
    return last_day(changed.get("starts_on", known["starts_on"]), changed.get("term_months", known["term_months"]))
