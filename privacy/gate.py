"""The one door. A personal value leaves through here or not at all.

For a whole page of rows at once: scope, decide, write the ledger and commit it, fetch keys, open, release. If the ledger cannot be
written nothing is opened; a refusal is recorded too, on the ledger's own connection, so that it survives a rollback of the work.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.cache import cache
from django.db import models
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Star

from privacy import policy, registry, sealing
from privacy.access import Access, Channel, one_look
from privacy.errors import NotFoundHere, NotPermitted, TooManyLookups, UnknownPurpose
from privacy.fields import BlindIndex, NameTokens
from privacy.ledger import store
from privacy.ledger.store import Entry
from privacy.look import Look
from privacy.normalise import NORMALISERS
from privacy.plan import aliases, kind_filter, kinds_of, make_plan, scope_filter
from privacy.reading import Build, Shape, prepared, read, shape_of
from privacy.registry import RegistryError
from privacy.release import Withheld

MAX_ROWS = 1_000
LOOKUPS_PER_MINUTE = 60
WORDS = "words"
EXACT_BITS = 128


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What one row released. Frozen; there is no way from here to the row.

    Args:
        id: public id of the root row.
        kind: its model label.
        values: alias -> value, for released fields.
        withheld: alias -> why not, for the others.
        forms: alias -> masked or coarse, where a value is not in full.
    """

    id: uuid.UUID
    kind: str
    values: Mapping[str, Any]
    withheld: Mapping[str, Withheld]
    forms: Mapping[str, str]

    def __getitem__(self, alias: str) -> Any:
        return self.values[alias]

    def get(self, alias: str, default: Any = None) -> Any:
        """The value, or the default where it is withheld or was not asked for."""
        return self.values.get(alias, default)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was released."""

    content: bytes
    content_type: str


def check_claim(access: Access) -> None:
    """That the role may claim the purpose.

    Raises:
        UnknownPurpose: not in the policy.
        NotPermitted: planned, or not for this role; recorded as a refusal.
    """
    current = policy.current()
    if access.purpose not in current.purposes:
        raise UnknownPurpose
    if access.role not in current.roles:
        raise NotPermitted(code="unknown_role")
    claim = current.may_claim(access.role, access.purpose)
    if not claim.allowed:
        store.record_refusal(access, code=claim.reason)
        raise NotPermitted(code=claim.reason)


def check_role(access: Access, roles: Collection[str]) -> None:
    """That the role has business with a verb; the purpose alone may be claimed by others too.

    Raises:
        NotPermitted: another role; recorded as a refusal.
    """
    if access.role not in roles:
        refuse(access, "role_may_not")


def refuse(access: Access, code: str) -> NoReturn:
    """Record a refusal and raise it as `NotPermitted`."""
    store.record_refusal(access, code=code)
    raise NotPermitted(code=code)


def rows(access: Access, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of a queryset that this access reaches; sealed values stay sealed. For use inside actions and queries.

    Raises:
        NotPermitted, UnknownPurpose: as `check_claim`.
    """
    check_claim(access)
    label = queryset.model._meta.label
    predicate = scope_filter(access, label)
    if predicate is None:
        return queryset.none()
    return queryset.filter(predicate)


def row(access: Access, queryset: QuerySet[Any]) -> Any:
    """The one row of a queryset that this access reaches.

    Raises:
        NotFoundHere: absent or out of scope; recorded.
    """
    found = rows(access, queryset).first()
    if found is None:
        _refuse_absent(access, queryset.model._meta.label)
    return found


def _refuse_absent(access: Access, label: str) -> None:
    store.record_refusal(access, code=NotFoundHere.code, object_kind=label)
    raise NotFoundHere


