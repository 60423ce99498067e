"""The one search box of the desk: plate, VIN, phone, e-mail, words of a name, number of a report or case.

What comes back is what is needed to open a case, and no more; each look-up by a sealed value is recorded by the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from drivers.models import Driver
from drivers.queries import vehicles_held
from fleet.models import Vehicle
from incidents import rules
from incidents.models import Case, DamageReport
from incidents.queries.fields import FOUND_CASE, FOUND_DRIVER, FOUND_VEHICLE, WAITING
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

SEARCH_ROWS = 20
PRIVATE_LESSEE = "private_lease_customer"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open for what was found.

    Args:
        own: whether the searching agent works it; a colleague's case can be taken over.
    """

    id: UUID
    number: str
    vehicle: UUID | None
    own: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer.

    Args:
        kind: "vehicle", "driver", "report" or "case".
        purpose: the purpose under which it was found, to go on with.
        record: what the gate released, with `withheld` and the reasons.
        vehicle, driver, report, case: public ids to open a case or a card with; None where there is none.
        open_cases: open cases on the same vehicle, one's own first.
    """

    kind: str
    purpose: str
    record: Disclosed
    vehicle: UUID | None = None
    driver: UUID | None = None
    report: UUID | None = None
    case: UUID | None = None
    open_cases: tuple[OpenCase, ...] = ()

    @property
    def own_open_case(self) -> UUID | None:
        """The searching agent's own open case on it."""
        return next((case.id for case in self.open_cases if case.own), None)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one search.

    Args:
        tried: the kinds of thing the text was taken for, in order; empty when there was nothing to search by.
        found: at most 20 lines for each purpose.
    """

    tried: tuple[str, ...]
    found: tuple[Found, ...]


DESK_ROLE = "agent"


def desk_search(accesses: Sequence[Access], text: str) -> SearchResult:
    """Find who or what an agent asks for, under each of the purposes given.

    Args:
        accesses: the same actor's access, once for each purpose: communication with drivers, and with private lessees.
        text: as typed.

    Raises:
        NotPermitted: the role may not search, or not for this purpose. TooManyLookups, LedgerUnavailable, VaultUnavailable
    """
    for access in accesses:
        gate.check_role(access, (DESK_ROLE,))
    tried: list[str] = []
    for kind in rules.recognise(text):
        tried.append(kind)
        found = _SEARCHES[kind](accesses, text.strip())
        if found:
            return SearchResult(tuple(tried), tuple(found))
    return SearchResult(tuple(tried), ())


def _by_plate(accesses: Sequence[Access], text: str) -> list[Found]:
    return _vehicles(accesses, gate.find(accesses[0], Vehicle, ["stage"], limit=SEARCH_ROWS, licence_plate=text))


def _vehicles(accesses: Sequence[Access], hits: Sequence[Disclosed]) -> list[Found]:
    """The vehicles found by an identity of their own, each under the purpose that fits its holder."""
    found: list[Found] = []
    for access in accesses if hits else ():
        rows = vehicles_held(access.at, Vehicle.objects.filter(public_id__in=[hit.id for hit in hits]))
        found += _found_vehicles(access, rows.filter(_fits(access)).order_by("id"))
    return found


def _fits(access: Access) -> Q:
    """A private lessee's car is a matter of the private purposes, any other of the drivers'."""
    private = Q(held__driver__subject__kind=PRIVATE_LESSEE)
    return private if access.purpose.startswith("private.") else ~private | Q(held__driver=None)


def _by_email(accesses: Sequence[Access], text: str) -> list[Found]:
    return _people(accesses, {"email": text})


def _by_phone(accesses: Sequence[Access], text: str) -> list[Found]:
    return _people(accesses, {"phone": text})


def _by_name(accesses: Sequence[Access], text: str) -> list[Found]:
    return _people(accesses, {"full_name__words": text})


def _people(accesses: Sequence[Access], wanted: Mapping[str, str]) -> list[Found]:
    """The people found, each with the vehicles held now; who holds none is found too, to be told so."""
    found: list[Found] = []
    for access in accesses:
        hits = [hit.id for hit in gate.find(access, Driver, ["language"], limit=SEARCH_ROWS, **wanted)]
        if not hits:
            continue
        held = vehicles_held(access.at).filter(Q(held__driver__public_id__in=hits)).order_by("id")
        with_car = _found_vehicles(access, held)
        rest = set(hits) - {line.driver for line in with_car}
        rows = Driver.objects.filter(public_id__in=rest).order_by("id")
        walking = gate.disclose(access, rows, FOUND_DRIVER) if rest else []
        found += [*with_car, *(Found("driver", access.purpose, row, driver=row.id) for row in walking)]
    return found


def _found_vehicles(access: Access, rows: object) -> list[Found]:
    records = gate.disclose(access, rows, FOUND_VEHICLE, limit=SEARCH_ROWS)  # type: ignore[arg-type]
    cases = _open_cases(access, [record.id for record in records])
    return [
        Found(
            kind="vehicle",
            purpose=access.purpose,
            record=record,
            vehicle=record.id,
            driver=record.get("driver.id"),
            open_cases=cases.get(record.id, ()),
        )
        for record in records
    ]


def _by_report_number(accesses: Sequence[Access], text: str) -> list[Found]:
    """A report that waits, or the case that was opened from it."""
    found: list[Found] = []
    for access in accesses:
        waiting = DamageReport.objects.filter(number=text.upper(), state=rules.ReportState.REPORTED)
        records = gate.disclose(access, waiting, WAITING, limit=SEARCH_ROWS)
        found += [_found("report", access, record) for record in records]
        found += _cases(access, Q(report__number=text.upper()))
    return found


def _by_case_number(accesses: Sequence[Access], text: str) -> list[Found]:
    return [line for access in accesses for line in _cases(access, Q(number=text.upper()))]


def _cases(access: Access, wanted: Q) -> Iterable[Found]:
    records = gate.disclose(access, Case.objects.filter(wanted), FOUND_CASE, limit=SEARCH_ROWS)
    return [_found("case", access, record) for record in records]


def _found(kind: str, access: Access, record: Disclosed) -> Found:
    vehicle = record.get("vehicle.id")
    return Found(
        kind=kind,
        purpose=access.purpose,
        record=record,
        vehicle=vehicle,
        driver=record.get("driver.id"),
        report=record.id if kind == "report" else None,
        case=record.id if kind == "case" else None,
        open_cases=_open_cases(access, [vehicle] if vehicle else []).get(vehicle, ()),
    )


def _open_cases(access: Access, vehicles: Sequence[UUID]) -> dict[UUID | None, tuple[OpenCase, ...]]:
    """Open cases by vehicle. Number and state of a colleague's case may be known at the desk; what is in it may not."""
    if not vehicles:
        return {}
    rows = Case.objects.filter(state__in=rules.OPEN_CASE_STATES, vehicle__public_id__in=vehicles)
    own = set(gate.rows(access, rows.filter(agent=access.actor.account_id)).values_list("public_id", flat=True))
    fields = {"number": "number", "vehicle.id": "vehicle__public_id"}
    cases: dict[UUID | None, tuple[OpenCase, ...]] = {}
    for record in gate.disclose(access, rows.order_by("-opened_at", "-id"), fields):
        case = OpenCase(record.id, record.get("number", ""), record.get("vehicle.id"), record.id in own)
        so_far = cases.get(case.vehicle, ())
        cases[case.vehicle] = (case, *so_far) if case.own else (*so_far, case)
    return cases


_SEARCHES: Mapping[rules.SearchKind, Callable[[Sequence[Access], str], list[Found]]] = {
    rules.SearchKind.PLATE: _by_plate,
    rules.SearchKind.EMAIL: _by_email,
    rules.SearchKind.PHONE: _by_phone,
    rules.SearchKind.NAME: _by_name,
    rules.SearchKind.REPORT_NUMBER: _by_report_number,
    rules.SearchKind.CASE_NUMBER: _by_case_number,
}
