"""The parts of the policy that other parts refer to: items, conditions, recipients, kinds of subject, terms and figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import TypeVar

from privacy.policy import model
from privacy.policy.entry import Entry
from privacy.policy.files import Document

T = TypeVar("T")

CONTROLLER_TERMS = (
    "request_term",
    "breach_authority",
    "breach_people",
    "breach_clock",
    "notice_lead_time",
    "identity_proof",
)


def section(document: Document, name: str, read: Callable[[str, Entry], T]) -> Mapping[str, T]:
    """Read all entries of a section and refuse keys that were not read."""
    found: dict[str, T] = {}
    for key, entry in sorted(document.tables[name].items()):
        found[key] = read(key, entry)
        entry.finish()
    return MappingProxyType(found)


def conditions(document: Document) -> Mapping[str, model.ConditionText]:
    """Named conditions in words."""
    return section(document, "conditions", lambda name, entry: model.ConditionText(name, entry.texts("title")))


def coarse_forms(document: Document) -> Mapping[str, model.CoarseForm]:
    """Coarser forms and totals in words."""
    return section(document, "coarse", lambda name, entry: model.CoarseForm(name, entry.texts("title")))


def subject_kinds(document: Document) -> Mapping[str, model.SubjectKind]:
    """Kinds of subjects."""

    def read(name: str, entry: Entry) -> model.SubjectKind:
        return model.SubjectKind(name, entry.flag("person"), entry.text("dpv"), entry.texts("title"))

    return section(document, "subject_kinds", read)


def legal_bases(document: Document) -> Mapping[str, model.LegalBasis]:
    """Legal bases of GDPR Art. 6."""

    def read(name: str, entry: Entry) -> model.LegalBasis:
        return model.LegalBasis(name, entry.text("dpv"), entry.texts("title"))

    return section(document, "legal_bases", read)


def retention(document: Document) -> Mapping[str, model.RetentionClass]:
    """Retention classes; a period stands with its source or is marked as the operator's own."""

    def read(name: str, entry: Entry) -> model.RetentionClass:
        found = model.RetentionClass(
            name=name,
            title=entry.texts("title"),
            trigger=entry.text("trigger"),
            period=entry.duration("period", may_be_empty=True),
            ends_in=entry.one_of("ends_in", ("erase", "anonymise")),
            source=entry.text("source", ""),
            operator_default=entry.flag("operator_default", default=False),
        )
        _sourced(entry, "period", found.source, found.operator_default)
        return found

    return section(document, "retention", read)


def _sourced(entry: Entry, key: str, source: str, operator_default: bool) -> None:
    if bool(source) == operator_default:
        problem = "has both a source and the mark operator_default" if source else "has no source"
        raise entry.error(key, problem, "give `source`, or write operator_default = true, one of the two")


def numbers(document: Document) -> Mapping[str, model.Number]:
    """Figures that rules use."""

    def read(name: str, entry: Entry) -> model.Number:
        found = model.Number(
            name=name,
            value=entry.integer("value"),
            unit=entry.text("unit"),
            source=entry.text("source", ""),
            operator_default=entry.flag("operator_default", default=False),
            title=entry.texts("title"),
        )
        _sourced(entry, "value", found.source, found.operator_default)
        return found

    return section(document, "numbers", read)


def controllers(document: Document, chapters: Collection[str]) -> Mapping[str, model.Controller]:
    """Controllers with the terms they answer to."""

    def read(name: str, entry: Entry) -> model.Controller:
        return model.Controller(
            name=name,
            title=entry.texts("title"),
            country=entry.text("country"),
            law=entry.text("law"),
            supervisory_authority=entry.text("supervisory_authority"),
            chapters=entry.known("chapters", chapters, "chapter of purposes"),
            request_term=entry.duration("request_term"),
            breach_authority=entry.duration("breach_authority"),
            breach_people=entry.duration("breach_people"),
            breach_clock=entry.text("breach_clock"),
            notice_lead_time=entry.duration("notice_lead_time"),
            identity_proof=entry.one_of("identity_proof", ("none", "may_be_asked", "copy_required")),
            sources=entry.names("sources", []),
            from_operator=entry.known("from_operator", CONTROLLER_TERMS, "term of a controller", []),
        )

    return section(document, "controllers", read)


def items(
    document: Document, classes: Collection[str], forms: Collection[str], masks: Collection[str]
) -> Mapping[str, model.Item]:
    """Normalised kinds of data."""

    def read(name: str, entry: Entry) -> model.Item:
        return model.Item(
            name=name,
            retention_class=entry.known_one("retention", classes, "retention class"),
            special=entry.one_of("special", model.SPECIAL_CATEGORIES, ""),
            may_contain=entry.one_of("may_contain", model.SPECIAL_CATEGORIES, ""),
            dpv=entry.text("dpv"),
            title=entry.texts("title"),
            mask=entry.known_one("mask", masks, "masking rule", ""),
            coarse=entry.known("coarse", forms, "coarse form", []),
        )

    return section(document, "items", read)
