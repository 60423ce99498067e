"""One look through the gate, step by step: read, decide, record, open. The gate's public functions are thin over this."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import policy, sealing
from privacy.access import Access
from privacy.errors import Gone, VaultUnavailable
from privacy.ledger import store
from privacy.ledger.store import Entry
from privacy.plan import Column, is_recorded
from privacy.policy.decision import AGGREGATE, COARSE, FULL, MASKED, WITHHELD, Decision
from privacy.reading import Row, Shape
from privacy.release import (
    AGGREGATE_ONLY,
    COARSE_ONLY,
    ERASED,
    GATE_REASONS,
    OUT_OF_SCOPE,
    UNREADABLE,
    Withheld,
    coarse_transform,
    mask,
)
from privacy.vault import keys

log = structlog.get_logger(__name__)
_KEY, _NONCE, _BODY = sealing.KEY, sealing.NONCE, sealing.BODY

Released = tuple[uuid.UUID, dict[str, Any], dict[str, Withheld], dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Step:
    """How one column of one variant is released."""

    alias: str
    position: int
    bound: bytes
    id_position: int
    decode: Callable[[bytes], Any] | None
    shape: Callable[[Any], Any] | None


@dataclass(slots=True)
class _Variant:
    """Rows with the same decisions: same kinds of subject, same scope, same conditions."""

    steps: list[_Step] = field(default_factory=list)
    withheld: dict[str, Withheld] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    items: dict[int, dict[str, str]] = field(default_factory=dict)
    withheld_items: dict[int, dict[str, str]] = field(default_factory=dict)
    basis: str = ""

    def sealed_by_identity(self) -> list[tuple[int, list[_Step]]]:
        """The sealed steps by the position of the row id that their ciphertext is bound to."""
        found: dict[int, list[_Step]] = {}
        for step in self.steps:
            if step.decode is not None:
                found.setdefault(step.id_position, []).append(step)
        return list(found.items())


class _Recipe:
    """How the rows of one variant are released, laid out for the loop over a page: this is the hot path of the product."""

    def __init__(self, variant: _Variant) -> None:
        self._blank: dict[str, Any] = dict.fromkeys(step.alias for step in variant.steps)
        self._plain = [(step.alias, step.position, step.shape) for step in variant.steps if step.decode is None]
        self._sealed = [
            (position, [(step.alias, step.position, step.bound, step.decode, step.shape) for step in steps])
            for position, steps in variant.sealed_by_identity()
        ]

    def follow(self, row: Row, ciphers: Mapping[bytes, AESGCM] | None) -> tuple[dict[str, Any], dict[str, Withheld]]:
        """Values by alias, and what stayed closed. Without ciphers sealed fields are left out: nothing is opened."""
        values, closed = self._blank.copy(), dict[str, Withheld]()
        for alias, position, shape in self._plain:
            value = row[position]
            values[alias] = value if shape is None or value is None else shape(value)
        for id_position, steps in self._sealed:
            identity = row[id_position].bytes
            for alias, position, bound, decode, shape in steps:
                envelope = row[position]
                if envelope is None:
                    continue
                if ciphers is None:
                    del values[alias]
                    continue
                key = envelope[_KEY]
                try:
                    # as sealing.open_envelope does it, without the call: hundreds of times a page
                    content = ciphers[key].decrypt(envelope[_NONCE], envelope[_BODY], bound + identity + key)
                    value = decode(content)  # type: ignore[misc]
                except (KeyError, InvalidTag, ValueError, ArithmeticError) as problem:
                    del values[alias]
                    gone = isinstance(problem, KeyError) and len(envelope) >= sealing.SHORTEST
                    closed[alias] = Withheld(ERASED if gone else UNREADABLE)
                    continue
                values[alias] = value if shape is None else shape(value)
        return values, closed


class Look:
    """A page of rows that an access asks for.

    Args:
        rows: as `privacy.reading` brings them, scope applied.
        internal: the system opens the values itself; the policy's forms for recipients do not apply.
    """

    def __init__(self, access: Access, shape: Shape, rows: list[Row], *, internal: bool = False) -> None:
        self.access = access
        self.plan = shape.plan
        self.internal = internal
        self.rows = rows
        self._flags, self._tail = shape.flags, shape.tail
        self._ids, self._subjects, self._kinds = shape.ids, shape.subjects, shape.kinds
        self._variants: dict[tuple[Any, ...], _Variant] = {}
        self._decided: dict[tuple[Any, ...], _Variant] = shape.variants
        self._of_row = self._variants_of_rows()
        self._opened: dict[bytes, AESGCM] = {}
        self._wanted: set[bytes] = set()

    # --- decide -------------------------------------------------------------------------------------------------

    def _variants_of_rows(self) -> list[_Variant]:
        kinds, nested = tuple(self._kinds.values()), tuple(position for part, position in self._ids.items() if part)
        found = []
        for row in self.rows:
            signature = (
                row[self._tail :],
                tuple([row[position] for position in kinds]),
                tuple([row[position] is None for position in nested]),
            )
            variant = self._variants.get(signature)
            if variant is None:
                variant = self._decided.get(signature) or self._decide(row)
                self._variants[signature] = self._decided[signature] = variant
            found.append(variant)
        return found

    def _decide(self, row: Row) -> _Variant:
        variant = _Variant()
        flags = dict(zip(self._flags.annotations, row[self._tail :], strict=True))
        for position, column in enumerate(self.plan.columns):
            self._decide_column(variant, position, column, row, flags)
        return variant

    def _decide_column(self, variant: _Variant, position: int, column: Column, row: Row, flags: Mapping[str, Any]) -> None:
        part = self.plan.parts[column.part]
        absent = column.part in self._ids and row[self._ids[column.part]] is None
        if absent:
            variant.steps.append(_Step(column.alias, position, b"", 0, None, None))
            return
        if self.internal or (column.item is None and not part.guarded):
            self._release(variant, position, column, FULL, None)
            return
        in_scope = self._flags.scope[column.part]
        if not (flags[in_scope] if isinstance(in_scope, str) else in_scope):
            self._withhold(variant, column, Withheld(OUT_OF_SCOPE))
            return
        if column.item is None:
            self._release(variant, position, column, FULL, None)
            return
        kind = part.holding.subject_kind or (row[self._kinds[column.part]] if column.part in self._kinds else None)
        self._apply(variant, position, column, self._decision(column.item, kind), flags)

    def _decision(self, item: str, kind: str | None) -> Decision:
        current = policy.current()
        # rows of nobody (an employer's figures) are judged as the vehicle's: the purpose still has to name the item
        return current.decide(role=self.access.role, purpose=self.access.purpose, item=item, subject_kind=kind or "vehicle")

    def _apply(self, variant: _Variant, position: int, column: Column, decision: Decision, flags: Mapping[str, Any]) -> None:
        conditions = self._flags.conditions[column.part]
        variant.basis = variant.basis or decision.legal_basis
        for branch in decision.branches:
            known = (conditions[name] for name in branch.when)
            if not all(flags[value] if isinstance(value, str) else value for value in known):
                continue
            if branch.form == FULL:
                self._release(variant, position, column, FULL, None)
            elif branch.form == MASKED:
                rule = policy.current().items[str(column.item)].mask
                self._release(variant, position, column, MASKED, partial(mask, rule))
            elif branch.form == COARSE:
                shape = coarse_transform(branch.how, column.model_field)
                if shape is None:
                    self._withhold(variant, column, Withheld(COARSE_ONLY, decision))
                else:
                    self._release(variant, position, column, COARSE, shape)
            else:
                code = AGGREGATE_ONLY if branch.form == AGGREGATE else decision.reason or WITHHELD
                self._withhold(variant, column, Withheld(code, decision))
            return
        self._withhold(variant, column, Withheld(decision.reason, decision))

    def _release(self, variant: _Variant, position: int, column: Column, form: str, shape: Callable[[Any], Any] | None) -> None:
        label = self.plan.parts[column.part].label
        decode = sealing.DECODERS[column.sealed.codec] if column.sealed else None
        bound = sealing.associated_data(label, column.name) if column.sealed else b""
        variant.steps.append(_Step(column.alias, position, bound, self._ids.get(column.part, 0), decode, shape))
        if column.item:
            items = variant.items.setdefault(column.part, {})
            items[column.item] = FULL if FULL in (form, items.get(column.item)) else form
        if form != FULL:
            variant.forms[column.alias] = form

    def _withhold(self, variant: _Variant, column: Column, why: Withheld) -> None:
        variant.withheld[column.alias] = why
        if column.item:
            variant.withheld_items.setdefault(column.part, {})[f"{column.item}.{column.name}"] = why.code

    # --- record -------------------------------------------------------------------------------------------------

    def record(
        self,
        *,
        kind: str,
        verb: str = "",
        open_keys: bool = True,
        even_if_empty: bool = False,
        extra_keys: Iterable[uuid.UUID] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write the ledger and commit it: one event for each part and each set of decisions."""
        entries = list(self._entries(kind, verb, open_keys=open_keys, extra_keys=set(extra_keys), detail=dict(detail or {})))
        if not entries and even_if_empty:
            entries = [Entry(kind=kind, outcome="released", object_kind=self.plan.parts[0].label, verb=verb)]
        store.write(self.access, entries)

    def _entries(
        self, kind: str, verb: str, *, open_keys: bool, extra_keys: set[uuid.UUID], detail: dict[str, Any]
    ) -> Iterator[Entry]:
        recipient = policy.current().roles[self.access.role].recipient
        self._wanted = set()
        for variant, rows in self._by_variant():
            for index, part in enumerate(self.plan.parts):
                items = variant.items.get(index, {})
                withheld = variant.withheld_items.get(index, {})
                objects = self._distinct(rows, self._ids.get(index))
                if not items and not withheld and not (objects and is_recorded(part)):
                    continue
                # a key that two groups need is fetched once, and counted with the first
                fresh = self._keys(variant, index, rows) - self._wanted if open_keys else set()
                self._wanted |= fresh
                yield Entry(
                    kind=kind,
                    outcome="released" if items or not withheld else "refused",
                    object_kind=part.label,
                    object_ids=objects,
                    subject_ids=self._distinct(rows, self._subjects.get(index)),
                    items=items,
                    withheld=withheld,
                    keys_opened=len(fresh) + (len(extra_keys) if index == 0 else 0),
                    recipient=recipient,
                    legal_basis=variant.basis,
                    verb=verb,
                    detail=detail,
                )

    def _by_variant(self) -> Iterator[tuple[_Variant, list[Row]]]:
        if len(self._variants) == 1:
            yield next(iter(self._variants.values())), self.rows
            return
        for variant in self._variants.values():
            yield variant, [row for row, own in zip(self.rows, self._of_row, strict=True) if own is variant]

    @staticmethod
    def _distinct(rows: list[Row], position: int | None) -> list[uuid.UUID]:
        if position is None:
            return []
        return list(dict.fromkeys([row[position] for row in rows if row[position] is not None]))

    def _keys(self, variant: _Variant, part: int, rows: list[Row]) -> set[bytes]:
        positions = [step.position for step in variant.steps if step.decode and self.plan.columns[step.position].part == part]
        found: set[bytes] = set()
        for position in positions:
            found.update([row[position][_KEY] for row in rows if row[position] is not None])
        return {key for key in found if len(key) == sealing.KEY_BYTES}  # a broken envelope names no key

    # --- open ---------------------------------------------------------------------------------------------------

    def open(self, *, really: bool = True) -> Iterator[Released]:
        """Fetch the keys of the whole page with one query and open what was decided; only after `record`."""
        if really:
            self._fetch_keys(self._wanted)
        recipes = {id(variant): _Recipe(variant) for variant in self._variants.values()}
        root, unreadable = self._ids[0], set[str]()
        for row, variant in zip(self.rows, self._of_row, strict=True):
            values, closed = recipes[id(variant)].follow(row, self._opened if really else None)
            withheld = variant.withheld
            if closed:
                withheld = {**withheld, **closed}
                unreadable.update(alias for alias, why in closed.items() if why.code == UNREADABLE)
            yield row[root], values, withheld, variant.forms
        if unreadable:
            log.error("gate.values_unreadable", alias=",".join(sorted(unreadable)), request_id=self.access.request_id)

    def _fetch_keys(self, wanted: set[bytes]) -> None:
        try:
            self._opened = keys.open_keys(wanted)
        except VaultUnavailable:
            store.write(self.access, [Entry(kind="failure", outcome="failed", detail={"code": VaultUnavailable.code})])
            raise

    def subjects(self) -> dict[uuid.UUID, uuid.UUID]:
        """Public id -> subject id of the root rows."""
        root, subject = self._ids[0], self._subjects[0]
        return {row[root]: row[subject] for row in self.rows}

    # --- files --------------------------------------------------------------------------------------------------

    def withheld_of_first(self) -> Mapping[str, Withheld]:
        """What the first row withholds."""
        return self._of_row[0].withheld

    def first_value(self, path: str) -> Any:
        """The raw tracked value of the first row; a reference, not a personal value."""
        position = next(index for index, column in enumerate(self.plan.columns) if column.path == path)
        return self.rows[0][position]

    def open_file(self, envelope: bytes, bound: bytes) -> bytes:
        """Open a file's envelope; only after `record`.

        Raises:
            Gone: the key was destroyed, or the file was changed on the disk.
            VaultUnavailable: the key cannot be had.
        """
        self._fetch_keys({envelope[_KEY]})
        cipher = self._opened.get(envelope[_KEY])
        if cipher is None:
            raise Gone
        try:
            return sealing.open_envelope(cipher, envelope, bound)
        except InvalidTag:
            log.error("gate.file_unreadable", request_id=self.access.request_id)
            raise Gone(GATE_REASONS[UNREADABLE], code=UNREADABLE) from None
