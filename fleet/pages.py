"""The administration of employers: the tree of companies and units, and which log-in may see which branch of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fleet import queries
from fleet.actions import create_employer, create_unit, grant_employer, revoke_employer
from fleet.forms import EmployerForm, GrantForm, UnitForm
from privacy.access import Access
from privacy.directory import account_with_email
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, NotFoundHere

PURPOSES = ("operation.accounts", "customer.account_administration")
"""Administrators set up employers and let managers in; the fleet department keeps the list of customers."""


@require_http_methods(["GET", "HEAD", "POST"])
def employers(request: HttpRequest) -> HttpResponse:
    """The client companies with their units; a POST registers a company."""
    access = page_access(request, *PURPOSES)
    form = EmployerForm(request.POST if request.method == "POST" else None, initial={"language": "nl", "country": "NL"})
    made = _registered(access, form) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        messages.success(request, _("The employer has been registered."))
        return HttpResponseRedirect(reverse("administration:employer", args=[made]))
    context = {
        **purpose_context(access, request=request),
        "form": form,
        "employers": queries.employers_of(access),
    }
    return render(request, "fleet/employers.html", context, status=422 if form.errors else 200)


def _registered(access: Access, form: EmployerForm) -> UUID | None:
    try:
        return create_employer(access=access, **form.cleaned_data)
    except BadInput as refusal:
        form.refuse(refusal)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def employer(request: HttpRequest, employer: UUID) -> HttpResponse:
    """One company or unit: what is below it, and which log-ins may see it; a POST adds a unit.

    Raises:
        NotFoundHere: no such employer.
    """
    access = page_access(request, *PURPOSES)
    form = UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _unit_added(access, employer, form):
        messages.success(request, _("The unit has been added."))
        return HttpResponseRedirect(reverse("administration:employer", args=[employer]))
    return _employer_page(request, access, employer, form, GrantForm())


def _unit_added(access: Access, employer: UUID, form: UnitForm) -> bool:
    try:
        create_unit(access=access, parent=employer, **form.cleaned_data)
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
def grant(request: HttpRequest, employer: UUID) -> HttpResponse:
    """Lets a log-in see this employer and everything below it.

    Raises:
        NotFoundHere: no such employer.
    """
    access = page_access(request, *PURPOSES)
    form = GrantForm(request.POST)
    if form.is_valid():
        account = account_with_email(access, form.cleaned_data["email"])
        if account is not None:
            grant_employer(access=access, account=account, employer=employer)
            messages.success(request, _("The log-in may see this employer and everything below it."))
            return HttpResponseRedirect(reverse("administration:employer", args=[employer]))
        form.add_error("email", _("Nobody whom you may let in logs in with this address. Make the log-in first."))
    return _employer_page(request, access, employer, UnitForm(), form)


@require_POST
def revoke(request: HttpRequest, employer: UUID, account: UUID) -> HttpResponse:
    """Takes that back. Raises NotFoundHere (employer, log-in, or no such grant)."""
    access = page_access(request, *PURPOSES)
    revoke_employer(access=access, account=account, employer=employer)
    messages.success(request, _("The log-in does not see this employer any more."))
    return HttpResponseRedirect(reverse("administration:employer", args=[employer]))


def _employer_page(
    request: HttpRequest, access: Access, employer: UUID, unit_form: UnitForm, grant_form: GrantForm
) -> HttpResponse:
    tree = queries.employers_of(access)
    shown = next((one for one in tree if one.id == employer), None)
    if shown is None:
        raise NotFoundHere
    grants = queries.grants_on(access, employer)
    context: dict[str, Any] = {
        **purpose_context(access, grants, request),
        "employer": shown,
        "below": _below(tree, shown),
        "grants": grants,
        "other_grants": queries.count_grants(access, employer) - len(grants),
        "unit_form": unit_form,
        "grant_form": grant_form,
        "breadcrumbs": _trail(tree, shown),
    }
    return render(request, "fleet/employer.html", context, status=422 if unit_form.errors or grant_form.errors else 200)


def _below(tree: Sequence[queries.EmployerView], top: queries.EmployerView) -> list[queries.EmployerView]:
    """Everything below a node; the tree comes in order, each node after the one above it."""
    inside, found = {top.id}, []
    for one in tree:
        if one.parent in inside:
            inside.add(one.id)
            found.append(one)
    return found


def _trail(tree: Sequence[queries.EmployerView], shown: queries.EmployerView) -> list[dict[str, Any]]:
    by_id = {one.id: one for one in tree}
    trail: list[dict[str, Any]] = [{"title": shown.name, "url": ""}]
    above = by_id.get(shown.parent) if shown.parent else None
    while above is not None:
        trail.insert(0, {"title": above.name, "url": reverse("administration:employer", args=[above.id])})
        above = by_id.get(above.parent) if above.parent else None
    return [{"title": _("Employers"), "url": reverse("administration:employers")}, *trail]
