"""The own car and its contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drivers import queries
from fleet import queries as fleet
from privacy.access import Access
from privacy.edge.pages import page_access, purpose_context
from privacy.gate import Disclosed

PORTAL = ("driver.portal", "private.portal")
READINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CarShown:
    """One car with its contract.

    Args:
        contract: None where no lease runs.
        driven_km: since the start of the contract, in km; None where a figure for it is missing.
        driven_share: that part of the kilometres agreed, 0 to 1 and more.
    """

    car: Disclosed
    contract: fleet.ContractCard | None
    driven_km: int | None
    driven_share: float | None

    @property
    def services(self) -> list[Any]:
        """The services of the contract, by name."""
        terms = self.contract.in_force if self.contract else None
        names = fleet.choices().services
        return [names.get(code, code) for code in (terms.get("services") if terms else None) or ()]

    @property
    def below_km(self) -> int | None:
        """By how many km the forecast stays below what was agreed; None where it does not."""
        deviation = self.contract.forecast.deviation_km if self.contract else None
        return -deviation if deviation is not None and deviation < 0 else None

    def rows(self) -> Iterable[Disclosed]:
        """Everything that the page shows of it."""
        yield self.car
        if self.contract:
            yield self.contract.contract
            if self.contract.in_force:
                yield self.contract.in_force


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The cars in the person's name now, each with the contract that runs."""
    access = page_access(request, *PORTAL)
    cars = [_shown(access, car) for car in queries.my_cars(access)]
    context = purpose_context(access, [row for shown in cars for row in shown.rows()], request)
    return render(request, "drivers/home.html", {**context, "cars": cars, "labels": fleet.choices()})


@require_safe
def car(request: HttpRequest, vehicle: UUID) -> HttpResponse:
    """One own car with everything that is kept of it: contract, forecast and the odometer readings.

    Raises:
        NotFoundHere: not held by this person now.
    """
    access = page_access(request, *PORTAL)
    shown = _shown(access, queries.my_vehicle_card(access, vehicle))
    log = fleet.odometer_log(access, vehicle, size=READINGS_SHOWN)
    rows = [*shown.rows(), *(entry.reading for entry in log.entries)]
    context = {
        **purpose_context(access, rows, request),
        "shown": shown,
        "readings": log.entries,
        "line": _line(log.entries),
        "labels": fleet.choices(),
        "breadcrumbs": [
            {"title": _("My car"), "url": reverse("mycar:home")},
            {"title": _("Everything about this car"), "url": ""},
        ],
    }
    return render(request, "drivers/car.html", context)


def _shown(access: Access, found: Disclosed) -> CarShown:
    contract = fleet.contract_of_vehicle(access, found.id)
    terms = contract.in_force if contract else None
    driven = share = None
    if terms and found.get("odometer_km") is not None and terms.get("start_km") is not None:
        driven = max(found["odometer_km"] - terms["start_km"], 0)
        share = driven / terms["km_total"] if terms.get("km_total") else None
    return CarShown(found, contract, driven, share)


def _line(entries: Iterable[fleet.LogEntry]) -> list[int]:
    """The accepted readings, oldest first: what a small line of the odometer shows."""
    counted = [entry.reading.get("value_km") for entry in entries if entry.status == "accepted"]
    return [value for value in reversed(counted) if value is not None]
