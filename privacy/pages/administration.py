"""The administration of log-ins: list, account, roles, temporary passwords. The log-in address is the one value shown."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacy import accounts as actions
from privacy import directory, organisations, policy, registry, words
from privacy.access import LESSOR, Access, Organisation
from privacy.edge.access import forget_standing
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import BadInput, Conflict
from privacy.forms import AccountFilter, AccountForm, RoleForm
from privacy.gate import Disclosed

PURPOSE = "operation.accounts"
ELSEWHERE = ("employer", "supplier")
"""Kinds of organisation that a role names one of; the others are the leasing company, or the person alone."""
FINDER = "driver_email"


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Log-ins with their roles, the newest first; a search is posted, so that no address of a page holds what was typed."""
    access = page_access(request, PURPOSE)
    form = AccountFilter(request.POST if request.method == "POST" else None)
    typed = form.cleaned_data["begins_with"] if form.is_bound and form.is_valid() else ""
    role = request.GET.get("role", "")
    page = directory.accounts(access, begins_with=typed, role=role if role in _roles() else "", after=_after(request))
    here = reverse("administration:accounts")
    context = {
        **purpose_context(access, [line.account for line in page.lines], request),
        "form": form,
        "lines": [_line(line) for line in page.lines],
        "searched": bool(typed),
        "roles": [(name, words.role_words(name), name == role) for name in _roles()],
        "pages": {"next": f"{here}?{_query(role, page.next_after)}"} if page.next_after and not typed else {},
    }
    return render(request, "privacy/accounts.html", context, status=422 if form.errors else 200)


