"""Machine clients: which systems are connected, for whom and what for; registering one and revoking it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacy import directory, organisations, words
from privacy import machines as actions
from privacy.access import LESSOR, Access, Organisation
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput
from privacy.forms import MachineForm
from privacy.pages.administration import PURPOSE


@require_http_methods(["GET", "HEAD", "POST"])
def machines(request: HttpRequest) -> HttpResponse:
    """The connected systems; a POST registers one and shows its secret on the answer and nowhere else."""
    access = page_access(request, PURPOSE)
    listed = organisations.choices(access, "employer")
    form = MachineForm(
        request.POST if request.method == "POST" else None, organisations=listed, purposes=actions.purposes_of_machines()
    )
    made = _registered(access, form, listed) if request.method == "POST" and form.is_valid() else None
    found = [_told(machine, access) for machine in directory.machines(access)]
    context = {
        **purpose_context(access, request=request),
        "form": MachineForm(organisations=listed, purposes=actions.purposes_of_machines()) if made else form,
        "made": made,
        "running": [machine for machine in found if not machine["ended"]],
        "ended": [machine for machine in found if machine["ended"]],
    }
    return render(request, "privacy/machines.html", context, status=422 if form.errors else 200)


def _registered(access: Access, form: MachineForm, listed: list[organisations.Choice]) -> actions.NewMachine | None:
    asked = form.cleaned_data
    chosen: dict[str, Organisation] = {str(one.organisation.id): one.organisation for one in listed}
    try:
        return actions.register_machine(
            access=access,
            name=asked["name"],
            organisation=chosen.get(asked["organisation"], LESSOR),
            purposes=asked["purposes"],
        )
    except BadInput as refusal:
        form.refuse(refusal)
        return None


def _told(machine: directory.Machine, access: Access) -> dict[str, Any]:
    lessor = machine.organisation_kind == LESSOR.kind
    return {
        "id": machine.id,
        "name": machine.name,
        "client_id": machine.client_id,
        "organisation": words.ORGANISATIONS[LESSOR.kind] if lessor else machine.organisation,
        "purposes": [words.purpose_words(name) for name in machine.purposes],
        "valid_from": machine.valid_from,
        "valid_to": machine.valid_to,
        "ended": machine.valid_to is not None and machine.valid_to <= access.at,
    }


@require_POST
def revoke(request: HttpRequest, machine: uuid.UUID) -> HttpResponse:
    """Ends a registration. Raises NotFoundHere and Conflict (ended already)."""
    access = page_access(request, PURPOSE)
    actions.revoke_machine(access=access, machine=machine)
    messages.success(request, _("The system is disconnected; its next call is refused."))
    return HttpResponseRedirect(reverse("administration:machines"))
