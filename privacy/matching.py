"""Which rows a list of values of one indexed field means: the look-up of an import, as one recorded event and one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, Model, Value

from privacy import gate, registry, sealing
from privacy.access import Access
from privacy.errors import NotPermitted
from privacy.fields import BlindIndex
from privacy.ledger import store
from privacy.ledger.store import Entry


@dataclass(frozen=True, slots=True)
class Match:
    """One row that bears a value: its public id, its subject, and the plain columns that were asked for."""

    id: UUID
    subject: UUID
    columns: tuple[Any, ...] = ()


class _Place(Func):
    """Which of the tokens a row bears, counted from 1; one expression, however many tokens there are."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        (column, _none), *tokens = (compiler.compile(part) for part in self.source_expressions)
        listed = ", ".join(sql for sql, _params in tokens)
        return f"array_position(ARRAY[{listed}]::bytea[], {column})", [one for _sql, params in tokens for one in params]


def matches(access: Access, model: type[Model], field: str, values: Iterable[str], *columns: str) -> dict[str, list[Match]]:
    """The rows in reach whose sealed field has one of these values; values that nobody has are left out.

    Compared is the keyed index; nothing is opened. `columns` are ORM paths of tracked or plain columns that the caller
    works with. Recorded before the answer, with the rows found, never the values. Raises NotPermitted (the role may
    not search by this field) and LedgerUnavailable.
    """
    wanted = list(dict.fromkeys(values))
    label = model._meta.label
    gate.check_claim(access)
    if access.role not in registry.holding(label).lookups.get(field, ()):
        store.record_refusal(access, code="lookup_not_allowed", object_kind=label, field=field)
        raise NotPermitted(code="lookup_not_allowed")
    found = _match(access, model, field, wanted, columns) if wanted else {}
    hits = [hit for rows in found.values() for hit in rows]
    entry = Entry(
        kind="lookup",
        outcome="released",
        object_kind=label,
        object_ids=[hit.id for hit in hits],
        subject_ids=[hit.subject for hit in hits],
        verb=f"{label}.{field}",
        detail={"asked": len(wanted)},
    )
    store.write(access, [entry])
    return found


def _match(access: Access, model: type[Model], field: str, wanted: list[str], columns: tuple[str, ...]) -> dict[str, list[Match]]:
    index = _index_of(model, field)
    # Two writings of one value have one token; the first writing stands for both until the answer is spread again.
    tokens = [sealing.index_token(index, value) for value in wanted]
    place = _Place(F(index.name), *(Value(token, output_field=index) for token in tokens))
    subject = registry.holding(model._meta.label).subject or "pk"
    rows = gate.rows(access, model._base_manager.filter(**{f"{index.name}__in": tokens})).annotate(place=place)
    first: dict[int, list[Match]] = {}
    for n, public_id, holder, *rest in rows.order_by("pk").values_list("place", "public_id", subject, *columns):
        first.setdefault(n - 1, []).append(Match(public_id, holder, tuple(rest)))
    leaders = _leaders(index, wanted)
    return {value: first[leaders[n]] for n, value in enumerate(wanted) if leaders[n] in first}


def _leaders(index: BlindIndex, wanted: list[str]) -> list[int]:
    """For each value the place of the first value with the same normal form, which is the one the database names."""
    normalise = sealing.normalise.NORMALISERS[index.normalise]
    places: dict[str, int] = {}
    return [places.setdefault(normalise(value), n) for n, value in enumerate(wanted)]


def _index_of(model: type[Model], field: str) -> BlindIndex:
    return next(one for one in model._meta.concrete_fields if isinstance(one, BlindIndex) and one.of == field)
