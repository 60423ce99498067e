"""Who may see an item of a person, for which purposes: the policy's answer in words, for the person whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from privacy import policy
from privacy.edge.access import OWN_RECORD
from privacy.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose for which a role may see the item, and in which forms under which conditions."""

    purpose: str
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """One role that may see the item, and for what."""

    role: str
    uses: tuple[Use, ...]


def readers_of(item: str, subject_kind: str) -> tuple[Reader, ...]:
    """The roles other than the person themself that may see this item of this kind of subject, for the purposes in use now.

    Raises:
        UnknownName: not an item or kind of subject of the policy.
    """
    current = policy.current()
    return _readers(current.version, item, subject_kind, get_language() or "en")


@lru_cache(maxsize=512)
def _readers(_version: str, item: str, subject_kind: str, language: str) -> tuple[Reader, ...]:
    current = policy.current()
    people = [role for role in current.roles.values() if role.recipient != OWN_RECORD]
    found = ((policy.text_in(role.title, language), tuple(_uses(current, role.name, item, subject_kind))) for role in people)
    return tuple(Reader(title, uses) for title, uses in found if uses)


def _uses(current: Policy, role: str, item: str, subject_kind: str) -> Iterator[Use]:
    for name in current.claimable_by(role):
        if not current.purposes[name].live:
            continue
        decision = current.decide(role=role, purpose=name, item=item, subject_kind=subject_kind)
        forms = tuple(policy.form_text(current, branch) for branch in decision.branches if branch.form != policy.WITHHELD)
        if forms:
            yield Use(policy.text_in(current.purposes[name].title, get_language()), forms)
