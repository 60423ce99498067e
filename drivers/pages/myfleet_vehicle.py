"""The page of one vehicle in MyFleet, but for its damage, which the app above adds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from drivers import queries
from drivers.pages.lines import Line, in_words, line, lines, shown_first
from drivers.pages.myfleet import HOLDERS
from drivers.queries import Custodian
from fleet.queries import ContractCard, LogEntry, LogPage, choices, contract_of_vehicle, odometer_log, vehicle_card
from privacy.access import Access
from privacy.gate import Disclosed

LOG_SIZE = 12
WORDS = choices()
TERMS = ("starts_on", "ends_on", "term_months", "km_total", "services", "instalment")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the page is made of; each part passed the gate on its own.

    Args:
        card: the vehicle. holder: who has it now. driver: that person, None where nobody is named or in reach.
        contract: the running contract, None where there is none.
        log: one page of the odometer.
    """

    card: Disclosed
    holder: Custodian
    driver: Disclosed | None
    contract: ContractCard | None
    log: LogPage

    @property
    def rows(self) -> list[Disclosed]:
        """All that was disclosed, for the list of what is not shown."""
        contract = [self.contract.contract, *self.contract.versions[:1]] if self.contract else []
        return [self.card, *([self.driver] if self.driver else []), *contract]


def parts_of(access: Access, vehicle: uuid.UUID, *, readings_after: str | None = None) -> Parts:
    """Everything that the page shows of the vehicle itself.

    Raises:
        NotFoundHere: not a vehicle in reach. BadInput: no such page of the odometer.
    """
    card = vehicle_card(access, vehicle)
    holder = queries.who_had(access, vehicle, access.at)
    return Parts(
        card=card,
        holder=holder,
        driver=queries.driver_card(access, holder.driver) if holder.driver else None,
        contract=contract_of_vehicle(access, vehicle),
        log=odometer_log(access, vehicle, cursor=readings_after, size=LOG_SIZE),
    )


def context_of(parts: Parts) -> dict[str, Any]:
    """The parts as the template reads them."""
    contract = parts.contract
    used = _share_used(parts.card, contract)
    return {
        "card": parts.card,
        "car_lines": _car_lines(parts.card),
        "holder": HOLDERS[parts.holder.kind],
        "holder_kind": parts.holder.kind,
        "holder_since": parts.holder.since,
        "holder_reason": parts.holder.reason,
        "driver": parts.driver,
        "driver_lines": _driver_lines(parts.driver) if parts.driver else [],
        "contract": contract,
        "contract_lines": _contract_lines(contract) if contract else [],
        "used": used,
        "used_percent": round(used * 100) if used is not None else None,
        "below": -(contract.forecast.deviation_km or 0) if contract else 0,
        "readings": [_reading(entry) for entry in parts.log.entries],
        "figures": _figures(parts.log.entries),
    }


def _car_lines(card: Disclosed) -> list[Line]:
    told = in_words(card, stage=WORDS.stages, fuel_type=WORDS.fuels)
    found = [
        *lines(told, "licence_plate", "plate_country", "make", "model", "stage"),
        line(told, "employer", _("Unit")),
        *lines(told, "fuel_type"),
        line(told, "co2_g_km", _("CO2"), unit="g/km"),
        line(told, "odometer_km", _("Odometer"), unit="km"),
        line(told, "odometer_at", _("Odometer read at")),
        line(told, "vin"),
    ]
    return shown_first(found)


def _driver_lines(driver: Disclosed) -> list[Line]:
    return shown_first(lines(driver, *queries.DRIVER_ITEMS))


def _contract_lines(card: ContractCard) -> list[Line]:
    told = in_words(card.contract, state=WORDS.contract_states, category=WORDS.contract_categories)
    found = [line(told, "number", _("Contract number"), grouping=False), *lines(told, "category", "state")]
    if card.in_force is None:
        return shown_first(found)
    terms = in_words(card.in_force, services=WORDS.services)
    units = {"km_total": "km", "instalment": terms.get("currency") or ""}
    labelled = [line(terms, name, unit=units.get(name, "")) for name in TERMS]
    return shown_first([*found, *labelled])


def _share_used(card: Disclosed, contract: ContractCard | None) -> float | None:
    """Share of the agreed kilometres that was run, 0 or more; None where a figure is missing or not shown."""
    terms = contract.in_force if contract else None
    if terms is None or card.get("odometer_km") is None or not terms.get("km_total"):
        return None
    run = card["odometer_km"] - (terms.get("start_km") or 0)
    return max(0.0, float(run) / float(terms["km_total"]))


def _reading(entry: LogEntry) -> dict[str, Any]:
    row = in_words(entry.reading, source=WORDS.odometer_sources)
    return {"row": row, "status": entry.status, "status_text": entry.status_text, "explanation": entry.explanation}


def _figures(entries: Sequence[LogEntry]) -> list[int]:
    """The readings that count, oldest first, for the small chart."""
    counted = [entry.reading.get("value_km") for entry in entries if entry.status == "accepted"]
    return [figure for figure in reversed(counted) if figure is not None]
