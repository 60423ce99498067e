"""What the policy in force says of each item for a role and a purpose, in words. Nobody's data are in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from privacy import policy


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What the policy says of one item.

    Args:
        title: the item in words.
        forms: how it is shown, with the conditions; empty when it is not.
        reason: why it is not shown.
        source: ids of the texts on which that stands.
    """

    title: str
    forms: tuple[str, ...]
    reason: str
    source: str


def all_answers(role: str, purpose: str) -> list[ItemAnswer]:
    """One answer for each item that the purpose processes or that a rule forbids to the role by name, by title."""
    return _answers(role, purpose, _forbidden(role, purpose).union(policy.current().purposes[purpose].items))


def forbidden_answers(role: str, purpose: str) -> list[ItemAnswer]:
    """The items that the role never gets, whatever else is allowed, by title."""
    return _answers(role, purpose, _forbidden(role, purpose))


def purpose_title(purpose: str) -> str:
    """A purpose in words of the page's language."""
    return policy.text_in(policy.current().purposes[purpose].title, get_language())


def _forbidden(role: str, purpose: str) -> set[str]:
    current = policy.current()
    recipient = current.roles[role].recipient
    return {item for of, party, item in current.prohibitions if (of, party) == (purpose, recipient)}


def _answers(role: str, purpose: str, items: Iterable[str]) -> list[ItemAnswer]:
    current, language = policy.current(), get_language()
    found = [
        _answer(policy.text_in(current.items[item].title, language), policy.explain(role=role, purpose=purpose, item=item))
        for item in items
    ]
    return sorted(found, key=lambda answer: answer.title.casefold())


def _kinds(row: policy.Explanation) -> str:
    """Whose data it is about, in words."""
    known, language = policy.current().subject_kinds, get_language()
    return ", ".join(policy.text_in(known[kind].title, language) for kind in row.subject_kinds)


def _answer(title: str, explained: list[policy.Explanation]) -> ItemAnswer:
    """The answers per kind of subject as one: what is shown of any of them, else why nothing is."""
    given = [row for row in explained if row.forms]
    forms = tuple(", ".join(row.forms) if len(given) == 1 else f"{_kinds(row)}: {', '.join(row.forms)}" for row in given)
    sources = ", ".join(dict.fromkeys(source for row in explained for source in row.sources))
    reasons = dict.fromkeys(row.reason for row in explained if row.reason and not row.forms)
    return ItemAnswer(title, forms, "" if forms else next(iter(reasons), ""), sources)
