"""Contracts as they leave the fleet, with the forecast of kilometres at their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fleet.models import ContractVersion, LeaseContract, OdometerReading
from fleet.queries.pages import PAGE_SIZE, Page, after, page_of, page_size
from fleet.rules.contracts import BASIS_DAYS, TOO_FEW_READINGS, Projection, Terms, project
from fleet.rules.odometer import ACCEPTED, Point
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

CONTRACT_LIST: Mapping[str, str] = {
    "number": "number",
    "state": "state",
    "category": "category",
    "ended_on": "ended_on",
    "vehicle": "vehicle__public_id",
    "licence_plate": "vehicle__licence_plate",
    "starts_on": "latest__starts_on",
    "ends_on": "latest__ends_on",
    "km_total": "latest__km_total",
}
TERM_FIELDS = (
    "starts_on",
    "ends_on",
    "term_months",
    "km_total",
    "instalment",
    "currency",
    "services",
    "start_km",
    "excess_rate",
    "refund_rate",
    "free_band_km",
)
VERSION_FIELDS = ("version", "in_force_from", *TERM_FIELDS)
NOT_SHOWN = "not_shown"
REASON_TEXTS = {
    TOO_FEW_READINGS: _("There is no forecast yet: it needs odometer readings over at least two weeks."),
    NOT_SHOWN: _("The forecast is not shown for this purpose, because figures it needs are not."),
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The kilometres a contract will end with.

    Distances in km; `amount` in `currency`, positive where the customer pays, None where the rates are not shown.
    With `reason` (code) and `explanation` (words) there is no forecast and the figures are None.
    """

    km_per_day: Any = None
    end_km: int | None = None
    deviation_km: int | None = None
    amount: Any = None
    currency: str = ""
    reason: str = ""
    explanation: Any = ""


@dataclass(frozen=True, slots=True)
class ContractCard:
    """One contract, its versions newest first, the one in force at the moment of the access, and the forecast."""

    contract: Disclosed
    versions: tuple[Disclosed, ...]
    in_force: Disclosed | None
    forecast: Forecast


def list_contracts(access: Access, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of the contracts in reach, in order of registration. Raises BadInput (cursor)."""
    size = page_size(size)
    rows = after(LeaseContract.objects.all(), cursor)
    return page_of(gate.disclose(access, rows, CONTRACT_LIST, limit=size + 1), size)


def contract_card(access: Access, contract: UUID) -> ContractCard:
    """One contract with all that was ever agreed in it. Raises NotFoundHere."""
    shown = gate.disclose_one(access, LeaseContract.objects.filter(public_id=contract), CONTRACT_LIST)
    rows = ContractVersion.objects.filter(contract__public_id=contract).order_by("-version")
    versions = tuple(gate.disclose(access, rows, VERSION_FIELDS))
    in_force = _in_force(versions, access.at.date())
    return ContractCard(shown, versions, in_force, _forecast(access, contract, in_force))


def contract_of_vehicle(access: Access, vehicle: UUID) -> ContractCard | None:
    """The running contract of a vehicle; None where none runs or none is in reach."""
    running = LeaseContract.objects.filter(vehicle__public_id=vehicle, state=LeaseContract.State.ACTIVE)
    found = gate.rows(access, running).values_list("public_id", flat=True).first()
    return contract_card(access, found) if found else None


def _in_force(versions: tuple[Disclosed, ...], today: date) -> Disclosed | None:
    """The newest version whose day has come; before the first day, what was agreed first."""
    begun = [row for row in versions if row.get("in_force_from") and row["in_force_from"] <= today]
    return begun[0] if begun else (versions[-1] if versions else None)


def _forecast(access: Access, contract: UUID, in_force: Disclosed | None) -> Forecast:
    needed = ("starts_on", "ends_on", "km_total", "start_km", "free_band_km")
    if in_force is None or any(in_force.get(name) is None for name in needed):
        return Forecast(reason=NOT_SHOWN, explanation=REASON_TEXTS[NOT_SHOWN])
    readings = _basis(access, contract)
    if any(row.get("value_km") is None for row in readings):
        return Forecast(reason=NOT_SHOWN, explanation=REASON_TEXTS[NOT_SHOWN])
    priced = all(in_force.get(name) is not None for name in ("excess_rate", "refund_rate", "currency"))
    found = project([Point(row["value_km"], row["read_at"]) for row in readings], _terms(in_force))
    return _worded(found, in_force["currency"] if priced else "")


def _basis(access: Access, contract: UUID) -> list[Disclosed]:
    """The first accepted reading of the last twelve months and the last one: two rows are all a forecast needs."""
    log = OdometerReading.objects.filter(vehicle__contracts__public_id=contract, status=ACCEPTED, superseded_by__isnull=True)
    moments = gate.rows(access, log).order_by("read_at", "value_km").values_list("pk", "read_at")
    last = moments.last()
    if last is None:
        return []
    first = moments.filter(read_at__gte=last[1] - timedelta(days=BASIS_DAYS)).first() or last
    return gate.disclose(access, log.filter(pk__in={first[0], last[0]}).order_by("read_at"), ("value_km", "read_at"))


def _terms(row: Disclosed) -> Terms:
    """Terms from what was released; money that is not shown counts as zero and leaves the forecast without amount."""
    given = {name: row.get(name) for name in TERM_FIELDS}
    for name in ("instalment", "excess_rate", "refund_rate"):
        given[name] = given[name] or Decimal(0)
    given["services"] = tuple(given["services"] or ())
    return Terms(**given)


def _worded(found: Projection, currency: str) -> Forecast:
    if found.reason:
        return Forecast(reason=found.reason, explanation=REASON_TEXTS[found.reason])
    amount = found.amount if currency else None
    return Forecast(found.km_per_day, found.end_km, found.deviation_km, amount, currency)
