"""Why something is not shown, in words. The codes stand in the ledger and in API answers; the words on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, override

from privacy.policy.decision import (
    CONDITION_NOT_MET,
    MAY_CLAIM,
    NOT_NAMED,
    OTHER_SUBJECT_KIND,
    PURPOSE_PLANNED,
    ROLE_MAY_NOT_CLAIM,
    Branch,
    Decision,
)
from privacy.policy.errors import unknown
from privacy.policy.model import text_in

if TYPE_CHECKING:
    from privacy.policy.model import Policy


def gettext_noop(message: str) -> str:
    """Mark a text for the catalogues. Django's own asks for settings, and the policy has to load without them."""
    return message


PROHIBITION_REASONS: Mapping[str, str] = {
    "health": gettext_noop("Health information is not shared with this recipient."),
    "criminal": gettext_noop("Police and offence information is not shared with this recipient."),
    "other_people": gettext_noop("This is about other people, and is not shared with you."),
    "identity_not_needed": gettext_noop("This identity detail is not needed for the work at hand."),
    "payment_private": gettext_noop("Bank and payment details are not shared with this recipient."),
    "place_private": gettext_noop("Where somebody was or lives is not shared with this recipient."),
    "messages_private": gettext_noop("Calls and messages stay between the person and the leasing company."),
    "pictures_private": gettext_noop("Photographs can show people and injuries, and are not shared with this recipient."),
    "behaviour_private": gettext_noop("Risk scores are not shared with this recipient."),
}

REASONS: Mapping[str, str] = {
    NOT_NAMED: gettext_noop("This is not needed for this purpose."),
    OTHER_SUBJECT_KIND: gettext_noop("This purpose does not concern the person or vehicle to whom this belongs."),
    PURPOSE_PLANNED: gettext_noop("This purpose is planned; nobody can use it yet."),
    ROLE_MAY_NOT_CLAIM: gettext_noop("Your role may not use this purpose."),
    CONDITION_NOT_MET: gettext_noop("The condition for showing this is not met at the moment."),
    MAY_CLAIM: gettext_noop("Your role may use this purpose."),
    **PROHIBITION_REASONS,
}

FORM_WORDS: Mapping[str, str] = {
    "full": gettext_noop("in full"),
    "masked": gettext_noop("partly hidden"),
    "coarse": gettext_noop("in less detail: %(how)s"),
    "aggregate": gettext_noop("only in totals over at least %(people)s people: %(how)s"),
    "withheld": gettext_noop("not shown"),
}


def active_language() -> str:
    """The language in which words are given when none is asked for."""
    return get_language() or "en"


def reason_text(code: str, language: str | None = None) -> str:
    """The reason in words.

    Args:
        code: `Decision.reason` or `ClaimDecision.reason`.
        language: language code; None for the active language.

    Raises:
        UnknownName: there is no such reason.
    """
    if code not in REASONS:
        raise unknown("reason", code, REASONS)
    with override(language or active_language()):
        return gettext(REASONS[code])


def conditions_text(policy: Policy, names: tuple[str, ...], language: str | None = None) -> str:
    """Conditions in words, joined: "the case is open and assigned to you; the claim concerns an injury"."""
    wanted = language or active_language()
    return "; ".join(text_in(policy.conditions[name].title, wanted) for name in names)


def form_text(policy: Policy, branch: Branch, language: str | None = None) -> str:
    """A form and its conditions in words: "in less detail: date and kind (only when: the case is open)"."""
    wanted = language or active_language()
    how = text_in(policy.coarse_forms[branch.how].title, wanted) if branch.how else ""
    with override(wanted):
        form = gettext(FORM_WORDS[branch.form]) % {"how": how, "people": policy.number("aggregate_minimum_group")}
        if not branch.when:
            return form
        conditions = conditions_text(policy, branch.when, wanted)
        return gettext("%(form)s (only when: %(conditions)s)") % {"form": form, "conditions": conditions}


def withheld_text(policy: Policy, decision: Decision, language: str | None = None) -> str:
    """Why an item is not shown, in words; for unmet conditions with what would have to be the case."""
    if decision.reason != CONDITION_NOT_MET:
        return reason_text(decision.reason or CONDITION_NOT_MET, language)
    ways = [conditions_text(policy, branch.when, language) for branch in decision.branches]
    with override(language or active_language()):
        return gettext("Only shown when: %(conditions)s.") % {"conditions": gettext(", or ").join(dict.fromkeys(ways))}