def disclose(
    access: Access,
    queryset: QuerySet[Any],
    fields: Mapping[str, str] | Iterable[str],
    *,
    limit: int = MAX_ROWS,
    record_page: bool = False,
) -> list[Disclosed]:
    """Release fields of a page of rows, as far as scope and policy allow, and record it first.

    Args:
        queryset: not sliced; its order is kept. The access's scope is applied here.
        fields: ORM paths, or alias -> ORM path.
        limit: rows at most, up to 1,000.
        record_page: whether this is the page of one record, which some rules ask for.

    Returns:
        One frozen value per row.

    Raises:
        NotPermitted, UnknownPurpose: the role may not claim the purpose.
        LedgerUnavailable: the look cannot be recorded; nothing was opened.
        VaultUnavailable: keys cannot be had; recorded as a failure.
        RegistryError: a field that is not declared.
    """
    if queryset.query.is_sliced:
        raise TypeError("Give the gate an unsliced queryset and a limit; it applies the scope first.")
    look = _look(access, queryset, fields, min(limit, MAX_ROWS), record_page=record_page)
    look.record(kind="disclose")
    return list(_released(look))


def _look(
    access: Access, queryset: QuerySet[Any], fields: Mapping[str, str] | Iterable[str], limit: int, *, record_page: bool
) -> Look:
    with one_look():
        shape, reached = _shaped(access, queryset, aliases(fields), record_page=record_page)
        return Look(access, shape, read(reached, shape, limit))


def _shaped(
    access: Access, queryset: QuerySet[Any], fields: tuple[tuple[str, str], ...], *, record_page: bool
) -> tuple[Shape, QuerySet[Any]]:
    plan = make_plan(queryset, fields)
    root = plan.parts[0]
    reached = rows(access, queryset).filter(kind_filter(root, kinds_of(root, access)))
    return shape_of(plan, access, record_page=record_page), reached


def disclose_often(
    access: Access,
    name: str,
    build: Build,
    fields: Mapping[str, str],
    *,
    limit: int,
    record_page: bool = False,
    **given: int | uuid.UUID,
) -> list[Disclosed]:
    """`disclose` for a read that is asked for all day: composed once for each kind of access, then only filled in.

    Args:
        name: names the read; the same name always has the same `build` and `fields`.
        build: makes the queryset from the access and the numbers given; asks no rows while it does.
        given: numbers and ids that the read depends on, such as a cursor's.

    Raises:
        As `disclose`.
    """
    check_claim(access)
    named = aliases(fields)

    def shape(for_access: Access, queryset: QuerySet[Any]) -> tuple[Shape, QuerySet[Any]]:
        return _shaped(for_access, queryset, named, record_page=record_page)

    with one_look():
        statement = prepared(access, name, build, given, shape, limit=limit, record_page=record_page)
        if statement is None:
            look = _look(access, build(access, **given), fields, limit, record_page=record_page)
        else:
            look = Look(access, statement.shape, statement.run(access, given))
    look.record(kind="disclose")
    return list(_released(look))


def _released(look: Look) -> Iterator[Disclosed]:
    label = look.plan.parts[0].label
    for public_id, values, withheld, forms in look.open():
        yield Disclosed(public_id, label, values, withheld, forms)


def disclose_one(
    access: Access, queryset: QuerySet[Any], fields: Mapping[str, str] | Iterable[str], *, record_page: bool = True
) -> Disclosed:
    """`disclose` for the page of one record.

    Raises:
        NotFoundHere: absent or out of scope; recorded.
    """
    found = disclose(access, queryset, fields, limit=1, record_page=record_page)
    if not found:
        _refuse_absent(access, queryset.model._meta.label)
    return found[0]


