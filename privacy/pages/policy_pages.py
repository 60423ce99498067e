"""The policy in words: why a role does or does not get an item, and each purpose with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy import policy, words
from privacy.edge.pages import page_access, purpose_context
from privacy.errors import NotFoundHere
from privacy.forms import ExplainQuestion
from privacy.pages.office import PURPOSE
from privacy.policy.model import Policy, Purpose, Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a role gets an item or not, for one purpose and those kinds of subject for which it is the same.

    Args:
        claimable, claim: whether the role may claim the purpose, and that in words.
        forms: how it is shown, tried in this order; empty when it is never shown.
        reason: why not, or what would have to be the case.
    """

    purpose: str
    purpose_id: str
    kinds: list[str]
    claimable: bool
    claim: Any
    forms: tuple[str, ...]
    reason: str
    rule: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item that a purpose processes, and how long it is kept."""

    title: str
    name: str
    by_decision: bool
    special: bool
    kept: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one rule gives a recipient: items in a form, of kinds of subject."""

    items: tuple[str, ...]
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A recipient of a purpose with what it gets, and what it never gets."""

    title: str
    roles: tuple[str, ...]
    given: tuple[Given, ...]
    never: tuple[tuple[str, Any], ...]


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """The policy's answer for a role, an item and a purpose (or all that the role may claim). Nobody's data are in it."""
    access = page_access(request, PURPOSE)
    form = ExplainQuestion(request.GET or None)
    asked = form.is_bound and "role" in request.GET and form.is_valid()
    unfit = form.is_bound and "role" in request.GET and not asked
    context = {
        **purpose_context(access, request=request),
        "form": form if asked or unfit else ExplainQuestion(),
        "asked": asked,
        "answers": _answers(form) if asked else [],
        "version": policy.current().version,
    }
    return render(request, "privacy/office_explain.html", context, status=422 if unfit else 200)


def _answers(form: ExplainQuestion) -> list[Answer]:
    chosen = form.cleaned_data
    found = policy.explain(role=chosen["role"], purpose=chosen["asked_purpose"] or None, item=chosen["item"])
    return [
        Answer(
            purpose=row.purpose_title,
            purpose_id=row.purpose,
            kinds=words.subject_kinds_words(row.subject_kinds),
            claimable=row.claimable.allowed,
            claim=words.reason_words(row.claimable.reason),
            forms=row.forms,
            reason=row.reason,
            rule=row.rule,
            sources=row.sources,
        )
        for row in found
    ]


@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """All purposes of the policy in force: those in use, and those that nobody can claim yet."""
    access = page_access(request, PURPOSE)
    rules = policy.current()
    shown = [_summary(one) for one in rules.purposes.values()]
    context = {
        **purpose_context(access, request=request),
        "groups": [
            {"title": _("In use"), "purposes": [one for one in shown if one["live"]]},
            {"title": _("Planned; nobody can use these yet"), "purposes": [one for one in shown if not one["live"]]},
        ],
        "version": rules.version,
        "version_full": rules.version_full,
    }
    return render(request, "privacy/office_purposes.html", context)


def _summary(purpose: Purpose) -> dict[str, Any]:
    return {
        "id": purpose.id,
        "title": words.title_of(purpose.title),
        "live": purpose.live,
        "bases": [words.basis_words(basis.basis) for basis in purpose.bases],
        "item_count": len(purpose.items),
        "sources": purpose.sources,
    }


@require_safe
def purpose(request: HttpRequest, purpose: str) -> HttpResponse:
    """One purpose with its bases, items and how long they are kept, recipients, prohibitions and sources.

    Raises:
        NotFoundHere: the policy has no such purpose.
    """
    access = page_access(request, PURPOSE)
    rules = policy.current()
    found = rules.purposes.get(purpose)
    if found is None:
        raise NotFoundHere
    context = {
        **purpose_context(access, request=request),
        "shown": _summary(found) | {"summary": words.title_of(found.summary), "dpv": found.dpv},
        "bases": [(words.basis_words(basis.basis), basis.note) for basis in found.bases],
        "kinds": words.subject_kinds_words(found.subject_kinds),
        "items": sorted((_item_line(rules, found, name) for name in found.items), key=lambda line: line.title.lower()),
        "receivers": list(_receivers(rules, found)),
        "version": rules.version,
        "breadcrumbs": [
            {"title": _("Purposes"), "url": reverse("office:purposes")},
            {"title": words.title_of(found.title), "url": ""},
        ],
    }
    return render(request, "privacy/office_purpose.html", context)


def _item_line(rules: Policy, purpose: Purpose, name: str) -> ItemLine:
    item = rules.items[name]
    retention = rules.retention[item.retention_class]
    period, trigger = words.period_words(retention.period), words.TRIGGERS.get(retention.trigger, retention.trigger)
    when, ends = " ".join(str(part) for part in (period, trigger) if part), words.ENDS.get(retention.ends_in, retention.ends_in)
    return ItemLine(
        title=words.title_of(item.title),
        name=name,
        by_decision=name in purpose.items_by_decision,
        special=bool(item.special),
        kept=f"{when}, {ends}",
    )


def _receivers(rules: Policy, purpose: Purpose) -> Iterator[Receiver]:
    cells = [(key[1], key[2], key[3], rule) for key, rule in rules.cells.items() if key[0] == purpose.id]
    banned = [(key[1], key[2], rule) for key, rule in rules.prohibitions.items() if key[0] == purpose.id]
    for name in sorted({cell[0] for cell in cells} | {ban[0] for ban in banned}, key=words.recipient_words):
        given = tuple(_given(rules, [cell[1:] for cell in cells if cell[0] == name]))
        never = [
            (words.title_of(rules.items[item].title), words.reason_words(ban.reason))
            for recipient, item, ban in banned
            if recipient == name and item in purpose.items
        ]
        if given or never:
            roles = tuple(
                words.title_of(role.title)
                for role in rules.roles.values()
                if role.recipient == name and rules.may_claim(role.name, purpose.id).allowed
            )
            yield Receiver(words.recipient_words(name), roles, given, tuple(never))


def _given(rules: Policy, cells: Iterable[tuple[str, str, Rule]]) -> Iterator[Given]:
    """The cells of one recipient, put together where the same rule gives several items or concerns several kinds of subject."""
    together: dict[str, tuple[Rule, dict[str, None], dict[str, None]]] = {}
    for kind, item, rule in cells:
        _rule, items, kinds = together.setdefault(rule.name, (rule, {}, {}))
        items[item] = None
        kinds[kind] = None
    for rule, items, kinds in together.values():
        yield Given(
            items=tuple(words.title_of(rules.items[name].title) for name in items),
            forms=tuple(policy.form_text(rules, branch) for branch in rule.branches),
            kinds=tuple(words.subject_kinds_words(kinds)),
            sources=rule.sources,
        )
