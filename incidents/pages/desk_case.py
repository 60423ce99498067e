"""The page of one case: who, which car, what happened, and all that is done about it. Every change is posted to the page itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fleet.queries import suppliers_of
from incidents import actions
from incidents.pages.desk_access import FINDING, HANDLING, agent_access, under
from incidents.pages.desk_case_view import case_context, outline_context
from incidents.pages.desk_forms import HandOverForm, InsuranceForm, NoteForm, ReferForm, tell
from incidents.queries import case_card
from incidents.queries.handling import case_outline, reaching_case
from privacy.access import Access
from privacy.errors import BadInput, Conflict, NotFoundHere, Refused

FORMS: Mapping[str, type[forms.Form]] = {
    "note": NoteForm,
    "refer": ReferForm,
    "insurance": InsuranceForm,
    "hand_over": HandOverForm,
}
MOVED: Mapping[str, Any] = {
    "start": _("The case is in progress."),
    "wait": _("The case waits."),
    "resume": _("The case is in progress again."),
    "close": _("The case is closed."),
    "reopen": _("The case is open again."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One change as it was posted.

    Args:
        access: that under which the agent works the case.
        verb: what is to be done.
        given: the checked fields of its form; empty for a button.
        raw: the posted fields.
    """

    access: Access
    case: uuid.UUID
    verb: str
    given: Mapping[str, Any]
    raw: Mapping[str, str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The case for who works it, its outline for a colleague; the purpose follows from whose matter it is."""
    access = agent_access(request, *HANDLING)
    if request.method == "POST" and request.POST.get("do") == "take_over":
        return _take_over(request, access, case)
    working = reaching_case(under(access, HANDLING), case)
    if request.method == "POST":
        return _change(request, working, case) if working else _gone(request, access, case)
    return _page(request, working, case) if working else _outline(request, access, case)


def _take_over(request: HttpRequest, access: Access, case: uuid.UUID) -> HttpResponse:
    finding = under(access, FINDING)
    try:
        actions.take_over_case(access=reaching_case(finding, case) or finding[0], case=case)
    except Conflict as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("The case is yours now."))
    return redirect("desk:case", case)


def _change(request: HttpRequest, access: Access, case: uuid.UUID) -> HttpResponse:
    """Do what was posted. What cannot be done stands on the page in words, with what was typed."""
    verb = request.POST.get("do", "")
    form = _form(verb, access, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, access, case, bound=(verb, form), status=BadInput.status)
    sent = Sent(access, case, verb, form.cleaned_data if form else {}, request.POST)
    try:
        done = DOERS.get(verb, _move)(sent)
    except BadInput as unfit:
        if form is None:
            raise
        tell(form, unfit)
        return _page(request, access, case, bound=(verb, form), status=unfit.status)
    except Conflict as refusal:
        return _page(request, access, case, bound=(verb, form), problem=refusal, status=refusal.status)
    except NotFoundHere:
        if reaching_case([access], case):
            raise
        # Between the question whose case it is and the change, a colleague took it over.
        return _gone(request, access, case)
    messages.success(request, done)
    return redirect("desk:queue") if verb == "hand_over" else redirect("desk:case", case)


def _form(verb: str, access: Access, posted: Any = None, initial: dict[str, Any] | None = None) -> forms.Form | None:
    """The form of a verb, bound to what was posted; None for a button."""
    if verb not in FORMS:
        return None
    more: dict[str, Any] = {"suppliers": suppliers_of(access)} if verb == "refer" else {}
    return FORMS[verb](posted, initial=initial, auto_id=f"{verb}-%s", **more)


def _page(
    request: HttpRequest,
    access: Access,
    case: uuid.UUID,
    *,
    bound: tuple[str, forms.Form | None] = ("", None),
    problem: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    card = case_card(access, case)
    initial = {"insurance": {name: card.record.get(path) for name, path in INSURANCE.items()}}
    ready = {verb: _form(verb, access, initial=initial.get(verb)) for verb in FORMS}
    if bound[1] is not None:
        ready[bound[0]] = _led_to_problem(bound[1])
    shown = case_context(access.with_case(case), card) | {"forms": ready, "problem": _told(problem)}
    return render(request, "incidents/desk_case.html", shown, status=status)


def _led_to_problem(form: forms.Form) -> forms.Form:
    """The form with the cursor in its first unfit field: the form may stand far below the top of the page."""
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    return form


def _gone(request: HttpRequest, access: Access, case: uuid.UUID) -> HttpResponse:
    """A change came too late: a colleague works the case now. What was typed is given back."""
    refusal = Conflict(_("A colleague works this case now, so nothing of what you sent was kept. Take it over first."))
    return _outline(request, access, case, problem=refusal, typed=request.POST.get("text", ""), status=refusal.status)


def _outline(
    request: HttpRequest, access: Access, case: uuid.UUID, *, problem: Refused | None = None, typed: str = "", status: int = 200
) -> HttpResponse:
    """What the whole desk may know of an open case.

    Raises:
        NotFoundHere: not a case that the desk may know of; recorded.
    """
    finding = under(access, FINDING)
    reaching = reaching_case(finding, case) or finding[0]
    shown = outline_context(reaching, case_outline(reaching, case)) | {"problem": _told(problem), "typed": typed}
    return render(request, "incidents/desk_case_outline.html", shown, status=status)


def _told(refusal: Refused | None) -> dict[str, Any] | None:
    return {"message": refusal.message, "fields": refusal.fields} if refusal else None


# --- what can be done ----------------------------------------------------------------------------------------------

INSURANCE = {
    "state": "insurance_state",
    "claim_amount": "claim_amount",
    "excess_amount": "excess_amount",
    "currency": "currency",
}


def _move(sent: Sent) -> Any:
    actions.change_case_state(access=sent.access, case=sent.case, verb=sent.verb)
    return MOVED[sent.verb]


def _note(sent: Sent) -> Any:
    actions.add_note(access=sent.access, case=sent.case, text=sent.given["text"])
    return _("The note was written.")


def _refer(sent: Sent) -> Any:
    workshop = uuid.UUID(sent.given["workshop"])
    place = sent.given["pick_up_place"]
    actions.refer_to_workshop(access=sent.access, case=sent.case, workshop=workshop, pick_up_place=place)
    return _("The workshop has the job.")


def _finish_job(sent: Sent) -> Any:
    actions.finish_job(access=sent.access, case=sent.case)
    return _("The job was called back. The workshop sees no more of it.")


def _insurance(sent: Sent) -> Any:
    actions.record_insurance(access=sent.access, case=sent.case, **sent.given)
    return _("The insurance was written down.")


def _hand_over(sent: Sent) -> Any:
    actions.hand_over_case(access=sent.access, case=sent.case, colleague=sent.given["colleague"])
    return _("The case was handed over.")


def _mark(sent: Sent) -> Any:
    try:
        photo = uuid.UUID(sent.raw.get("photo", ""))
    except ValueError:
        raise BadInput(code="photo_unknown", fields={"photo": [_("This photo is not known.")]}) from None
    people = {"yes": True, "no": False}.get(sent.raw.get("unknown_persons", ""))
    access = sent.access.with_case(sent.case)
    actions.mark_photo(access=access, photo=photo, mark=sent.raw.get("mark", ""), unknown_persons=people)
    return _("The photo was marked.")


DOERS: Mapping[str, Callable[[Sent], Any]] = {
    "note": _note,
    "refer": _refer,
    "finish_job": _finish_job,
    "insurance": _insurance,
    "hand_over": _hand_over,
    "mark": _mark,
}