def open_for(access: Access, row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Open sealed fields of one row for use inside an action; nothing is released to a person by this.

    Raises:
        NotPermitted: an item that the purpose may not process at all.
        NotFoundHere: the row is out of scope.
    """
    wanted = aliases(fields)
    queryset = type(row)._base_manager.filter(pk=row.pk)
    plan = make_plan(queryset, wanted)
    allowed = policy.current().purposes[access.purpose].items if access.purpose in policy.current().purposes else ()
    foreign = sorted({column.item for column in plan.columns if column.item and column.item not in allowed})
    check_claim(access)
    if foreign:
        store.record_refusal(access, code="not_for_this_purpose", object_kind=row._meta.label, items=foreign)
        raise NotPermitted(code="not_for_this_purpose")
    shape = shape_of(plan, access, record_page=True)
    look = Look(access, shape, read(rows(access, queryset), shape, 1), internal=True)
    if not look.rows:
        _refuse_absent(access, row._meta.label)
    look.record(kind="open")
    _public_id, values, withheld, _forms = next(iter(look.open()))
    return {alias: values.get(alias) for alias in (*values, *withheld)}


def find(
    access: Access, model: type[models.Model], fields: Mapping[str, str] | Iterable[str], *, limit: int = 20, **equals: str
) -> list[Disclosed]:
    """Find rows by the value of a blind-indexed sealed field, or by the words of a name (`full_name__words`).

    The look-up itself is recorded before anything is opened, with the field searched by and the subjects found, never the value.

    Raises:
        NotPermitted: the role may not search by this field; recorded.
        TooManyLookups: more than 60 look-ups in a minute by one actor; recorded.
    """
    if len(equals) != 1:
        raise TypeError("One value is searched for at a time.")
    ((key, value),) = equals.items()
    hits = _hits(access, model, key, value, limit)
    if not hits:
        return []
    rows_found = model._base_manager.filter(public_id__in=list(hits)).order_by("pk")
    return disclose(access, rows_found, fields, limit=limit)


def find_subjects(access: Access, model: type[models.Model], *, limit: int = 20, **equals: str) -> list[uuid.UUID]:
    """The subjects of the rows that `find` would find, without any field; recorded as a look-up.

    For filters over the record of looks, which knows subjects and no values.

    Raises:
        NotPermitted, TooManyLookups: as `find`.
    """
    ((key, value),) = equals.items()
    return list(dict.fromkeys(_hits(access, model, key, value, limit).values()))


def _hits(access: Access, model: type[models.Model], key: str, value: str, limit: int) -> dict[uuid.UUID, uuid.UUID]:
    """Public id -> subject id of the rows that match, found through the index and compared once opened."""
    name, _sep, mode = key.partition("__")
    label = model._meta.label
    check_claim(access)
    _check_lookup(access, label, name)
    index = _index_for(model, name, words=mode == WORDS)
    plan = make_plan(model._base_manager.all(), aliases([name]))
    candidates = rows(access, model._base_manager.filter(**_match(index, value)))
    candidates = candidates.filter(kind_filter(plan.parts[0], kinds_of(plan.parts[0], access)))
    shape = shape_of(plan, access, record_page=False)
    look = Look(access, shape, read(candidates, shape, limit), internal=True)
    exact = isinstance(index, NameTokens) or index.bits >= EXACT_BITS
    look.record(kind="lookup", verb=f"{label}.{key}", open_keys=not exact, even_if_empty=True)
    subjects = look.subjects()
    return {
        public_id: subjects[public_id]
        for public_id, found, _withheld, _forms in look.open(really=not exact)
        if exact or _same(index, found.get(name), value)
    }


def _check_lookup(access: Access, label: str, name: str) -> None:
    if access.role not in registry.holding(label).lookups.get(name, ()):
        store.record_refusal(access, code="lookup_not_allowed", object_kind=label, field=name)
        raise NotPermitted(code="lookup_not_allowed")
    if access.actor.account_id is None and access.channel is not Channel.API:
        return  # a job of our own looks up whole files; people and machine clients have a limit
    who = access.actor.account_id or hashlib.sha256(access.actor.name.encode()).hexdigest()[:32]
    key = f"lookups/{who}/{access.at:%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > LOOKUPS_PER_MINUTE:
        store.record_refusal(access, code=TooManyLookups.code, object_kind=label, field=name)
        raise TooManyLookups


def _index_for(model: type[models.Model], name: str, *, words: bool) -> BlindIndex | NameTokens:
    wanted = NameTokens if words else BlindIndex
    for field in model._meta.concrete_fields:
        if isinstance(field, BlindIndex | NameTokens) and isinstance(field, wanted) and field.of == name:
            return field
    raise RegistryError(f"{model._meta.label}.{name} has no index to search by.")


def _match(index: BlindIndex | NameTokens, value: str) -> dict[str, Any]:
    if isinstance(index, NameTokens):
        tokens = sealing.name_tokens(index, value)
        # no words at all must find nobody, not everybody
        return {f"{index.name}__has_all": tokens} if tokens._tokens else {"pk__in": []}
    return {index.name: sealing.index_token(index, value)}


def _same(index: BlindIndex | NameTokens, found: Any, value: str) -> bool:
    if isinstance(index, NameTokens) or found is None:
        return False
    spell = NORMALISERS[index.normalise]
    return spell(str(found)) == spell(value)


def disclose_file(access: Access, queryset: QuerySet[Any], path: str, *, variant: str = "full") -> File:
    """Release one file: the sealed bytes that the row's `path` (a tracked foreign key to a media file) leads to.

    Args:
        variant: "full" or "thumb".

    Raises:
        NotFoundHere: out of scope, absent, or withheld for this purpose; recorded.
        LedgerUnavailable, VaultUnavailable: nothing was opened.
    """
    from privacy.media.store import sealed_file

    look = _look(access, queryset, [path], 1, record_page=True)
    if not look.rows or path in look.withheld_of_first():
        look.record(kind="file")
        _refuse_absent(access, queryset.model._meta.label)
    sealed = sealed_file(look.first_value(path), variant)
    look.record(kind="file", extra_keys=[sealing.envelope_key(sealed.envelope)], detail={"variant": variant})
    return File(look.open_file(sealed.envelope, sealing.file_binding(sealed.binding)), sealed.content_type)


def aggregate(
    access: Access, queryset: QuerySet[Any], group_by: Sequence[str] = (), **aggregates: models.Aggregate
) -> list[dict[str, Any]]:
    """Totals over tracked columns; a group of fewer subjects than the policy's minimum is withheld.

    Args:
        group_by: paths of tracked or plain columns.
        aggregates: name -> Django aggregate over one tracked or plain column.

    Returns:
        One dict per group: the group's columns, the totals (None where withheld), `subjects` and `withheld`.

    Raises:
        NotPermitted: an item that is not released in full or as an aggregate for this purpose; recorded.
    """
    paths = [*group_by, *(name for expression in aggregates.values() for name in _columns_of(expression))]
    plan = make_plan(queryset, aliases(paths))
    if any(column.sealed for column in plan.columns):
        raise RegistryError("Sealed fields cannot be added up.")
    items = {column.item: plan.parts[column.part] for column in plan.columns if column.item}
    check_claim(access)
    _check_aggregate(access, items, plan.parts[0].label)
    root = plan.parts[0]
    reached = rows(access, queryset).filter(kind_filter(root, kinds_of(root, access)))
    subject = root.holding.subject or "pk"
    wanted = {"subjects": Count(subject, distinct=True), **aggregates}
    if group_by:
        found = list(reached.values(*group_by).annotate(**wanted).order_by(*group_by)[:MAX_ROWS])
    else:
        found = [reached.order_by().aggregate(**wanted)]
    entry = Entry(
        kind="aggregate",
        outcome="released",
        object_kind=root.label,
        items=dict.fromkeys(items, "aggregate"),
        recipient=policy.current().roles[access.role].recipient,
        detail={"groups": len(found), "by": list(group_by)},
    )
    store.write(access, [entry])
    return [_group(line, tuple(aggregates), policy.current().number("aggregate_minimum_group")) for line in found]


def _columns_of(expression: models.Aggregate) -> list[str]:
    """The columns that a total adds up: plain names and `*` only, so that nothing can be hidden inside an expression."""
    names = []
    for source in expression.get_source_expressions():
        if source is None or isinstance(source, Star):
            continue
        if type(source) is not F:
            raise TypeError("A total is over plain columns; give the gate no expressions.")
        names.append(str(source.name))  # type: ignore[attr-defined]
    return names


def _check_aggregate(access: Access, items: Mapping[str, Any], label: str) -> None:
    current = policy.current()
    for item, part in items.items():
        decisions = [
            current.decide(role=access.role, purpose=access.purpose, item=item, subject_kind=kind)
            for kind in kinds_of(part, access)
        ]
        if not any(branch.form in ("full", "aggregate") for decision in decisions for branch in decision.branches):
            store.record_refusal(access, code="not_for_this_purpose", object_kind=label, items=[item])
            raise NotPermitted(code="not_for_this_purpose")


def _group(line: dict[str, Any], totals: tuple[str, ...], minimum: int) -> dict[str, Any]:
    too_few = line["subjects"] < minimum
    return (
        line
        | {"withheld": too_few, "subjects": None if too_few else line["subjects"]}
        | (dict.fromkeys(totals) if too_few else {})
    )