def _after(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _query(role: str, after: uuid.UUID) -> str:
    return f"role={role}&after={after}" if role in _roles() else f"after={after}"


def _line(line: directory.AccountLine) -> dict[str, Any]:
    return {"account": line.account, "kind": _kind(line.account), "roles": [_role(role) for role in line.roles]}


def _kind(account: Disclosed) -> str:
    return words.subject_kinds_words([account["kind"]])[0]


def _role(row: Disclosed) -> dict[str, Any]:
    elsewhere = row["organisation_kind"] in ELSEWHERE
    return {
        "id": row.id,
        "title": words.role_words(row["role"]),
        "organisation": row["organisation"] if elsewhere else words.ORGANISATIONS.get(row["organisation_kind"], ""),
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }


def _roles() -> list[str]:
    """Roles that a person can hold, in order of their titles."""
    return sorted(policy.current().roles.keys() - actions.NOT_FOR_PEOPLE, key=words.role_words)


@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Makes a log-in; its temporary password is shown on the answer to this form and nowhere else."""
    access = page_access(request, PURPOSE)
    form = AccountForm(request.POST if request.method == "POST" else None, initial={"language": "nl", "kind": "customer_contact"})
    made = _made(access, form) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        return _password_shown(request, access, made, first=True)
    context = {
        **purpose_context(access, request=request),
        "form": form,
        "breadcrumbs": [_to_list(), {"title": _("New log-in"), "url": ""}],
    }
    return render(request, "privacy/account_new.html", context, status=422 if form.errors else 200)


def _made(access: Access, form: AccountForm) -> actions.NewAccount | None:
    asked = form.cleaned_data
    try:
        if asked["kind"] != AccountForm.DRIVER:
            return actions.make_account_for_new_person(
                access=access, email=asked["email"], kind=asked["kind"], language=asked["language"]
            )
        person = _registered(access, asked["email"])
        return actions.make_account(access=access, email=asked["email"], subject=person, language=asked["language"])
    except BadInput as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        form.add_error("email", refusal.message)
    return None


def _registered(access: Access, email: str) -> uuid.UUID:
    """The one person who gave this address; found by a recorded look-up, without any other value.

    Raises:
        BadInput: nobody, or more than one.
    """
    finder = next((one for one in registry.subject_finders(access.role) if one.name == FINDER), None)
    found = set(finder.find(access, email)) if finder else set()
    if len(found) != 1:
        nobody = _("No driver or private lease customer gave this address.")
        several = _("Several people gave this address. Ask them for one of their own.")
        raise BadInput(fields={"email": [several if found else nobody]})
    return found.pop()


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, account: uuid.UUID) -> HttpResponse:
    """One log-in: its state and roles; a POST gives it another role.

    Raises:
        NotFoundHere: no such log-in. NotPermitted: a role for oneself.
    """
    access = page_access(request, PURPOSE)
    listed = [choice for kind in ELSEWHERE for choice in organisations.choices(access, kind)]
    form = RoleForm(request.POST if request.method == "POST" else None, roles=_roles(), organisations=listed)
    if request.method == "POST" and form.is_valid() and _given(request, access, account, form, listed):
        return HttpResponseRedirect(reverse("administration:account", args=[account]))
    shown = directory.account(access, account)
    held = [_role(row) for row in directory.roles_of(access, account)]
    context = {
        **purpose_context(access, [shown], request),
        "account": shown,
        "kind": _kind(shown),
        "own": shown["number"] == access.actor.account_id,
        "running": [role for role in held if role["valid_to"] is None or role["valid_to"] > access.at],
        "ended": [role for role in held if role["valid_to"] is not None and role["valid_to"] <= access.at],
        "password_used": shown["must_change_password"] and shown["temporary_password_expires_at"] <= access.at,
        "form": form,
        "breadcrumbs": [_to_list(), {"title": _("One log-in"), "url": ""}],
    }
    return render(request, "privacy/account.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, access: Access, account: uuid.UUID, form: RoleForm, listed: list[organisations.Choice]) -> bool:
    """Whether the role was given, with what the account needs to reach the organisation's rows."""
    role = form.cleaned_data["role"]
    try:
        organisation = _organisation(role, form.cleaned_data["organisation"], listed)
        actions.assign_role(access=access, account=account, role=role, organisation=organisation)
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    organisations.admit(access, account=account, organisation=organisation)
    forget_standing(request)
    messages.success(request, _("The role has been given; it holds with the next page the person opens."))
    return True


def _organisation(role: str, chosen: str, listed: list[organisations.Choice]) -> Organisation:
    """For whom a role is held.

    Raises:
        BadInput: a role at an employer or supplier without one, or with one of the other kind.
    """
    kind = policy.current().roles[role].organisation_kind
    if kind not in ELSEWHERE:
        return LESSOR if kind == LESSOR.kind else organisations.SELF
    for choice in listed:
        if str(choice.organisation.id) == chosen and choice.organisation.kind == kind:
            return choice.organisation
    asked = _("Choose the employer or unit.") if kind == "employer" else _("Choose the supplier.")
    raise BadInput(fields={"organisation": [asked]})


@require_POST
def end_role(request: HttpRequest, account: uuid.UUID, role: uuid.UUID) -> HttpResponse:
    """Ends a role. Raises NotFoundHere and NotPermitted (one's own)."""
    access = page_access(request, PURPOSE)
    actions.end_role(access=access, assignment=role)
    messages.success(request, _("The role has ended; what it opened is closed with the next page."))
    return HttpResponseRedirect(reverse("administration:account", args=[account]))


@require_POST
def reset_password(request: HttpRequest, account: uuid.UUID) -> HttpResponse:
    """Gives a new temporary password, shown on this answer and nowhere else. Raises NotFoundHere and Conflict (closed)."""
    access = page_access(request, PURPOSE)
    return _password_shown(request, access, actions.reset_password(access=access, account=account), first=False)


@require_POST
def deactivate(request: HttpRequest, account: uuid.UUID) -> HttpResponse:
    """Closes a log-in. Raises NotFoundHere and NotPermitted (one's own)."""
    access = page_access(request, PURPOSE)
    actions.deactivate(access=access, account=account)
    messages.success(request, _("The log-in is closed and its roles have ended."))
    return HttpResponseRedirect(reverse("administration:account", args=[account]))


def _password_shown(request: HttpRequest, access: Access, made: actions.NewAccount, *, first: bool) -> HttpResponse:
    shown = directory.account(access, made.account)
    context = {
        **purpose_context(access, [shown], request),
        "account": shown,
        "password": made.temporary_password,
        "days": actions.TEMPORARY_PASSWORD_LIVES.days,
        "first": first,
        "breadcrumbs": [_to_list(), {"title": _("Temporary password"), "url": ""}],
    }
    return render(request, "privacy/account_password.html", context)


def _to_list() -> dict[str, str]:
    return {"title": _("Log-ins"), "url": reverse("administration:accounts")}
