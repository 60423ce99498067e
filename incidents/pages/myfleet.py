"""MyFleet: the overview, the page of one vehicle with its damage, and the damage itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drivers.pages.lines import Line, in_words, line, lines
from drivers.pages.myfleet import manager_access, pages_of, purpose_suffix
from drivers.pages.myfleet_vehicle import context_of, parts_of
from fleet import queries as fleet
from fleet.queries.overview import ENDING_DAYS, ending_soon
from incidents.pages.answers import purpose_title
from incidents.pages.purposes import for_purpose
from incidents.queries import ReportView, choices, damage_for_manager, damage_list, report_card
from incidents.queries.overview import open_damage
from privacy import policy
from privacy.access import Access
from privacy.edge.pages import NotShown, item_titles, purpose_context
from privacy.gate import Disclosed

OVERVIEW = ("driver.fleet_reporting", "driver.vehicle_management")
VEHICLE = (*OVERVIEW, "driver.accident")
DAMAGE = "driver.accident"
LIST_SIZE = 25
WORDS = choices()
KEPT_BACK: Mapping[str, Any] = {
    "narrative": _("What happened, in the driver's words"),
    "place": _("Where it happened"),
    "injury_information": _("Injuries"),
    "passenger_count": _("Number of passengers"),
    "police_reference": _("Number of the police report"),
    "insurance_reference": _("Reference of the insurer"),
    "driver.full_name": _("Name of the driver"),
    "damage_description": _("The damage in words"),
}


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The fleet in totals, contracts that end soon, and damage that is open; the damage is looked at for its own purpose."""
    access = manager_access(request, *OVERVIEW)
    units = fleet.employers_of(access)
    ending = ending_soon(access)
    damage = [worded(row) for row in open_damage(for_purpose(access, DAMAGE))]
    stages = _groups(access, "stage", fleet.choices().stages)
    shown = {
        "stages": stages,
        "on_the_road": next((group for group in stages if group["stage"] == "in_life" and not group["withheld"]), None),
        "fuels": _groups(access, "fuel_type", fleet.choices().fuels),
        "by_unit": _groups(access, "employer", {}) if len(units) > 1 else [],
        "countries": sorted({unit.country for unit in units}),
        "companies": [unit.name for unit in units if unit.parent is None],
        "minimum": policy.current().number("aggregate_minimum_group"),
        "ending": ending,
        "ending_days": ENDING_DAYS,
        "today": access.at.date(),
        "damage": damage,
        "damage_purpose": purpose_title(DAMAGE),
        "suffix": purpose_suffix(request),
    }
    return render(request, "incidents/myfleet_home.html", shown | purpose_context(access, ending, request))


@never_cache
@require_safe
def vehicle(request: HttpRequest, vehicle: uuid.UUID) -> HttpResponse:
    """One vehicle: car, contract, present driver and odometer for the purpose of the page, its damage for its own."""
    access = manager_access(request, *VEHICLE)
    parts = parts_of(access, vehicle, readings_after=request.GET.get("after") or None)
    damage = damage_for_manager(for_purpose(access, DAMAGE), vehicle)
    here = reverse("myfleet:vehicle", args=[vehicle])
    shown = {
        **context_of(parts),
        "readings_pages": pages_of(request.GET, here, parts.log.next_cursor),
        "damage": [worded(view.record) for view in damage],
        "damage_purpose": purpose_title(DAMAGE),
        "breadcrumbs": [
            {"title": _("Vehicles"), "url": reverse("myfleet:vehicles") + purpose_suffix(request)},
            {"title": _("Vehicle"), "url": here},
        ],
    }
    return render(request, "incidents/myfleet_vehicle.html", shown | purpose_context(access, parts.rows, request))


@never_cache
@require_safe
def damages(request: HttpRequest) -> HttpResponse:
    """The damage over all vehicles in reach, newest first."""
    access = manager_access(request, DAMAGE)
    page = damage_list(access, after=request.GET.get("after") or None, size=LIST_SIZE)
    shown = {
        "damage": [worded(row) for row in page.rows],
        "pages": pages_of(request.GET, reverse("myfleet:damages"), page.next_cursor),
    }
    return render(request, "incidents/myfleet_damages.html", shown | purpose_context(access, page.rows, request))


@never_cache
@require_safe
def damage(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """One report as the employer gets it, and in words what it does not get, and why."""
    access = manager_access(request, DAMAGE)
    view = report_card(access, report)
    told = worded(view.record)
    shown = {
        "record": told,
        "damage_lines": lines(told, "zones", "drivable", "damage_description"),
        "outline_lines": _outline(told),
        "case_lines": _case_lines(told) if told.get("case.number") else [],
        "vehicle_id": told.get("vehicle.id"),
        "hidden": _hidden(view),
        "breadcrumbs": [
            {"title": _("Damage"), "url": reverse("myfleet:damages")},
            {"title": _("Report"), "url": reverse("myfleet:damage", args=[report])},
        ],
    }
    return render(request, "incidents/myfleet_damage.html", shown | purpose_context(access, [view.record], request))


def _groups(access: Access, by: str, titles: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Totals by stage, energy or unit, each group with its title; a group of too few vehicles is withheld by the gate."""
    path = {"employer": "employer__name"}.get(by, by)
    return [{**group, "title": titles.get(group[path], group[path])} for group in fleet.fleet_totals(access, group_by=(by,))]


def worded(row: Disclosed) -> Disclosed:
    """A report with the titles of its codes."""
    return in_words(
        row,
        kind=WORDS.kinds,
        state=WORDS.report_states,
        zones=WORDS.zones,
        drivable=WORDS.drivable,
        case__state=WORDS.case_states,
        case__job_state=WORDS.job_states,
        case__insurance_state=WORDS.insurance_states,
    )


def _outline(row: Disclosed) -> list[Line]:
    driver = line(row, "driver.full_name", _("Driver"))
    return [*lines(row, "number", "kind", "state", "happened_at"), line(row, "reported_at", _("Reported")), driver]


def _case_lines(row: Disclosed) -> list[Line]:
    """The case in outline, and its settlement in state and amounts."""
    currency = row.get("case.currency") or ""
    return [
        line(row, "case.number", _("Case")),
        line(row, "case.state", _("State")),
        line(row, "case.job_state", _("Repair")),
        line(row, "case.insurance_state", _("Insurance")),
        line(row, "case.claim_amount", _("Amount claimed"), unit=currency),
        line(row, "case.excess_amount", _("Own risk"), unit=currency),
    ]


def _hidden(view: ReportView) -> list[NotShown]:
    """What of this report the employer does not get, each with the reason of the policy; photographs too, where there are."""
    withheld = view.record.withheld
    found = [NotShown(str(title), str(withheld[alias].text)) for alias, title in KEPT_BACK.items() if alias in withheld]
    kept_back = [photo.withheld for photo in view.photos if photo.withheld is not None]
    if kept_back:
        (title,) = item_titles(["incident_photos"])
        found.insert(0, NotShown(f"{title} ({len(kept_back)})", str(kept_back[0].text)))
    return found
