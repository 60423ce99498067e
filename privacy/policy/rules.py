"""The parts of the policy that decide: purposes, roles with their claims, disclosures and prohibitions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from privacy.policy import model
from privacy.policy.decision import AGGREGATE, COARSE, FORMS, MASKED, WITHHELD, Branch
from privacy.policy.entry import Entry
from privacy.policy.files import Document
from privacy.policy.reasons import PROHIBITION_REASONS
from privacy.policy.vocabulary import section

ALL_ITEMS = "*"
SELF = "self"
ORGANISATION_KINDS = ("lessor", "employer", "supplier", "self")

Cell = tuple[str, str, str, str]


@dataclass(frozen=True)
class Names:
    """What the rules may refer to."""

    items: Mapping[str, model.Item]
    conditions: Collection[str]
    recipients: Collection[str]
    subject_kinds: Collection[str]
    legal_bases: Collection[str]


def recipients(
    document: Document, purposes: Mapping[str, model.Purpose], items: Collection[str]
) -> Mapping[str, model.Recipient]:
    """Parties that receive data, with what they may send in."""

    def read(name: str, entry: Entry) -> model.Recipient:
        delivers: dict[str, tuple[str, ...]] = {}
        for line in entry.tables("delivers", []):
            purpose = line.known_one("purpose", purposes, "purpose")
            delivers[purpose] = line.known("items", items, "item")
            line.finish()
        return model.Recipient(name, entry.texts("title"), MappingProxyType(delivers))

    return section(document, "recipients", read)


def purposes(document: Document, names: Names) -> Mapping[str, model.Purpose]:
    """Reasons for processing."""

    def read(name: str, entry: Entry) -> model.Purpose:
        listed = entry.known("items", names.items, "item")
        added = entry.known("items_by_decision", names.items, "item", [])
        for item in set(listed) & set(added):
            raise entry.error("items_by_decision", f"repeats {item!r} of items", "name it in one of the two")
        return model.Purpose(
            id=name,
            title=entry.texts("title"),
            summary=entry.texts("summary"),
            sources=entry.names("sources"),
            subject_kinds=entry.known("subject_kinds", names.subject_kinds, "kind of subject"),
            bases=_bases(entry, names.legal_bases),
            dpv=entry.text("dpv"),
            items=tuple(sorted((*listed, *added))),
            items_by_decision=added,
            live=entry.flag("live"),
        )

    return section(document, "purposes", read)


def _bases(entry: Entry, legal_bases: Collection[str]) -> tuple[model.Basis, ...]:
    found = []
    for line in entry.tables("bases", []):
        found.append(model.Basis(line.known_one("basis", legal_bases, "legal basis"), line.text("note", "")))
        line.finish()
    if not found:
        raise entry.error("bases", "names no legal basis", "add at least one; a purpose without basis may not process")
    return tuple(found)


def roles(document: Document, purposes: Mapping[str, model.Purpose], names: Names) -> Mapping[str, model.Role]:
    """Roles of accounts, with the purposes they may claim."""

    def read(name: str, entry: Entry) -> model.Role:
        return model.Role(
            name=name,
            recipient=entry.known_one("recipient", names.recipients, "recipient"),
            organisation_kind=entry.one_of("organisation_kind", ORGANISATION_KINDS),
            staff=entry.flag("staff"),
            title=entry.texts("title"),
            claims=tuple(_claims(entry, purposes, names.conditions)),
        )

    return section(document, "roles", read)


def _claims(entry: Entry, purposes: Mapping[str, model.Purpose], conditions: Collection[str]) -> Iterator[model.Claim]:
    seen: set[str] = set()
    for line in entry.tables("claims", []):
        purpose = line.known_one("purpose", purposes, "purpose")
        if purpose in seen:
            raise line.error("purpose", f"claims {purpose} twice", "keep one of the two")
        if not purposes[purpose].live:
            raise line.error("purpose", f"claims the planned purpose {purpose}", "remove the claim or make the purpose live")
        seen.add(purpose)
        yield model.Claim(purpose, line.known("when", conditions, "condition", []))
        line.finish()


def prohibitions(
    document: Document, purposes: Mapping[str, model.Purpose], names: Names
) -> Mapping[tuple[str, str, str], model.Prohibition]:
    """What is withheld whatever a disclosure says."""
    found: dict[tuple[str, str, str], model.Prohibition] = {}
    seen: dict[str, Entry] = {}
    for entry in document.lists["prohibition"]:
        rule = model.Prohibition(
            name=rule_name(entry, seen),
            reason=entry.one_of("reason", PROHIBITION_REASONS),
            sources=entry.names("sources"),
        )
        places = product(
            entry.matching("purposes", purposes, "purpose"),
            entry.matching("recipients", names.recipients, "recipient"),
            entry.known("items", names.items, "item"),
        )
        for place in places:
            found.setdefault(place, rule)
        entry.finish()
    return MappingProxyType(found)


def rule_name(entry: Entry, seen: dict[str, Entry]) -> str:
    """The name of a rule, which no other rule of its kind may bear."""
    name = entry.text("rule")
    if name in seen:
        raise entry.error("rule", f"bears the name of another rule, in {seen[name].file}", "give each rule its own name")
    seen[name] = entry
    return name


def disclosures(document: Document, purposes: Mapping[str, model.Purpose], names: Names) -> Mapping[Cell, model.Rule]:
    """Who receives what: one rule for each cell, never two."""
    cells: dict[Cell, model.Rule] = {}
    owners: dict[Cell, str] = {}
    seen: dict[str, Entry] = {}
    for entry in document.lists["disclosure"]:
        name = rule_name(entry, seen)
        for cell, rule in _cells(entry, name, purposes, names):
            if cell in owners:
                purpose, recipient, kind, item = cell
                problem = f"gives {recipient} a second form of {item} of {kind} for {purpose}, beside rule {owners[cell]!r}"
                raise entry.error("", problem, "name each cell once; use `branches` for several forms")
            cells[cell], owners[cell] = rule, name
        entry.finish()
    return MappingProxyType(cells)


def _cells(entry: Entry, name: str, purposes: Mapping[str, model.Purpose], names: Names) -> Iterator[tuple[Cell, model.Rule]]:
    chosen = [purposes[purpose] for purpose in entry.matching("purposes", purposes, "purpose")]
    receivers = entry.known("recipients", names.recipients, "recipient")
    kinds = entry.known("of", names.subject_kinds, "kind of subject")
    wanted, left_out = entry.names("items"), entry.known("except", names.items, "item", [])
    basis = entry.known_one("basis", names.legal_bases, "legal basis", "")
    ground = entry.text("special_ground", "")
    sources = entry.names("sources", [])
    branches = _branches(entry, names.conditions)
    if ALL_ITEMS in wanted and (receivers != (SELF,) or len(wanted) > 1):
        raise entry.error("items", 'uses "*" for somebody else than the person', "list the items")
    for purpose in chosen:
        _check_place(entry, purpose, kinds, basis)
        rule = model.Rule(name, branches, sources or purpose.sources, basis or purpose.bases[0].basis, ground)
        for item in _items(entry, purpose, wanted, left_out, names.items):
            _check_forms(entry, names.items[item], branches, receivers, ground)
            for receiver, kind in product(receivers, kinds):
                yield (purpose.id, receiver, kind, item), rule


def _check_place(entry: Entry, purpose: model.Purpose, kinds: tuple[str, ...], basis: str) -> None:
    for kind in kinds:
        entry.check("of", kind, purpose.subject_kinds, f"kind of subject of {purpose.id}")
    if basis and basis not in [line.basis for line in purpose.bases]:
        raise entry.error("basis", f"is not a basis of {purpose.id}", "use one that the purpose names")


def _items(
    entry: Entry, purpose: model.Purpose, wanted: tuple[str, ...], left_out: tuple[str, ...], items: Collection[str]
) -> list[str]:
    if wanted == (ALL_ITEMS,):
        return [item for item in purpose.items if item not in left_out]
    for item in wanted:
        entry.check("items", item, items, "item")
        entry.check("items", item, purpose.items, f"item of {purpose.id}")
    return [item for item in wanted if item not in left_out]


def _branches(entry: Entry, conditions: Collection[str]) -> tuple[Branch, ...]:
    if not entry.has("branches"):
        return (_branch(entry, conditions),)
    lines = entry.tables("branches")
    found: list[Branch] = []
    for line in lines:
        if found and not found[-1].when:
            raise line.error("", "can never be reached, because the branch before it has no condition", "reorder or remove it")
        found.append(_branch(line, conditions))
        line.finish()
    if not found:
        raise entry.error("branches", "is empty", "name at least one form")
    return tuple(found)


def _branch(entry: Entry, conditions: Collection[str]) -> Branch:
    form = entry.one_of("form", [name for name in FORMS if name != WITHHELD])
    how = entry.text("how", "")
    if bool(how) != (form in (COARSE, AGGREGATE)):
        raise entry.error("how", f"does not fit the form {form}", "name how for coarse and aggregate, and only there")
    return Branch(form, how, entry.known("when", conditions, "condition", []))


def _check_forms(entry: Entry, item: model.Item, branches: tuple[Branch, ...], receivers: tuple[str, ...], ground: str) -> None:
    for branch in branches:
        if branch.form == MASKED and not item.mask:
            raise entry.error("form", f"masks {item.name}, which has no masking rule", "give the item a mask, or another form")
        if branch.how and branch.how not in item.coarse:
            remedy = f"add it to the item's coarse forms, or use one of {', '.join(item.coarse) or 'another form'}"
            raise entry.error("how", f"is {branch.how!r}, which {item.name} does not have", remedy)
    totals_only = all(branch.form == AGGREGATE for branch in branches)
    if item.special and not ground and not totals_only and receivers != (SELF,):
        problem = f"is missing, and {item.name} is special ({item.special})"
        raise entry.error("special_ground", problem, "name the ground, or leave the item out")
