"""The pure decider: names in, decision and reason out. Knows no person, no row and no Django.

Order: unknown name (error) > planned purpose > claim > kind of subject > prohibition > rule > not named. So a prohibition beats
any permission, and what no rule names is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from privacy.policy.decision import (
    CONDITION_NOT_MET,
    MAY_CLAIM,
    NOT_NAMED,
    OTHER_SUBJECT_KIND,
    PURPOSE_PLANNED,
    ROLE_MAY_NOT_CLAIM,
    Branch,
    ClaimDecision,
    Decision,
)
from privacy.policy.errors import unknown

if TYPE_CHECKING:
    from privacy.policy.model import Policy, Purpose, Rule

T = TypeVar("T")

DEFAULT_RULE = "default: what no rule names is withheld"


def known(what: str, name: str, declared: Mapping[str, T]) -> T:
    """The declared thing of that name.

    Raises:
        UnknownName: not declared; the message lists near names.
    """
    try:
        return declared[name]
    except KeyError:
        raise unknown(what, name, declared) from None


def may_claim(policy: Policy, *, role: str, purpose: str) -> ClaimDecision:
    """Whether a role may claim a purpose."""
    claims = known("role", role, policy.roles).claims
    if not known("purpose", purpose, policy.purposes).live:
        return _refused(PURPOSE_PLANNED, f"purposes: {purpose} is planned")
    for claim in claims:
        if claim.purpose == purpose:
            return ClaimDecision(allowed=True, reason=MAY_CLAIM, when=claim.when, rule=f"roles: {role} claims {purpose}")
    return _refused(ROLE_MAY_NOT_CLAIM, f"roles: {role} does not claim {purpose}")


def claimable_by(policy: Policy, role: str) -> tuple[str, ...]:
    """Ids of the purposes that a role may claim, sorted."""
    return tuple(sorted(claim.purpose for claim in known("role", role, policy.roles).claims))


def decide(policy: Policy, *, role: str, purpose: str, item: str, subject_kind: str) -> Decision:
    """What a role gets; the claim comes first, then what its recipient may receive."""
    claim = may_claim(policy, role=role, purpose=purpose)
    foreseen = decide_for_recipient(
        policy, recipient=policy.roles[role].recipient, purpose=purpose, item=item, subject_kind=subject_kind
    )
    if not claim.allowed:
        return replace(foreseen, branches=(), reason=claim.reason, rule=claim.rule, special_ground="")
    if not claim.when or foreseen.is_withheld:
        return foreseen
    return replace(foreseen, branches=tuple(_with(branch, claim.when) for branch in foreseen.branches), reason=CONDITION_NOT_MET)


def decide_for_recipient(policy: Policy, *, recipient: str, purpose: str, item: str, subject_kind: str) -> Decision:
    """What the policy foresees for a recipient, whether or not anybody may claim the purpose yet."""
    known("recipient", recipient, policy.recipients)
    known("item", item, policy.items)
    known("kind of subject", subject_kind, policy.subject_kinds)
    asked = known("purpose", purpose, policy.purposes)
    if subject_kind not in asked.subject_kinds:
        return _withheld(asked, OTHER_SUBJECT_KIND, f"purposes: {purpose} does not concern {subject_kind}")
    prohibition = policy.prohibitions.get((purpose, recipient, item))
    if prohibition is not None:
        return Decision((), prohibition.reason, prohibition.name, prohibition.sources, asked.bases[0].basis)
    rule = policy.cells.get((purpose, recipient, subject_kind, item))
    return _released(rule) if rule else _withheld(asked, NOT_NAMED, DEFAULT_RULE)


def may_deliver(policy: Policy, *, recipient: str, purpose: str, item: str) -> bool:
    """Whether a party may send in this item for this purpose; what is not listed is refused."""
    known("purpose", purpose, policy.purposes)
    known("item", item, policy.items)
    return item in known("recipient", recipient, policy.recipients).delivers.get(purpose, ())


def _refused(reason: str, rule: str) -> ClaimDecision:
    return ClaimDecision(allowed=False, reason=reason, when=(), rule=rule)


def _with(branch: Branch, when: tuple[str, ...]) -> Branch:
    return replace(branch, when=tuple(dict.fromkeys((*when, *branch.when))))


def _withheld(purpose: Purpose, reason: str, rule: str) -> Decision:
    return Decision((), reason, rule, purpose.sources, purpose.bases[0].basis)


def _released(rule: Rule) -> Decision:
    always = any(not branch.when for branch in rule.branches)
    reason = "" if always else CONDITION_NOT_MET
    return Decision(rule.branches, reason, rule.name, rule.sources, rule.legal_basis, rule.special_ground)
