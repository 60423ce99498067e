"""The one wide read of a look: columns, ids and flags of a page of rows, by the ORM or by a statement made once.

A page that is asked for often need not be composed again for each request. `prepare` composes it once for a stand-in access whose
values are recognisable (a ghost), and notes where in the SQL they ended up; afterwards only the values are filled in. Composition that
asks the database, or hides a ghost inside another value, is not prepared: then the ORM composes it each time, and the result is the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import QuerySet

from privacy import policy
from privacy.access import Access, Actor, Roots, known_lists, standing_in_for_lists
from privacy.binary import binary_rows
from privacy.fields import Sealed, _OpaqueField, envelope_of
from privacy.plan import Flags, Plan, make_flags, value_paths

Row = tuple[Any, ...]
Build = Callable[..., QuerySet[Any]]
Given = Mapping[str, int | uuid.UUID]

_GHOST_AT = datetime(2371, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
_GHOST_SUBJECT = uuid.UUID("5b0d1c4e-0000-4000-8000-00000000e5c1")
_GHOST_ORGANISATION = uuid.UUID("5b0d1c4e-0000-4000-8000-00000000e5c2")
_GHOST_CASE = uuid.UUID("5b0d1c4e-0000-4000-8000-00000000e5c3")
_GHOST_ACCOUNT = 7_316_902_553_117_040_901
_GHOST_LIST = 7_316_902_553_117_050_000
_GHOST_PARAMETER = 7_316_902_553_117_060_000


@dataclass(frozen=True, slots=True)
class Shape:
    """What is brought for each row, and where it stands in it.

    Args:
        paths: ORM paths; the columns of the plan come first, then ids and kinds.
        ids, subjects, kinds: part index -> position.
        sealed: positions of ciphertext.
        variants: decisions by what rows have in common; a prepared statement keeps them, since role, purpose and policy are its key.
    """

    plan: Plan
    flags: Flags
    paths: tuple[str, ...]
    ids: Mapping[int, int]
    subjects: Mapping[int, int]
    kinds: Mapping[int, int]
    sealed: frozenset[int]
    variants: dict[Any, Any] = field(default_factory=dict)

    @property
    def tail(self) -> int:
        """Position of the first flag."""
        return len(self.paths)

    def of(self, queryset: QuerySet[Any], limit: int) -> QuerySet[Any]:
        """The queryset that brings this shape."""
        flags = self.flags.annotations
        wide: QuerySet[Any] = queryset.annotate(**flags).values_list(*self.paths, *flags)
        return wide[:limit]


def shape_of(plan: Plan, access: Access, *, record_page: bool) -> Shape:
    """The shape of a plan for an access."""
    paths, ids, subjects, kinds = value_paths(plan)
    sealed = frozenset(index for index, column in enumerate(plan.columns) if column.sealed)
    return Shape(plan, make_flags(plan, access, record_page=record_page), tuple(paths), ids, subjects, kinds, sealed)


def read(queryset: QuerySet[Any], shape: Shape, limit: int) -> list[Row]:
    """Rows by the ORM, with ciphertext as bytes."""
    rows = list(shape.of(queryset, limit))
    if not shape.sealed:
        return rows
    return [tuple(envelope_of(value) if type(value) is Sealed else value for value in row) for row in rows]


@dataclass(frozen=True, slots=True)
class Statement:
    """A composed read: SQL, its fixed and its fillable parameters, and the shape of what comes back."""

    shape: Shape
    sql: str
    parameters: tuple[Any, ...]

    def run(self, access: Access, given: Given) -> list[Row]:
        """Fill in the values of this access and read; binary rows, prepared by the server."""
        bound = [one.value(access, given) if isinstance(one, _Slot) else one for one in self.parameters]
        return binary_rows("default", self.sql, bound)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A parameter to fill in.

    Args:
        of: "access" with the path of an attribute, "given" with a name, or "list" with the root of a scope.
    """

    of: str
    name: str = ""
    roots: Roots | None = None

    def value(self, access: Access, given: Given) -> Any:
        """The value for this access."""
        if self.roots is not None:
            return known_lists(self.roots, access)
        return given[self.name] if self.of == "given" else attrgetter(self.name)(access)


_FILLED_FROM_ACCESS = ("at", "actor.subject_id", "actor.account_id", "organisation.id", "case")
_statements: dict[tuple[Any, ...], Statement | None] = {}
_LARGEST_CACHE = 2_000


