"""Lease contracts: drafted, signed, changed by new versions, ended. One contract is a bulk of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _
from django_fsm import can_proceed

from fleet.actions.permitted import KEEPERS, only
from fleet.actions.vehicles import employers_within_reach, same_customer
from fleet.actions.wording import bad_input, conflicts_in_words
from fleet.models import ContractVersion, Employer, LeaseContract, Service, Vehicle
from fleet.rules.contracts import CENT, LAST_YEAR, LONGEST_MONTHS, Terms, last_day, problems
from fleet.rules.naming import problem_of_choice, problem_of_text
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import Conflict, NotFoundHere
from privacy.models import Subject, SubjectKind

KNOWN_SERVICES = frozenset(Service.values)
LONGEST_NUMBER = 40
RATE = Decimal("0.0001")
TERM_FIELDS = tuple(item.name for item in fields(Terms))
OTHER_CUSTOMER = _("This vehicle belongs to another customer. Move the vehicle first.")
FieldName = Callable[[int, str], str]


@dataclass(frozen=True, slots=True, repr=False)
class NewContract:
    """One contract to draft or open.

    `vehicle` and `employer` are public ids, `lessee` the subject id of a private lessee: exactly one of the last two.
    `ends_on` (last day, inclusive) follows from the term when None; distances in km, money without VAT in `currency`.
    """

    number: str
    vehicle: UUID
    category: str
    starts_on: date
    term_months: int
    km_total: int
    instalment: Decimal
    currency: str = "EUR"
    employer: UUID | None = None
    lessee: UUID | None = None
    ends_on: date | None = None
    services: tuple[str, ...] = ()
    start_km: int = 0
    excess_rate: Decimal = field(default=Decimal(0))
    refund_rate: Decimal = field(default=Decimal(0))
    free_band_km: int = 0


def draft_contract(*, access: Access, contract: NewContract) -> UUID:
    """Write a contract that nobody signed yet; returns its public id.

    Raises NotPermitted, NotFoundHere (vehicle, employer, lessee), BadInput and Conflict.
    """
    return _write(access, [contract], "fleet.draft_contract", _bare, active=False)[0]


def open_contract(*, access: Access, contract: NewContract) -> UUID:
    """Write a contract that runs from now on; returns its public id.

    A vehicle without employer gets the client's. Raises as draft_contract, Conflict also for a vehicle that has a
    running contract or belongs to another customer.
    """
    return _write(access, [contract], "fleet.open_contract", _bare, active=True)[0]


def open_contracts(*, access: Access, rows: Sequence[NewContract]) -> list[UUID]:
    """Open many contracts, all or none, with set-based SQL; returns their public ids in the same order.

    Raises as open_contract; fields of a refusal are named "<index>.<field>", the first row being 0.
    """
    return _write(access, rows, "fleet.open_contracts", lambda n, name: f"{n}.{name}", active=True)


def problems_of(rows: Sequence[NewContract]) -> dict[tuple[int, str], str]:
    """Return a machine code per row index and field that cannot be agreed, for a dry run; touches no database."""
    found = {(n, name): code for n, row in enumerate(rows) for name, code in _problems(row).items()}
    numbers: set[str] = set()
    for n, row in enumerate(rows):
        if row.number.strip() in numbers:
            found.setdefault((n, "number"), "contract_number_twice")
        numbers.add(row.number.strip())
    return found


def _bare(_n: int, name: str) -> str:
    return name


def _problems(row: NewContract) -> dict[str, str]:
    found = {}
    if problem := problem_of_text(row.number, longest=LONGEST_NUMBER):
        found["number"] = problem
    if problem_of_choice(row.category, LeaseContract.Category.values):
        found["category"] = "choice"
    if (row.employer is None) == (row.lessee is None):
        found["employer"] = "contract_one_customer"
    elif (row.category == LeaseContract.Category.PRIVATE) != (row.lessee is not None):
        found["category"] = "contract_private"
    if not 1 <= row.term_months <= LONGEST_MONTHS or row.starts_on.year > LAST_YEAR:
        return found | {"term_months": "contract_term"}
    return found | problems(_terms(row), KNOWN_SERVICES)


def _terms(row: NewContract) -> Terms:
    given = {name: getattr(row, name) for name in TERM_FIELDS}
    return Terms(**given | {"ends_on": row.ends_on or last_day(row.starts_on, row.term_months)})


def _write(access: Access, rows: Sequence[NewContract], verb: str, name: FieldName, *, active: bool) -> list[UUID]:
    only(access, KEEPERS)
    found = {name(n, at): code for (n, at), code in problems_of(rows).items()}
    if found:
        raise bad_input(found)
    with conflicts_in_words(), change(access, verb) as work:
        vehicles = _vehicles(access, {row.vehicle for row in rows})
        employers = employers_within_reach(access, (row.employer for row in rows if row.employer))
        _refuse_unknown_lessees({row.lessee for row in rows if row.lessee})
        contracts = [_contract(row, vehicles[row.vehicle], employers, active=active) for row in rows]
        work.bulk_create(LeaseContract, contracts)
        versions = [
            _version(contract, _terms(row), number=1, in_force_from=row.starts_on)
            for contract, row in zip(contracts, rows, strict=True)
        ]
        _attach(work, versions)
    return [contract.public_id for contract in contracts]


def _vehicles(access: Access, wanted: set[UUID]) -> dict[UUID, Vehicle]:
    locked = Vehicle.objects.select_for_update(of=("self",)).select_related("employer").order_by("id")
    found = {row.public_id: row for row in gate.rows(access, locked.filter(public_id__in=wanted))}
    if len(found) != len(wanted):
        raise NotFoundHere
    return found


def _refuse_unknown_lessees(wanted: set[UUID]) -> None:
    kind = SubjectKind.PRIVATE_LEASE_CUSTOMER
    if Subject.objects.filter(id__in=wanted, kind=kind).count() != len(wanted):
        raise NotFoundHere


def _contract(row: NewContract, vehicle: Vehicle, employers: dict[UUID, Employer], *, active: bool) -> LeaseContract:
    employer = employers[row.employer] if row.employer else None
    if employer and vehicle.employer is None and active:
        vehicle.employer = employer
    if active and not same_customer(vehicle.employer, employer):
        raise Conflict(OTHER_CUSTOMER, code="vehicle_of_other_customer")
    return LeaseContract(
        public_id=uuid4(),
        number=row.number.strip(),
        vehicle=vehicle,
        file_id=vehicle.file_id,
        employer=employer,
        lessee_id=row.lessee,
        category=row.category,
        state=LeaseContract.State.ACTIVE if active else LeaseContract.State.DRAFT,
    )


def _version(contract: LeaseContract, terms: Terms, *, number: int, in_force_from: date) -> ContractVersion:
    agreed: dict[str, Any] = {name: getattr(terms, name) for name in TERM_FIELDS}
    agreed["services"] = sorted(set(terms.services))
    agreed["instalment"] = terms.instalment.quantize(CENT, ROUND_HALF_UP)
    for rate in ("excess_rate", "refund_rate"):
        agreed[rate] = agreed[rate].quantize(RATE, ROUND_HALF_UP)
    return ContractVersion(
        public_id=uuid4(),
        contract=contract,
        file_id=contract.file_id,
        version=number,
        in_force_from=in_force_from,
        **agreed,
    )


def _attach(work: Change, versions: list[ContractVersion]) -> None:
    """Save versions, make each the latest of its contract, and copy term and distance of running ones to the vehicle."""
    work.bulk_create(ContractVersion, versions)
    for version in versions:
        version.contract.latest = version
    work.bulk_update(LeaseContract, [version.contract for version in versions], ["latest"])
    running = [version for version in versions if version.contract.state == LeaseContract.State.ACTIVE]
    for version in running:
        version.contract.vehicle.lease_ends_on = version.ends_on
        version.contract.vehicle.lease_km_total = version.km_total
    vehicles = [version.contract.vehicle for version in running]
    work.bulk_update(Vehicle, vehicles, ["employer", "lease_ends_on", "lease_km_total"])


def activate_contract(*, access: Access, contract: UUID) -> None:
    """Note that a draft was signed: the lease runs.

    Raises NotPermitted, NotFoundHere and Conflict (not a draft, running contract, other customer's vehicle).
    """
    only(access, KEEPERS)
    with conflicts_in_words(), change(access, "fleet.activate_contract") as work:
        row = _locked_contract(access, contract)
        _refuse_unless(can_proceed(row.activate))
        if row.employer and row.vehicle.employer is None:
            row.vehicle.employer = row.employer
        if not same_customer(row.vehicle.employer, row.employer):
            raise Conflict(OTHER_CUSTOMER, code="vehicle_of_other_customer")
        row.activate()
        work.save(row, fields=["state"])
        agreed = _agreed(row)
        row.vehicle.lease_ends_on, row.vehicle.lease_km_total = agreed.ends_on, agreed.km_total
        work.save(row.vehicle, fields=["employer", "lease_ends_on", "lease_km_total"])


def change_contract(*, access: Access, contract: UUID, in_force_from: date, **changed: Any) -> int:
    """Agree new terms from a day on; returns the number of the new version. Former versions stay as they are.

    `changed` takes fields of Terms (term_months, km_total, instalment, services, ...); what is not given stays. A new
    term or first day moves the last day unless `ends_on` is given. Raises NotPermitted, NotFoundHere, BadInput and
    Conflict (ended, or changed by somebody else meanwhile).
    """
    only(access, KEEPERS)
    with conflicts_in_words(), change(access, "fleet.change_contract") as work:
        row = _locked_contract(access, contract)
        _refuse_unless(row.state != LeaseContract.State.ENDED)
        terms = _changed_terms(_agreed(row), changed)
        if not terms.starts_on <= in_force_from <= terms.ends_on:
            raise bad_input({"in_force_from": "contract_version_day"})
        version = _version(row, terms, number=_agreed(row).version + 1, in_force_from=in_force_from)
        _attach(work, [version])
    return version.version


def _changed_terms(latest: ContractVersion, changed: dict[str, Any]) -> Terms:
    unknown = set(changed) - set(TERM_FIELDS)
    if unknown:
        raise TypeError(f"Not a term of a contract: {', '.join(sorted(unknown))}")
    given = {name: getattr(latest, name) for name in TERM_FIELDS} | changed
    given["services"] = tuple(given["services"])
    if "ends_on" not in changed and {"term_months", "starts_on"} & set(changed):
        if not 1 <= given["term_months"] <= LONGEST_MONTHS:
            raise bad_input({"term_months": "contract_term"})
        given["ends_on"] = last_day(given["starts_on"], given["term_months"])
    terms = Terms(**given)
    if found := problems(terms, KNOWN_SERVICES):
        raise bad_input(found)
    return terms


def end_contract(*, access: Access, contract: UUID, ended_on: date) -> None:
    """End a contract, at its term or before; the vehicle keeps its employer until it is moved or returned.

    `ended_on` is the last day on which it ran. Raises NotPermitted, NotFoundHere, BadInput and Conflict (ended before).
    """
    only(access, KEEPERS)
    with change(access, "fleet.end_contract") as work:
        row = _locked_contract(access, contract)
        _refuse_unless(can_proceed(row.end))
        if ended_on < _agreed(row).starts_on:
            raise bad_input({"ended_on": "contract_ended_on"})
        was_running = row.state == LeaseContract.State.ACTIVE
        row.end()
        row.ended_on = ended_on
        work.save(row, fields=["state", "ended_on"])
        if was_running:
            row.vehicle.lease_ends_on = row.vehicle.lease_km_total = None
            work.save(row.vehicle, fields=["lease_ends_on", "lease_km_total"])


def _locked_contract(access: Access, public_id: UUID) -> LeaseContract:
    """The vehicle is locked first, as everywhere, so that no two actions wait for each other."""
    found: LeaseContract = gate.row(access, LeaseContract.objects.filter(public_id=public_id))
    vehicle = Vehicle.objects.select_for_update(of=("self",)).select_related("employer").get(pk=found.vehicle_id)
    locked = LeaseContract.objects.select_for_update(of=("self",)).select_related("latest", "employer").get(pk=found.pk)
    locked.vehicle = vehicle
    return locked


def _agreed(contract: LeaseContract) -> ContractVersion:
    """The version agreed last; every contract is written together with its first one."""
    assert contract.latest is not None
    return contract.latest


def _refuse_unless(possible: bool) -> None:
    if not possible:
        text = _("The contract is not in the state for this step. Reload it to see where it stands.")
        raise Conflict(text, code="contract_state")
