"""The codes of the record of looks and of the policy in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from privacy import policy, registry
from privacy.policy.reasons import FORM_WORDS, REASONS, reason_text
from privacy.release import GATE_REASONS

KINDS: Mapping[str, Any] = {
    "disclose": _("shown"),
    "lookup": _("searched for"),
    "file": _("file opened"),
    "open": _("used by the system"),
    "aggregate": _("counted in a total"),
    "change": _("changed"),
    "refusal": _("refused"),
    "failure": _("failed"),
    "emergency": _("emergency access"),
    "review": _("record reviewed"),
    "account": _("log-in"),
}
OUTCOMES: Mapping[str, Any] = {
    "released": _("released"),
    "refused": _("refused"),
    "done": _("done"),
    "failed": _("failed"),
}
CHANNELS: Mapping[str, Any] = {
    "page": _("page"),
    "api": _("app or linked system"),
    "task": _("background job"),
    "import": _("import of data"),
    "export": _("export"),
    "admin": _("administration"),
    "emergency": _("emergency access"),
}
ORGANISATIONS: Mapping[str, Any] = {
    "lessor": _("the leasing company"),
    "employer": _("employer"),
    "supplier": _("supplier"),
    "self": _("a person for themself"),
}
REFUSALS: Mapping[str, Any] = {
    "not_found": _("Absent, or outside what this role reaches."),
    "lookup_not_allowed": _("The role may not search by this."),
    "too_many_lookups": _("Too many searches in a minute."),
    "unknown_role": _("The role is not in the policy."),
    "role_unknown": _("The role is not in the policy."),
    "not_registered": _("The machine is not registered for this purpose."),
    "not_for_this_purpose": _("The purpose does not take this item."),
    "emergency_not_running": _("The emergency grant had ended, or was another person's."),
    "emergency_not_for_this_role": _("This role has no emergency access."),
    "own_emergency": _("Nobody reviews their own emergency access."),
    "own_account": _("Nobody changes their own log-in or roles."),
    "vault_unavailable": _("The keys could not be had."),
}
RESULTS: Mapping[str, Any] = {"justified": _("justified"), "not_justified": _("not justified")}
CHANGED_FORMS: Mapping[str, Any] = {"changed": _("changed")}
ENDS: Mapping[str, Any] = {"erase": _("then erased"), "anonymise": _("then made anonymous")}
TRIGGERS: Mapping[str, Any] = {
    "account_closed": _("after the log-in is closed"),
    "assignment_ended": _("after the job is done"),
    "book_year_of_last_invoice_ended": _("after the book year of the last invoice"),
    "both_credit_audits_done": _("after both audits of the credit check"),
    "call_recorded": _("after the call"),
    "case_closed": _("after the case is closed"),
    "consent_withdrawn_or_objection": _("after consent is withdrawn or somebody objects"),
    "contract_and_services_ended": _("after the contract and its services end"),
    "fine_settled": _("after the fine is settled"),
    "last_message": _("after the last message"),
    "look_recorded": _("after the look"),
    "programme_ended": _("after the programme ends"),
    "relationship_ended": _("after the business relationship ends"),
    "request_received": _("after the request comes in"),
    "transaction_booked": _("after the transaction is booked"),
    "vehicle_left_fleet": _("after the vehicle leaves the fleet"),
    "visit": _("after the visit"),
}
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def title_of(texts: Mapping[str, str]) -> str:
    """A text of the policy in the language of the page."""
    return policy.text_in(texts, get_language())


def form_words(form: str) -> Any:
    """The form in which an item was released, in words."""
    if form in CHANGED_FORMS:
        return CHANGED_FORMS[form]
    known = {"coarse": _("in less detail"), "aggregate": _("in totals only"), "full": _("in full")}
    return known.get(form) or _translated(FORM_WORDS.get(form, form))


def _translated(text: str) -> Any:
    return _(text)  # the msgids stand in privacy.policy.reasons


def reason_words(code: str) -> Any:
    """Why an item was withheld or an access refused, in words; a code that nobody put in words stays one."""
    for known in (GATE_REASONS, REFUSALS):
        if code in known:
            return known[code]
    return reason_text(code) if code in REASONS else code


def object_words(label: str) -> str:
    """The kind of rows that an event is about, in words; the label itself where the model is not known any more."""
    app, _dot, name = label.partition(".")
    try:
        return str(apps.get_model(app, name)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def searched_by(verb: str) -> str:
    """For a look-up: the field searched by, in words."""
    label, _dot, field = verb.rpartition(".")
    name = field.removesuffix("__words")
    try:
        labels = registry.holding(label).labels
    except registry.RegistryError:
        return name
    return str(labels.get(name, name))


def subject_kinds_words(names: Iterable[str]) -> list[str]:
    """Kinds of subject in words."""
    known = policy.current().subject_kinds
    return [title_of(known[name].title) if name in known else name for name in names]


def period_words(period: str) -> str:
    """An ISO 8601 duration of years, months, weeks and days in words; empty for no fixed end."""
    found = _PERIOD.fullmatch(period)
    if not period or found is None:
        return ""
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    words = (
        years and ngettext("%(count)d year", "%(count)d years", years) % {"count": years},
        months and ngettext("%(count)d month", "%(count)d months", months) % {"count": months},
        weeks and ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks},
        days and ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
    )
    return ", ".join(word for word in words if word)


def role_words(name: str) -> str:
    """A role in words."""
    role = policy.current().roles.get(name)
    return title_of(role.title) if role else name


def purpose_words(name: str) -> str:
    """A purpose in words."""
    purpose = policy.current().purposes.get(name)
    return title_of(purpose.title) if purpose else name


def basis_words(name: str) -> str:
    """A legal basis in words."""
    basis = policy.current().legal_bases.get(name)
    return title_of(basis.title) if basis else name


def recipient_words(name: str) -> str:
    """A recipient in words."""
    recipient = policy.current().recipients.get(name)
    return title_of(recipient.title) if recipient else name
