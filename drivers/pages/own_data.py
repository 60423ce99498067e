"""Everything that is held of the person who asks, item by item, and the contact data that they keep right themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from drivers import actions, queries
from drivers.forms import ContactForm
from drivers.pages.cars import PORTAL
from privacy.access import Access
from privacy.edge.pages import page_access, purpose_context
from privacy.edge.readers import Reader, readers_of
from privacy.errors import BadInput, NotFoundHere
from privacy.gate import Disclosed

COUNTRIES: Mapping[str, Any] = {
    "NL": gettext_lazy("the Netherlands"),
    "BE": gettext_lazy("Belgium"),
    "FR": gettext_lazy("France"),
    "LU": gettext_lazy("Luxembourg"),
    "DE": gettext_lazy("Germany"),
}
CONTACT = ("email", "phone", "postal_address")
OTHER = tuple(name for name in queries.DRIVER_ITEMS if name not in CONTACT)
KIND_OF_ROLE: Mapping[str, str] = {"driver": "driver", "private_lessee": "private_lease_customer"}


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One item of the own record: its name in the row, and who else may see it for what."""

    name: str
    readers: tuple[Reader, ...]


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """The own record, one for each employment or private lease, with who else may see each item."""
    access = page_access(request, *PORTAL)
    records = queries.own_record(access)
    context = {
        **purpose_context(access, records, request),
        "records": records,
        "contact": _items(access, CONTACT),
        "other": _items(access, OTHER),
        "countries": COUNTRIES,
        "languages": dict(settings.LANGUAGES),
    }
    return render(request, "drivers/my_data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: HttpRequest, driver: UUID) -> HttpResponse:
    """Changes e-mail, phone and address of the own record.

    Raises:
        NotFoundHere: not one's own record.
    """
    access = page_access(request, *PORTAL)
    record = _own(access, driver)
    form = ContactForm(request.POST or None, initial={name: record.get(name) or "" for name in CONTACT})
    if request.method == "POST" and form.is_valid() and _changed(access, driver, form):
        messages.success(request, _("Your contact data have been changed."))
        return HttpResponseRedirect(reverse("mycar:my_data"))
    context = {
        **purpose_context(access, [record], request),
        "form": form,
        "breadcrumbs": [{"title": _("My data"), "url": reverse("mycar:my_data")}, {"title": _("Change contact data"), "url": ""}],
    }
    return render(request, "drivers/change_contact.html", context, status=422 if form.errors else 200)


def _changed(access: Access, driver: UUID, form: ContactForm) -> bool:
    """Whether all is kept now; what could not be used stands at the fields of the form."""
    if not form.has_changed():
        return True
    try:
        actions.change_contact(access=access, driver=driver, **form.changed_values())
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _own(access: Access, driver: UUID) -> Disclosed:
    """The own record of that id; another person's is not found, whoever asks."""
    for record in queries.own_record(access):
        if record.id == driver:
            return record
    raise NotFoundHere


def _items(access: Access, names: tuple[str, ...]) -> list[Any]:
    kind = KIND_OF_ROLE[access.role]
    return [ItemShown(name, readers_of(name, kind)) for name in names]
