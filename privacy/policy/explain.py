"""Why a role does or does not get an item: the policy's answer per purpose, with rule and source, without any person's data."""

from __future__ import annotations

from dataclasses import dataclass

from privacy.policy import reasons
from privacy.policy.active import current
from privacy.policy.decide import known
from privacy.policy.decision import ClaimDecision, Decision
from privacy.policy.model import Policy, text_in


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer for one purpose, and those kinds of subject for which it is the same.

    Args:
        purpose, purpose_title: the purpose, by id and in words.
        subject_kinds: kinds of subject for which this is the answer.
        claimable: whether the role may claim the purpose.
        decision: what the role gets.
        forms: the forms with their conditions in words, in the order in which they are tried; empty when withheld.
        reason: in words, why it is not shown (or when it would be); empty when it is always shown.
        rule: name of the rule that decided.
        sources: ids of the texts on which it stands.
    """

    purpose: str
    purpose_title: str
    subject_kinds: tuple[str, ...]
    claimable: ClaimDecision
    decision: Decision
    forms: tuple[str, ...]
    reason: str
    rule: str
    sources: tuple[str, ...]


def explain(
    *, role: str, purpose: str | None = None, item: str, language: str | None = None, policy: Policy | None = None
) -> list[Explanation]:
    """What a role gets of an item, for one purpose or for each purpose that the role may claim.

    Args:
        role, item: names of the policy. purpose: an id; None for all that the role may claim.
        language: language of the words; None for the active one.
        policy: None for the policy in force.

    Raises:
        UnknownName: a name that the policy does not declare.
    """
    policy = policy or current()
    known("item", item, policy.items)
    wanted = policy.claimable_by(role) if purpose is None else (known("purpose", purpose, policy.purposes).id,)
    return [row for name in wanted for row in _rows(policy, role, name, item, language)]


def _rows(policy: Policy, role: str, purpose: str, item: str, language: str | None) -> list[Explanation]:
    kinds_of: dict[Decision, list[str]] = {}
    for kind in policy.purposes[purpose].subject_kinds:
        decision = policy.decide(role=role, purpose=purpose, item=item, subject_kind=kind)
        kinds_of.setdefault(decision, []).append(kind)
    claimable = policy.may_claim(role, purpose)
    return [_row(policy, purpose, tuple(kinds), claimable, found, language) for found, kinds in kinds_of.items()]


def _row(
    policy: Policy,
    purpose: str,
    kinds: tuple[str, ...],
    claimable: ClaimDecision,
    decision: Decision,
    language: str | None,
) -> Explanation:
    return Explanation(
        purpose=purpose,
        purpose_title=text_in(policy.purposes[purpose].title, language or reasons.active_language()),
        subject_kinds=kinds,
        claimable=claimable,
        decision=decision,
        forms=tuple(reasons.form_text(policy, branch, language) for branch in decision.branches),
        reason=reasons.withheld_text(policy, decision, language) if decision.reason else "",
        rule=decision.rule,
        sources=decision.sources,
    )
