"""The policy as frozen values: what `config/policy/*.toml` says, checked and put in order by the loader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from privacy.policy import decide
from privacy.policy.decision import Branch, ClaimDecision, Decision

LANGUAGES = ("nl", "fr", "en")
SPECIAL_CATEGORIES = ("health_art9", "criminal_art10", "national_id_art87")

Texts = Mapping[str, str]


def text_in(texts: Texts, language: str | None) -> str:
    """The text in a language; regional codes ("nl-be") fall back to the language, anything else to English."""
    return texts.get((language or "en").lower().partition("-")[0]) or texts["en"]


@dataclass(frozen=True, slots=True)
class Item:
    """A normalised kind of data.

    Args:
        retention_class: key of `Policy.retention`; a subject has one data key per class.
        special: category of GDPR Art. 9, 10 or 87, or empty.
        may_contain: category that free content of this item can carry although the item is not of it (photographs, open text).
        dpv: term of the Data Privacy Vocabulary, with its prefix.
        mask: name of the masking rule; empty when the item is never shown masked.
        coarse: names of the coarse forms and totals in which the item may be released.
    """

    name: str
    retention_class: str
    special: str
    may_contain: str
    dpv: str
    title: Texts
    mask: str
    coarse: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis of a purpose, and what of the purpose it covers."""

    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal basis of GDPR Art. 6 as the policy names it."""

    name: str
    dpv: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason for processing.

    Args:
        items: everything the purpose may process, sorted.
        items_by_decision: the part of `items` that the source does not list and the operator added.
        bases: the first is the one recorded unless a rule names another.
        live: a purpose that is not live is planned, and nobody may claim it.
    """

    id: str
    title: Texts
    summary: Texts
    sources: tuple[str, ...]
    subject_kinds: tuple[str, ...]
    bases: tuple[Basis, ...]
    dpv: str
    items: tuple[str, ...]
    items_by_decision: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A purpose that a role may claim, with conditions that come on top of those of each item."""

    purpose: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role that an account can hold; `recipient` is the party as which it receives data."""

    name: str
    recipient: str
    organisation_kind: str
    staff: bool
    title: Texts
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party that receives data, with or without accounts.

    Args:
        delivers: purpose -> items that this party may send in; anything else from it is refused (R-006).
    """

    name: str
    title: Texts
    delivers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of subject whose data are held; `person` is False for a vehicle file."""

    name: str
    person: bool
    dpv: str
    title: Texts


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long items of one class are kept.

    Args:
        trigger: event at which the period begins; the domain apps declare it.
        period: ISO 8601 duration from the trigger; "P0D" ends at the trigger, empty means no fixed end.
        ends_in: erase or anonymise.
        source: id of the text that gives the period; empty when none does.
        operator_default: the period is the operator's own, no source gives it.
    """

    name: str
    title: Texts
    trigger: str
    period: str
    ends_in: str
    source: str
    operator_default: bool


@dataclass(frozen=True, slots=True)
class Controller:
    """An organisation that decides on purposes, with the terms it answers to.

    Args:
        country: ISO 3166 code. law: name of the applicable law.
        chapters: chapters of purposes ("driver") for which it is controller.
        request_term: ISO 8601 duration from receipt of a request.
        breach_authority, breach_people: ISO 8601 durations; the second is a target.
        breach_clock: event at which both clocks start.
        notice_lead_time: ISO 8601 duration between a notice and the change it announces.
        identity_proof: none, may_be_asked or copy_required.
        from_operator: names of the terms above that no source gives.
    """

    name: str
    title: Texts
    country: str
    law: str
    supervisory_authority: str
    chapters: tuple[str, ...]
    request_term: str
    breach_authority: str
    breach_people: str
    breach_clock: str
    notice_lead_time: str
    identity_proof: str
    sources: tuple[str, ...]
    from_operator: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionText:
    """A named condition in words; the domain apps register the predicate under the same name."""

    name: str
    title: Texts


@dataclass(frozen=True, slots=True)
class CoarseForm:
    """A coarser form of an item (or a total over people) in words."""

    name: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Number:
    """A figure that rules use, with its unit."""

    name: str
    value: int
    unit: str
    source: str
    operator_default: bool
    title: Texts


@dataclass(frozen=True, slots=True)
class Rule:
    """A disclosure rule as it applies to one cell (purpose, recipient, kind of subject, item)."""

    name: str
    branches: tuple[Branch, ...]
    sources: tuple[str, ...]
    legal_basis: str
    special_ground: str


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A rule that withholds whatever any disclosure says."""

    name: str
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Policy:
    """All rules on who may see what, under one version.

    Args:
        version: first 16 characters of `version_full`, the SHA-256 over the normalised content of the files.
        cells: (purpose, recipient, kind of subject, item) -> the rule that names it.
        prohibitions: (purpose, recipient, item) -> the rule that forbids it.
    """

    version: str
    version_full: str
    items: Mapping[str, Item]
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Role]
    recipients: Mapping[str, Recipient]
    subject_kinds: Mapping[str, SubjectKind]
    retention: Mapping[str, RetentionClass]
    controllers: Mapping[str, Controller]
    conditions: Mapping[str, ConditionText]
    coarse_forms: Mapping[str, CoarseForm]
    legal_bases: Mapping[str, LegalBasis]
    numbers: Mapping[str, Number]
    cells: Mapping[tuple[str, str, str, str], Rule]
    prohibitions: Mapping[tuple[str, str, str], Prohibition]
    _decided: dict[tuple[str, str, str, str], Decision] = field(default_factory=dict, repr=False)

    def may_claim(self, role: str, purpose: str) -> ClaimDecision:
        """Whether a role may claim a purpose; raises UnknownName for a name that is not declared."""
        return decide.may_claim(self, role=role, purpose=purpose)

    def decide(self, *, role: str, purpose: str, item: str, subject_kind: str) -> Decision:
        """What a role gets of an item of a kind of subject for a purpose; raises UnknownName for a name that is not declared."""
        asked = (role, purpose, item, subject_kind)
        if asked not in self._decided:
            self._decided[asked] = decide.decide(self, role=role, purpose=purpose, item=item, subject_kind=subject_kind)
        return self._decided[asked]

    def decide_for_recipient(self, *, recipient: str, purpose: str, item: str, subject_kind: str) -> Decision:
        """What the policy foresees for a recipient, also for planned purposes and for parties without accounts.

        Nothing is released on this answer: that takes `decide`, which also asks whether the role may claim the purpose.
        """
        return decide.decide_for_recipient(self, recipient=recipient, purpose=purpose, item=item, subject_kind=subject_kind)

    def may_deliver(self, recipient: str, purpose: str, item: str) -> bool:
        """Whether a party may send in this item for this purpose (R-006)."""
        return decide.may_deliver(self, recipient=recipient, purpose=purpose, item=item)

    def claimable_by(self, role: str) -> tuple[str, ...]:
        """Ids of the purposes that a role may claim, sorted."""
        return decide.claimable_by(self, role)

    def number(self, name: str) -> int:
        """A figure of the policy, in the unit it is declared with."""
        return decide.known("number", name, self.numbers).value
