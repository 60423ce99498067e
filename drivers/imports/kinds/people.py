"""Drivers and private lessees: known by employer and employee number, or by e-mail. Contact data of known people follow the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from drivers import actions, rules
from drivers.actions.people import ITEMS, NewDriver, problems_of
from drivers.imports.columns import choice, column, day, moment, text
from drivers.imports.job import BUSINESS, PRIVATE, Job, Kind
from drivers.imports.lines import Line
from drivers.imports.references import DRIVER_ID, EMAIL, EMPLOYER, Person, find_people
from drivers.models import Driver
from privacy import gate, normalise
from privacy.access import Access
from privacy.gate import Disclosed

KINDS: Mapping[str, Sequence[str]] = {
    "driver": ("bestuurder", "berijder", "conducteur", "employee", "medewerker"),
    "private_lease_customer": ("privéklant", "privé", "private", "private lessee", "particulier", "client privé"),
}
LANGUAGES: Mapping[str, Sequence[str]] = {
    "nl": ("nederlands", "néerlandais", "dutch"),
    "fr": ("frans", "français", "french"),
    "en": ("engels", "anglais", "english"),
}
CONTACT = ("email", "phone", "postal_address", "operational_contact")
COMPARED = ("full_name", "driver_id", *CONTACT)
"""The items that fleet staff may see of a known person; the others are neither opened nor compared by an import."""
NOT_COMPARED = tuple(name for name in ITEMS if name not in COMPARED)
SAME: Mapping[str, Any] = {
    "email": normalise.email,
    "phone": normalise.phone,
    "full_name": normalise.text,
    "driver_id": normalise.text,
}


class People(Kind):
    """Files of drivers and private lessees."""

    name = "drivers"
    title = _("Drivers and private lessees")
    key_field = "email"
    one_of = (("email", "driver_id"),)
    columns = (
        column("full_name", ("Naam", "Nom", "Name"), _("First and last name."), text, "bestuurder", "conducteur", required=True),
        column(
            "kind",
            ("Soort", "Type", "Kind"),
            _("Driver (employee of a client) or private lessee; driver when empty."),
            choice(KINDS),
        ),
        EMPLOYER,
        DRIVER_ID,
        replace(
            EMAIL,
            name="email",
            titles={"nl": "E-mail", "fr": "E-mail", "en": "E-mail"},
            also=("e-mailadres", "mail", "courriel", "adresse e-mail", "email address"),
        ),
        column("phone", ("Telefoon", "Téléphone", "Phone"), _("With country code."), text, "mobiel", "gsm", "mobile"),
        column("postal_address", ("Adres", "Adresse", "Address"), _("Street, number, postal code and town."), text),
        column(
            "employed_from",
            ("In dienst vanaf", "En service depuis", "Employed from"),
            _("First day of the employment."),
            moment,
            "datum in dienst",
            "date d'entrée",
        ),
        column(
            "employed_to",
            ("In dienst tot en met", "En service jusqu'au", "Employed until"),
            _("Last day of the employment; empty while it runs."),
            moment,
            "datum uit dienst",
            "date de sortie",
        ),
        column("country", ("Land", "Pays", "Country"), _("Law that applies, in two letters: NL, BE, FR, LU, DE."), text),
        column("language", ("Taal", "Langue", "Language"), _("nl, fr or en."), choice(LANGUAGES)),
        column("date_of_birth", ("Geboortedatum", "Date de naissance", "Date of birth"), _("Only where it is needed."), day),
        column("gender", ("Geslacht", "Sexe", "Gender"), _("Only where it is needed."), text),
        column("nationality", ("Nationaliteit", "Nationalité", "Nationality"), _("Only where it is needed."), text),
        column(
            "national_id_number",
            ("Nationaal nummer", "Numéro national", "National number"),
            _("Only where the law obliges the employer to hold it."),
            text,
            "bsn",
            "rijksregisternummer",
        ),
        column(
            "bank_account_details",
            ("Rekeningnummer", "Compte bancaire", "Bank account"),
            _("Only where money is paid back."),
            text,
            "iban",
        ),
        column("driving_licence", ("Rijbewijs", "Permis de conduire", "Driving licence"), _("Number and category."), text),
        column(
            "operational_contact",
            ("Contactpersoon", "Personne de contact", "Contact person"),
            _("Whom to call about the car, where it is not the driver."),
            text,
        ),
    )

    def key(self, job: Job, line: Line) -> object:
        """Employer and employee number, else employer and e-mail."""
        employer = line.get("employer") or job.employer
        number, email = line.get("driver_id"), line.get("email")
        if not number and not email:
            return None
        who = ("id", normalise.text(number)) if number else ("email", normalise.email(email))
        return (line.get("kind", "driver"), normalise.text(str(employer)), *who)

    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """People to add, or what changes of known ones."""
        wanted = {line.number: new for line in lines if (new := _wanted(job, line))}
        lines = [line for line in lines if line.open]
        by_number = find_people(job, lines, "driver_id", "driver_id")
        by_email = find_people(job, lines, "email", "email")
        known: dict[int, Person] = {}
        for line in lines:
            person = _known(line, wanted[line.number], by_number, by_email)
            known |= {line.number: person} if person else {}
        on_file = _on_file(job, [line for line in lines if line.open], known)
        for line in lines:
            if line.open and line.number in known:
                _change(job, line, known[line.number], wanted[line.number], on_file[known[line.number].id])
            elif line.open:
                codes = problems_of([wanted[line.number]], job.access.at)
                line.refuse_all({name: code for (_n, name), code in codes.items()})
                line.new = wanted[line.number]

    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Adds the people, all or none."""
        actions.add_drivers(access=access, drivers=[line.new for line in lines])


