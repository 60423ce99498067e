"""From the field paths that a caller asks for to the columns, parts and flags that one query must bring.

A *part* is one row kind reached by the query: the root rows, and each nested row (a vehicle's present driver). Every part has its own
subject, its own scope and its own decisions, so a nested person is judged like a listed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from privacy import policy, registry
from privacy.access import Access
from privacy.fields import BlindIndex, NameTokens, SealedField
from privacy.registry import Holding, RegistryError

RECORD_PAGE = "record_page"


@dataclass(frozen=True, slots=True)
class Part:
    """One row kind in the query.

    Args:
        prefix: ORM path that leads to it, "" for the root, else ending in "__".
        label: model label.
        guarded: whether it belongs to a subject, so that scope and policy apply.
    """

    prefix: str
    model: type[models.Model]
    label: str
    holding: Holding
    guarded: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One field asked for. `item` is None for a plain column."""

    alias: str
    path: str
    part: int
    name: str
    item: str | None
    sealed: SealedField | None
    model_field: models.Field[Any, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts and columns of one request for fields."""

    parts: tuple[Part, ...]
    columns: tuple[Column, ...]


def aliases(fields: Mapping[str, str] | Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Fields as (alias, path); a bare path is its own alias."""
    if isinstance(fields, Mapping):
        return tuple(fields.items())
    return tuple((path, path) for path in fields)


def make_plan(queryset: QuerySet[Any], fields: tuple[tuple[str, str], ...]) -> Plan:
    """Resolve paths against the queryset's model and its filtered relations.

    Raises:
        RegistryError: a path that leads to no declared field; a blind index (never released).
    """
    filtered = getattr(queryset.query, "_filtered_relations", {})
    renamed = tuple(sorted((name, relation.relation_name) for name, relation in filtered.items()))
    return _plan(queryset.model, fields, renamed)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def _plan(model: type[models.Model], fields: tuple[tuple[str, str], ...], renamed: tuple[tuple[str, str], ...]) -> Plan:
    relations = dict(renamed)
    parts: dict[str, Part] = {"": _part("", model)}
    columns = []
    for alias, path in fields:
        *through, name = path.split("__")
        holder, prefix = model, ""
        for step in through:
            holder = _follow(holder, relations.get(step, step) if not prefix else step, path)
            prefix += f"{step}__"
        part = parts.setdefault(prefix, _part(prefix, holder))
        columns.append(_column(alias, path, list(parts).index(prefix), part, name))
    return Plan(parts=tuple(parts.values()), columns=tuple(columns))


def _follow(model: type[models.Model], step: str, path: str) -> type[models.Model]:
    try:
        related = model._meta.get_field(step).related_model
    except Exception as problem:
        raise RegistryError(f"{path}: {model._meta.label} has no relation {step}.") from problem
    if not isinstance(related, type):
        raise RegistryError(f"{path}: {step} is not a relation.")
    return related


def _part(prefix: str, model: type[models.Model]) -> Part:
    holding = registry.holding(model._meta.label)
    return Part(prefix, model, model._meta.label, holding, guarded=holding.subject is not None)


def _column(alias: str, path: str, part_index: int, part: Part, name: str) -> Column:
    try:
        field = part.model._meta.get_field(name)
    except Exception as problem:
        raise RegistryError(f"{path}: {part.label} has no field {name}.") from problem
    if isinstance(field, BlindIndex | NameTokens) or not isinstance(field, models.Field):
        raise RegistryError(f"{path} is not a field that can be released.")
    if isinstance(field, SealedField):
        return Column(alias, path, part_index, name, field.item, field, field)
    return Column(alias, path, part_index, name, part.holding.tracked.get(name), None, field)


def kinds_of(part: Part, access: Access) -> tuple[str, ...]:
    """Subject kinds that rows of a part may have under this purpose."""
    if part.holding.subject_kind:
        return (part.holding.subject_kind,)
    return tuple(policy.current().purposes[access.purpose].subject_kinds)


def conditions_needed(plan: Plan, access: Access) -> list[str]:
    """Names of the row conditions on which any decision of this plan depends, in a stable order."""
    current = policy.current()
    names: dict[str, None] = {}
    for column in plan.columns:
        if column.item is None:
            continue
        for kind in kinds_of(plan.parts[column.part], access):
            decision = current.decide(role=access.role, purpose=access.purpose, item=column.item, subject_kind=kind)
            for branch in decision.branches:
                names.update(dict.fromkeys(branch.when))
    names.pop(RECORD_PAGE, None)
    return list(names)


def scope_filter(access: Access, label: str) -> Q | None:
    """The rows of a model that this access reaches; None means none at all."""
    rules = registry.scope_rules(label, access.role, access.purpose, emergency=access.emergency is not None)
    if not rules:
        return None
    found = rules[0].rows(access)
    for rule in rules[1:]:
        other = rule.rows(access)
        if not _restricts(found) or not _restricts(other):
            return Q()
        found = found | other
    return found


def _restricts(q: Any) -> bool:
    return not (isinstance(q, Q) and not q.children)


def flag(part: Part, predicate: Any) -> Any:
    """A boolean expression: does the predicate hold for the row of this part?

    A predicate over plain look-ups is moved onto the join that is there anyway; one with sub-queries of its own is asked per row by primary key.
    """
    if not part.prefix:
        return ExpressionWrapper(predicate, output_field=models.BooleanField()) if isinstance(predicate, Q) else predicate
    moved = _moved(predicate, part.prefix)
    if moved is not None:
        return ExpressionWrapper(moved, output_field=models.BooleanField())
    rows = part.model._base_manager.filter(pk=OuterRef(f"{part.prefix}pk"))
    return Exists(rows.filter(predicate))


def _moved(predicate: Any, prefix: str) -> Q | None:
    if not isinstance(predicate, Q):
        return None
    children: list[Any] = []
    for child in predicate.children:
        if isinstance(child, Q):
            inner = _moved(child, prefix)
            if inner is None:
                return None
            children.append(inner)
            continue
        if not isinstance(child, tuple):
            return None
        name, value = child
        if isinstance(value, F):
            value = F(prefix + _name_of(value))
        elif hasattr(value, "resolve_expression"):
            return None
        children.append((prefix + name, value))
    return Q(*children, _connector=predicate.connector, _negated=predicate.negated)


def _name_of(expression: Any) -> str:
    return str(expression.name)


def condition_owners(plan: Plan, part: Part, name: str) -> list[tuple[Part, registry.Condition]]:
    """The parts over whose rows a condition may be asked, nearest first: the part itself, and those that lead to it."""
    found = []
    for candidate in sorted(plan.parts, key=lambda p: -len(p.prefix)):
        condition = registry.condition_for(name, candidate.label) if part.prefix.startswith(candidate.prefix) else None
        if condition is not None:
            found.append((candidate, condition))
    return found


@dataclass(frozen=True, slots=True)
class Flags:
    """Annotations of one query: for each part its scope, for each part and condition the condition."""

    annotations: dict[str, Any]
    scope: tuple[str | bool, ...]
    conditions: tuple[Mapping[str, str | bool], ...]


def make_flags(plan: Plan, access: Access, *, record_page: bool) -> Flags:
    """The boolean annotations that the decisions of this plan need; constants stay constants."""
    annotations: dict[str, Any] = {}
    scopes: list[str | bool] = []
    for index, part in enumerate(plan.parts):
        scopes.append(_scope_flag(index, part, access, annotations))
    needed = conditions_needed(plan, access)
    conditions: list[dict[str, str | bool]] = []
    for part in plan.parts:
        found: dict[str, str | bool] = {RECORD_PAGE: record_page}
        for name in needed:
            found[name] = _condition_flag(plan, part, name, access, annotations)
        conditions.append(found)
    return Flags(annotations, tuple(scopes), tuple(conditions))


def _scope_flag(index: int, part: Part, access: Access, annotations: dict[str, Any]) -> str | bool:
    if not part.prefix or not part.guarded:
        return True  # the root's scope is a filter; a row of nobody needs none
    predicate = scope_filter(access, part.label)
    if predicate is None:
        return False
    if not _restricts(predicate):
        return True
    name = f"_in_scope_{index}"
    annotations[name] = flag(part, predicate)
    return name


def _condition_flag(plan: Plan, part: Part, name: str, access: Access, annotations: dict[str, Any]) -> str | bool:
    asked = [(holder, condition, condition.holds(access)) for holder, condition in condition_owners(plan, part, name)]
    if not asked:
        return False
    # a condition means the same on each row that declares it: ask it where the join at hand answers, not by a sub-query per row
    cheap = [one for one in asked if not one[0].prefix or _moved(one[2], one[0].prefix) is not None]
    holder, condition, predicate = (cheap or asked)[0]
    if not _restricts(predicate) or (access.emergency is not None and condition.waived_in_emergency):
        return True
    annotation = f"_holds_{name}_{plan.parts.index(holder)}"
    if annotation not in annotations:
        annotations[annotation] = flag(holder, predicate)
    return annotation


def is_recorded(part: Part) -> bool:
    """Whether a look at a row is recorded even when only plain columns are asked for: the root always, a nested person too."""
    kind = part.holding.subject_kind
    return part.guarded and (not part.prefix or kind is None or policy.current().subject_kinds[kind].person)


def value_paths(plan: Plan) -> tuple[list[str], dict[int, int], dict[int, int], dict[int, int]]:
    """The columns of the one wide read and where ids stand in it.

    Returns:
        paths; and by part index the position of the public id, of the subject id, and of the subject kind.
    """
    paths = [column.path for column in plan.columns]
    ids, subjects, kinds = {}, {}, {}
    decided = {column.part for column in plan.columns if column.item}
    for index, part in enumerate(plan.parts):
        if _has_field(part.model, "public_id"):
            path = f"{part.prefix}public_id"
            ids[index] = paths.index(path) if path in paths else len(paths)
            if ids[index] == len(paths):
                paths.append(path)
        subject = part.holding.subject
        if subject is None or not (index in decided or is_recorded(part)):
            continue  # nobody's row, or a thing's of which only plain columns are asked for
        subjects[index] = len(paths)
        paths.append(f"{part.prefix}{subject}_id")
        if part.holding.subject_kind is None:
            kinds[index] = len(paths)
            paths.append(f"{part.prefix}{subject}__kind")
    return paths, ids, subjects, kinds


@lru_cache(maxsize=512)
def _has_field(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def kind_filter(part: Part, kinds: Sequence[str]) -> Q:
    """Root rows whose subject the purpose concerns; nothing to filter where the kind is fixed or there is no subject."""
    if part.holding.subject is None or part.holding.subject_kind is not None:
        return Q()
    return Q(**{f"{part.holding.subject}__kind__in": list(kinds)})
