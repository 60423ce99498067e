"""Who may see what, for which purpose, in which form: the policy files as one checked, versioned, immutable value.

This package knows no person, no row and no model; the gate asks it, and so do the register, the notice and the explainer.
"""

from privacy.policy.active import current, use_policy
from privacy.policy.decision import (
    AGGREGATE,
    COARSE,
    FORMS,
    FULL,
    MASKED,
    WITHHELD,
    Branch,
    ClaimDecision,
    Decision,
)
from privacy.policy.errors import PolicyError, UnknownName
from privacy.policy.explain import Explanation, explain
from privacy.policy.loader import load
from privacy.policy.model import (
    Basis,
    Claim,
    ConditionText,
    Controller,
    Item,
    Number,
    Policy,
    Purpose,
    Recipient,
    RetentionClass,
    Role,
    SubjectKind,
    text_in,
)
from privacy.policy.reasons import conditions_text, form_text, reason_text, withheld_text

__all__ = [
    "AGGREGATE",
    "COARSE",
    "FORMS",
    "FULL",
    "MASKED",
    "WITHHELD",
    "Basis",
    "Branch",
    "Claim",
    "ClaimDecision",
    "ConditionText",
    "Controller",
    "Decision",
    "Explanation",
    "Item",
    "Number",
    "Policy",
    "PolicyError",
    "Purpose",
    "Recipient",
    "RetentionClass",
    "Role",
    "SubjectKind",
    "UnknownName",
    "conditions_text",
    "current",
    "explain",
    "form_text",
    "load",
    "reason_text",
    "text_in",
    "use_policy",
    "withheld_text",
]
