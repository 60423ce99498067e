"""What the policy answers: frozen values, without any person's data."""

from __future__ import annotations

from dataclasses import dataclass

FULL = "full"
MASKED = "masked"
COARSE = "coarse"
AGGREGATE = "aggregate"
WITHHELD = "withheld"
RELEASED_FORMS = (FULL, MASKED, COARSE, AGGREGATE)
FORMS = (*RELEASED_FORMS, WITHHELD)

NOT_NAMED = "not_named"
OTHER_SUBJECT_KIND = "other_subject_kind"
PURPOSE_PLANNED = "purpose_planned"
ROLE_MAY_NOT_CLAIM = "role_may_not_claim"
CONDITION_NOT_MET = "condition_not_met"
MAY_CLAIM = "may_claim"


@dataclass(frozen=True, slots=True)
class Branch:
    """One form in which an item may be released.

    Args:
        form: full, masked, coarse, aggregate or withheld.
        how: name of the coarse form or of the total; empty for full, masked and withheld.
        when: names of conditions; all of them have to hold.
    """

    form: str
    how: str = ""
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one role, purpose, item and kind of subject.

    Branches are tried in order; the first whose conditions all hold wins; when none does, the item is withheld with `reason`.

    Args:
        branches: ways in which the item may be released; empty means withheld in every case.
        reason: code of the reason when nothing is released; empty when a branch has no condition.
        rule: name of the rule in the policy files that decided.
        sources: ids of the texts on which the rule stands.
        legal_basis: basis of the processing, a key of the policy's legal bases.
        special_ground: ground for a special category (GDPR Art. 9, 10, 87), where the item is one.
    """

    branches: tuple[Branch, ...]
    reason: str
    rule: str
    sources: tuple[str, ...]
    legal_basis: str
    special_ground: str = ""

    @property
    def is_withheld(self) -> bool:
        """True when no circumstances release the item."""
        return not self.branches

    @property
    def conditions(self) -> frozenset[str]:
        """Names of all conditions that any branch asks for."""
        return frozenset(name for branch in self.branches for name in branch.when)


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """Whether a role may claim a purpose.

    Args:
        allowed: the answer.
        reason: code of the reason; `may_claim` when allowed.
        when: conditions that come on top of those of each item; all have to hold for a row.
        rule: name of the rule that decided.
    """

    allowed: bool
    reason: str
    when: tuple[str, ...]
    rule: str