def prepared(
    access: Access,
    name: str,
    build: Build,
    given: Given,
    shape: Callable[[Access, QuerySet[Any]], tuple[Shape, QuerySet[Any]]],
    *,
    limit: int,
    record_page: bool,
) -> Statement | None:
    """The statement of that name for accesses of this kind, composed when it is asked for the first time; None if it cannot be.

    Args:
        name: names `build` and what varies in it besides `given`.
        given: further numbers and ids that the SQL depends on (a cursor, a public id).
        shape: gives the shape and the scoped queryset for a built one.
    """
    absent = tuple(attrgetter(path)(access) is None for path in (*_FILLED_FROM_ACCESS, "emergency"))
    types = tuple((part, type(value)) for part, value in given.items())
    kind = access.role, access.purpose, access.organisation.kind, policy.current().version_full
    key = (name, types, *kind, absent, limit, record_page)
    if key not in _statements:
        if len(_statements) >= _LARGEST_CACHE:
            _statements.clear()
        _statements[key] = _compose(access, build, given, shape, limit)
    return _statements[key]


def _ghost(access: Access) -> Access:
    organisation = replace(access.organisation, id=access.organisation.id and _GHOST_ORGANISATION, name="")
    actor = Actor(
        account_id=None if access.actor.account_id is None else _GHOST_ACCOUNT,
        subject_id=access.actor.subject_id and _GHOST_SUBJECT,
        name=access.actor.name,
    )
    return replace(access, actor=actor, organisation=organisation, at=_GHOST_AT, case=access.case and _GHOST_CASE, reason="")


class _AsksTheDatabase(Exception):
    """A composition that depends on rows cannot be kept."""


def _no_queries(*args: Any) -> Any:
    raise _AsksTheDatabase


def _compose(
    access: Access,
    build: Build,
    given: Given,
    shape: Callable[[Access, QuerySet[Any]], tuple[Shape, QuerySet[Any]]],
    limit: int,
) -> Statement | None:
    ghost = _ghost(access)
    ghosts: dict[str, int | uuid.UUID] = {
        name: _GHOST_PARAMETER + number if isinstance(value, int) else uuid.UUID(int=_GHOST_ORGANISATION.int + 100 + number)
        for number, (name, value) in enumerate(given.items())
    }
    lists: list[Roots] = []
    try:
        with standing_in_for_lists(lists, _GHOST_LIST), connections["default"].execute_wrapper(_no_queries):
            made, reached = shape(ghost, build(ghost, **ghosts))
            sql, parameters = made.of(reached, limit).query.sql_with_params()
    except (_AsksTheDatabase, EmptyResultSet):
        return None
    if not _plain_columns(made):
        return None
    return _with_slots(made, sql, parameters, ghost, ghosts, lists)


def _plain_columns(shape: Shape) -> bool:
    """Whether the driver's own values are what the ORM would give."""
    usual = (_OpaqueField, models.JSONField)
    return all(
        isinstance(column.model_field, usual) or not hasattr(column.model_field, "from_db_value") for column in shape.plan.columns
    )


def _with_slots(
    shape: Shape,
    sql: str,
    parameters: tuple[Any, ...],
    ghost: Access,
    ghosts: Given,
    lists: list[Roots],
) -> Statement | None:
    slots: dict[Any, _Slot] = {attrgetter(path)(ghost): _Slot("access", path) for path in _FILLED_FROM_ACCESS}
    slots.pop(None, None)
    slots |= {number: _Slot("given", name) for name, number in ghosts.items()}
    slots |= {_GHOST_LIST + number: _Slot("list", roots=function) for number, function in enumerate(lists)}
    pieces = sql.split("%s")
    filled: list[Any] = []
    for position, value in enumerate(parameters):
        slot = slots.get(value) if isinstance(value, int | datetime | uuid.UUID) else None
        if slot is None and _hides_a_ghost(value):
            return None
        if slot is not None and slot.roots is not None:
            if not (pieces[position].endswith("IN (") and pieces[position + 1].startswith(")")):
                return None
            pieces[position] = pieces[position].removesuffix("IN (") + "= ANY("
        filled.append(slot or value)
    return Statement(shape, "%s".join(pieces), tuple(filled))


def _hides_a_ghost(value: Any) -> bool:
    text = str(value)
    marks = ("5b0d1c4e", "73169025531170", "2371-03-04")
    return any(mark in text for mark in marks)