def _wanted(job: Job, line: Line) -> NewDriver | None:
    private = line.get("kind") == rules.DriverKind.PRIVATE_LESSEE
    job.for_purpose(line, PRIVATE if private else BUSINESS)
    employer = job.employer_of(line, default=not private)
    country = line.get("country", "").upper() or job.employers.country(employer) or "NL"
    employed_from = job.moment(line, "employed_from", country)
    employed_to = job.moment(line, "employed_to", country, end=True)
    if not line.get("email") and not line.get("driver_id"):
        line.refuse("email", "person_not_named")
    if not line.open:
        return None
    return NewDriver(
        kind=line.get("kind", rules.DriverKind.DRIVER),
        employer=employer,
        employed_from=employed_from,
        employed_to=employed_to,
        country=country,
        language=line.get("language", "nl"),
        **{name: line.values[name] for name in ITEMS if name in line.values},
    )


def _known(
    line: Line, wanted: NewDriver, by_number: Mapping[str, Sequence[Person]], by_email: Mapping[str, Sequence[Person]]
) -> Person | None:
    """The record with this employee number at this employer, else that with this e-mail there."""
    numbered = _at(wanted, by_number.get(line.get("driver_id", ""), ()))
    mailed = _at(wanted, by_email.get(line.get("email", ""), ()))
    if numbered and any(person.id not in {one.id for one in numbered} for person in mailed):
        line.refuse("email", "email_of_other_person")
        return None
    found = numbered or mailed
    if len(found) > 1:
        found = [person for person in found if person.employed_from == wanted.employed_from] or found
    if len(found) > 1:
        line.refuse("driver_id" if numbered else "email", "person_ambiguous")
        return None
    return found[0] if found else None


def _at(wanted: NewDriver, people: Sequence[Person]) -> list[Person]:
    return [person for person in people if person.employer == wanted.employer and person.kind == wanted.kind]


def _on_file(job: Job, lines: Sequence[Line], known: Mapping[int, Person]) -> dict[UUID, Disclosed]:
    """What is on file of the known people, through the gate: one recorded look for each purpose in the batch."""
    found: dict[UUID, Disclosed] = {}
    for purpose in sorted({line.purpose for line in lines}):
        ids = {known[line.number].id for line in lines if line.purpose == purpose and line.number in known}
        if ids:
            fields = COMPARED if purpose == BUSINESS else tuple(name for name in COMPARED if name != "driver_id")
            rows = Driver.objects.filter(public_id__in=ids)
            shown = gate.disclose(job.access.with_purpose(purpose), rows, fields)
            found |= {row.id: row for row in shown}
    return found


def _change(job: Job, line: Line, person: Person, wanted: NewDriver, on_file: Disclosed) -> None:
    if _differs("full_name", wanted.full_name, on_file):
        line.refuse("full_name", "name_differs")
    if wanted.driver_id and _differs("driver_id", wanted.driver_id, on_file):
        line.refuse("driver_id", "driver_id_differs")
    if wanted.employed_from and wanted.employed_from != person.employed_from:
        line.refuse("employed_from", "employment_differs")
    contact = {name: getattr(wanted, name) for name in CONTACT}
    contact = {name: value for name, value in contact.items() if value and _differs(name, value, on_file)}
    if contact:
        codes = problems_of([wanted], job.access.at)
        line.refuse_all({name: code for (_n, name), code in codes.items() if name in contact})
        line.steps.append(lambda access: actions.change_contact(access=access, driver=person.id, **contact))
    _change_employment(line, person, wanted.employed_to)
    if any(name in line.values for name in NOT_COMPARED):
        job.reading.told["items_not_compared"] += 1


def _differs(name: str, value: str, on_file: Disclosed) -> bool:
    """Whether the file says something else than what is on file; an item that is withheld here counts as the same."""
    if name in on_file.withheld:
        return False
    same = SAME.get(name, normalise.text)
    return bool(same(value) != same(on_file.get(name) or ""))


def _change_employment(line: Line, person: Person, ends_at: datetime | None) -> None:
    if ends_at is None or ends_at == person.employed_to:
        return
    if person.employed_from is None or ends_at < person.employed_from:
        line.refuse("employed_to", "employment_ends_before_start")
    elif person.employed_to is not None and person.employed_to <= ends_at:
        line.refuse("employed_to", "employment_ended")
    else:
        line.steps.append(partial(_end, person.id, ends_at))


def _end(driver: UUID, at: datetime, access: Access) -> None:
    actions.end_employment(access=access, driver=driver, at=at)
