"""MyFleet: the vehicles of an employer and who has them now. The pages that also show damage stand in the app above."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from drivers import queries
from drivers.pages.lines import in_words
from fleet.queries import EmployerView, Page, choices, employers_of, find_vehicles, vehicle_rows
from fleet.queries.overview import may_find_by_plate
from privacy.access import Access
from privacy.edge.access import refuse
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, NotFoundHere
from privacy.gate import Disclosed

ROLE = "fleet_manager"
PURPOSES = ("driver.fleet_reporting", "driver.vehicle_management", "driver.accident")
PAGE_SIZE = 50
STAGES = choices().stages
HOLDERS: Mapping[str, Any] = {
    "driver": _("Driver"),
    "pool": _("Pool car"),
    "garage": _("At a garage"),
    "tow": _("With a towing company"),
    "replacement": _("Driver, as a replacement car"),
    "lessor": _("With the leasing company"),
    "nobody": _("Nobody is known to have it"),
}
LIST: Mapping[str, str] = {
    "licence_plate": "licence_plate",
    "plate_country": "plate_country",
    "make": "make",
    "model": "model",
    "stage": "stage",
    "odometer_km": "odometer_km",
    "lease_ends_on": "lease_ends_on",
    "employer": "employer__name",
    "holder": "held__holder_kind",
    "driver.full_name": "held__driver__full_name",
    "driver.phone": "held__driver__phone",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; None is everything."""

    unit: uuid.UUID | None = None
    stage: str | None = None
    after: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether a unit or a stage was chosen."""
        return bool(self.unit or self.stage)


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """An employer or unit as an option of a list, indented by its place in the tree."""

    id: uuid.UUID
    title: str
    active: bool


def manager_access(request: HttpRequest, *purposes: str) -> Access:
    """The access of a fleet manager for a page of MyFleet.

    Raises:
        NotPermitted: the person works in another role, or may not claim the purpose; recorded. Others as `page_access`.
    """
    access = page_access(request, *purposes)
    if access.role != ROLE:
        refuse(access, code="page_of_another_role", message=_("This page is for fleet managers of an employer."))
    return access


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vehicles(request: HttpRequest) -> HttpResponse:
    """The vehicles in reach, each with its present driver; a POST looks one up by its plate, so that no address carries it."""
    access = manager_access(request, *PURPOSES)
    units = employers_of(access)
    filters = read_filters(request.GET, units)
    plate, problem = request.POST.get("plate", ""), None
    page = Page([], None)
    try:
        page = _found(access, plate) if request.method == "POST" else _listed(access, filters)
    except BadInput as unfit:
        if request.method != "POST":
            raise
        problem = {"message": _("Enter the plate as it stands on the car: letters and digits."), "fields": unfit.fields}
    shown = {
        "entries": [_entry(row) for row in page.rows],
        "pages": pages_of(request.GET, reverse("myfleet:vehicles"), page.next_cursor),
        "filters": filters,
        "units": unit_choices(units, filters.unit),
        "several_units": len(units) > 1,
        "stages": [(code, title, code == filters.stage) for code, title in STAGES.items()],
        "may_find": may_find_by_plate(access),
        "plate": plate,
        "looked_up": request.method == "POST",
        "problem": problem,
        "suffix": purpose_suffix(request),
    }
    status = BadInput.status if problem else 200
    return render(request, "drivers/myfleet_vehicles.html", shown | purpose_context(access, page.rows, request), status=status)


def read_filters(query: QueryDict, units: Sequence[EmployerView]) -> Filters:
    """Unit, stage and place in the list as the address names them.

    Raises:
        NotFoundHere: a unit that is not one of these. BadInput: no such stage.
    """
    stage = query.get("stage") or None
    if stage is not None and stage not in STAGES:
        raise BadInput(code="choice", fields={"stage": [_("Choose one of the stages of the list.")]})
    return Filters(_unit(query.get("unit", ""), units), stage, query.get("after") or None)


def _unit(named: str, units: Sequence[EmployerView]) -> uuid.UUID | None:
    if not named:
        return None
    found = next((unit.id for unit in units if str(unit.id) == named.lower()), None)
    if found is None:
        raise NotFoundHere(_("This unit is not one of yours. Choose one from the list."))
    return found


def unit_choices(units: Sequence[EmployerView], active: uuid.UUID | None) -> list[UnitChoice]:
    """The units as options: below each other as in the tree, with the country, since a manager may have several."""
    top = min((unit.level for unit in units), default=1)
    return [UnitChoice(unit.id, f"{'– ' * (unit.level - top)}{unit.name} ({unit.country})", unit.id == active) for unit in units]


def purpose_suffix(request: HttpRequest) -> str:
    """What keeps a chosen purpose in the addresses of the page; empty where none was chosen."""
    chosen = request.GET.get("purpose", "")
    return f"?{urlencode({'purpose': chosen})}" if chosen else ""


def _listed(access: Access, filters: Filters) -> Page:
    rows = vehicle_rows(employer=filters.unit, stage=filters.stage)
    return queries.vehicles_with_drivers(access, after=filters.after, size=PAGE_SIZE, fields=LIST, vehicles=rows)


def _found(access: Access, plate: str) -> Page:
    """The vehicles with this plate, in the same columns. The look-up is recorded, and refused where the role may not make it."""
    hits = [row.id for row in find_vehicles(access, licence_plate=plate, fields={"stage": "stage"})]
    if not hits:
        return Page([], None)
    return queries.vehicles_with_drivers(access, fields=LIST, vehicles=vehicle_rows().filter(public_id__in=hits))


def _entry(row: Disclosed) -> dict[str, Any]:
    """One line of the list: `place` is where the car is when no driver is named, `stage` is given when it is not on the road."""
    told = in_words(row, stage=STAGES, holder=HOLDERS)
    nobody_named = "driver.full_name" not in row.withheld and row.get("driver.full_name") is None
    elsewhere = told.get("stage", "") if row.get("stage") != "in_life" else ""
    return {"row": told, "stage": elsewhere, "place": told.get("holder") or HOLDERS["nobody"] if nobody_named else ""}


def pages_of(query: QueryDict, address: str, next_cursor: str | None) -> dict[str, Any]:
    """The page links of a list by cursor: it has no page numbers, but a next page, and the way back to the first."""
    kept = {name: value for name, value in query.items() if name != "after" and value}
    onward = f"{address}?{urlencode(kept | {'after': next_cursor})}" if next_cursor else ""
    if not query.get("after"):
        return {"next": onward}
    back = format_html('<a href="{}?{}">{}</a>', address, urlencode(kept), _("Back to the first page"))
    return {"next": onward, "position": back}
