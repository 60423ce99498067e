"""MyCar: report damage, and the own reports with their photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from drivers.queries import my_cars
from incidents import actions, queries
from incidents.forms import MorePhotosForm, ReportForm, key_in
from incidents.pages.photos import photos_shown
from incidents.pages.zones import zone_plan
from privacy.access import Access
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, Conflict, NotPermitted, Refused
from privacy.gate import Disclosed

PORTAL = ("driver.portal", "private.portal")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form of a damage report; what cannot be used is named at its field and nothing that was entered is lost."""
    access = page_access(request, *PORTAL)
    cars = my_cars(access)
    offered = [(str(car.id), _name(car)) for car in cars]
    if request.method != "POST":
        return _form_page(request, access, cars, ReportForm.empty(offered, request.GET.get("car", "")))
    sent = request.POST.copy()
    sent["key"] = key_in(sent)
    form = ReportForm(sent, request.FILES, cars=offered)
    if not form.is_valid():
        return _form_page(request, access, cars, form, status=BadInput.status)
    try:
        receipt = actions.report_damage(
            access=access, report=form.report(), photos=form.new_photos(), idempotency_key=str(form.cleaned_data["key"])
        )
    except NotPermitted:
        raise
    except Refused as refusal:
        _explain(form, refusal)
        return _form_page(request, access, cars, form, status=max(refusal.status, BadInput.status))
    return _received(request, access, receipt)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All own reports, newest first, with how each stands."""
    access = page_access(request, *PORTAL)
    found = queries.my_reports(access)
    context = purpose_context(access, [view.record for view in found], request)
    return render(request, "incidents/my_reports.html", {**context, "reports": found, "labels": queries.choices()})


@require_safe
def report_detail(request: HttpRequest, report: UUID) -> HttpResponse:
    """One own report.

    Raises:
        NotFoundHere: not one's own.
    """
    return _detail_page(request, page_access(request, *PORTAL), report)


@require_http_methods(["GET", "HEAD", "POST"])
def add_photos(request: HttpRequest, report: UUID) -> HttpResponse:
    """Adds photos to an own report; those that cannot be taken are named, the others are kept.

    Raises:
        NotFoundHere: not one's own.
    """
    access = page_access(request, *PORTAL)
    place = reverse("mycar:report_detail", args=[report])
    if request.method != "POST":
        return HttpResponseRedirect(place)
    form = MorePhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return _told(request, place, messages.ERROR, _("Choose what the photos show from the list."))
    try:
        receipt = actions.add_photos(access=access, report=report, photos=form.new_photos())
    except (BadInput, Conflict) as refusal:
        return _told(request, place, messages.ERROR, _first_text(refusal))
    if receipt.refused:
        return push_url(_detail_page(request, access, report, refused=receipt.refused), place)
    return _told(request, place, messages.SUCCESS, _("Your photos have been added."))


@require_POST
def withdraw(request: HttpRequest, report: UUID) -> HttpResponse:
    """Takes back an own report, as long as nobody works on it.

    Raises:
        NotFoundHere: not one's own.
    """
    access = page_access(request, *PORTAL)
    place = reverse("mycar:report_detail", args=[report])
    try:
        actions.withdraw_report(access=access, report=report)
    except Conflict as refusal:
        return _told(request, place, messages.ERROR, refusal.message)
    return _told(request, place, messages.SUCCESS, _("You have withdrawn this report."))


def _name(car: Disclosed) -> str:
    """What the person calls the car: plate, make and model, as far as they are shown."""
    return " ".join(str(car.get(name)) for name in ("licence_plate", "make", "model") if car.get(name))


def _explain(form: ReportForm, refusal: Refused) -> None:
    """Puts the refusal on the form. A key that was used before stands for a report that came in: the next is a new one."""
    form.refuse(refusal)
    if refusal.code == "key_reused":
        form.renewed()
        form.add_error(None, _("If you want to send this as another report, send it again now."))


def _form_page(
    request: HttpRequest, access: Access, cars: Sequence[Disclosed], form: ReportForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **purpose_context(access, cars, request),
        "form": form,
        "cars": cars,
        "plan": zone_plan(form["zones"].value() or ()),
        "has_chosen_photos": bool(request.FILES),
    }
    return render(request, "incidents/report.html", context, status=status)


def _received(request: HttpRequest, access: Access, receipt: actions.ReportReceipt) -> HttpResponse:
    """On to the report; when photos were refused, first the page that names them."""
    place = reverse("mycar:report_detail", args=[receipt.report])
    if receipt.refused:
        context = {**purpose_context(access, request=request), "receipt": receipt, "more_photos": MorePhotosForm()}
        return push_url(render(request, "incidents/report_received.html", context), place)
    if "outside_custody" in receipt.warnings:
        messages.warning(
            request, _("At the time you entered, the car was not in your name. Check the day, and tell us if it is wrong.")
        )
    said = (
        _("You had sent this report before. It was taken once, as %(number)s.")
        if receipt.repeated
        else _("We have your report. Its number is %(number)s.")
    )
    return _told(request, place, messages.SUCCESS, said % {"number": receipt.number})


def _told(request: HttpRequest, place: str, level: int, text: Any) -> HttpResponse:
    """Goes on to a page, which then tells the text."""
    messages.add_message(request, level, text)
    return HttpResponseClientRedirect(place) if getattr(request, "htmx", False) else HttpResponseRedirect(place)


def _first_text(refusal: Refused) -> Any:
    return next((texts[0] for texts in refusal.fields.values()), refusal.message)


def _detail_page(
    request: HttpRequest, access: Access, report: UUID, refused: Sequence[actions.PhotoRefusal] = ()
) -> HttpResponse:
    view = queries.report_card(access, report)
    labels = queries.choices()
    context = {
        **purpose_context(access, [view.record], request),
        "view": view,
        "labels": labels,
        "zones": [labels.zones.get(code, code) for code in view.record.get("zones") or ()],
        "has_case": bool(view.record.get("case.number")),
        "photos": photos_shown(access, view.photos),
        "refused": refused,
        "more_photos": MorePhotosForm() if view.record.get("state") in queries.PHOTO_STATES else None,
        "breadcrumbs": [
            {"title": _("My reports"), "url": reverse("mycar:reports")},
            {"title": view.record.get("number"), "url": ""},
        ],
    }
    return render(request, "incidents/my_report.html", context)
