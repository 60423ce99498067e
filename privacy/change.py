"""The frame of every action: one transaction, history rows that say who and why, and one ledger event before the commit."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from privacy import gate, outbox, registry, sealing
from privacy.access import Access
from privacy.fields import sealed_fields
from privacy.ledger import store
from privacy.ledger.store import Entry

_undo: ContextVar[list[Callable[[], None]] | None] = ContextVar("undo_after_rollback", default=None)


class Change:
    """What one action changes. Made by `change`; saves rows and remembers them for the ledger."""

    def __init__(self, access: Access, verb: str, subjects: Iterable[uuid.UUID], items: Iterable[str]) -> None:
        self.access = access
        self.verb = verb
        self._objects: dict[str, dict[uuid.UUID, None]] = {}
        self._subjects: dict[str, dict[uuid.UUID, None]] = {}
        self._extra_subjects = list(subjects)
        self._items: dict[str, dict[str, str]] = {}
        self._named_items = list(items)

    def save(self, row: models.Model, *, reason: str = "", fields: Sequence[str] | None = None) -> None:
        """Save one row with its history.

        Args:
            reason: code or short text without personal values; stands in the history row.
            fields: names of the columns to write; all when None.
        """
        row._change = self  # type: ignore[attr-defined]
        row._change_reason = reason or self.access.reason or self.verb  # type: ignore[attr-defined]
        try:
            row.save(update_fields=[*fields, "changed_at"] if fields is not None else None)
        finally:
            del row._change  # type: ignore[attr-defined]
        self._remember(row, fields)

    def bulk_create(self, model: type[models.Model], rows: Sequence[models.Model], *, batch_size: int = 2_000) -> None:
        """Insert many rows and their history with set-based SQL."""
        if not rows:
            return
        bulk_create_with_history(
            list(rows), model, batch_size=batch_size, default_change_reason=self.verb, custom_historical_attrs=trace(self)
        )
        for row in rows:
            self._remember(row, None)

    def bulk_update(self, model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]) -> None:
        """Update columns of many rows and write their history with set-based SQL."""
        if not rows:
            return
        bulk_update_with_history(
            list(rows), model, list(fields), default_change_reason=self.verb, custom_historical_attrs=trace(self)
        )
        for row in rows:
            self._remember(row, fields)

    def delete(self, row: models.Model) -> None:
        """Delete one row; its history says so."""
        self._remember(row, ())
        row._change = self  # type: ignore[attr-defined]
        row.delete()

    def after_commit(self, work: Callable[[], None]) -> None:
        """Run something after the commit; for effects that may be lost. Others go through `enqueue`."""
        transaction.on_commit(work)

    def after_rollback(self, work: Callable[[], None]) -> None:
        """Undo an effect outside the database (a file) when the outermost change is rolled back."""
        undo = _undo.get()
        if undo is not None:
            undo.append(work)

    def enqueue(self, task: str, **arguments: Any) -> None:
        """Queue a task in the same transaction. Arguments are references, never values."""
        outbox.enqueue(task, **arguments)

    def _remember(self, row: models.Model, fields: Sequence[str] | None) -> None:
        label = row._meta.label
        self._objects.setdefault(label, {})[row.public_id] = None  # type: ignore[attr-defined]
        holding = registry.holding(label)
        if holding.subject is not None:
            try:
                self._subjects.setdefault(label, {})[sealing.subject_id_of(row)] = None
            except ValueError:
                pass  # a row that may exist before its person is known
        touched = {field.name: field.item for field in sealed_fields(type(row))} | dict(holding.tracked)
        items = self._items.setdefault(label, {})
        for name, item in touched.items():
            if (fields is None and getattr(row, name, None) is not None) or (fields is not None and name in fields):
                items[item] = "changed"

    def entries(self) -> list[Entry]:
        """The ledger entries of this change: one for each kind of row."""
        named = dict.fromkeys(self._named_items, "changed")
        made = [
            Entry(
                kind="change",
                outcome="done",
                verb=self.verb,
                object_kind=label,
                object_ids=list(ids),
                subject_ids=[*self._subjects.get(label, ()), *self._extra_subjects],
                items={**self._items.get(label, {}), **named},
            )
            for label, ids in self._objects.items()
        ]
        if made:
            return made
        return [Entry(kind="change", outcome="done", verb=self.verb, subject_ids=self._extra_subjects, items=named)]


@contextmanager
def change(access: Access, verb: str, *, subjects: Iterable[uuid.UUID] = (), items: Iterable[str] = ()) -> Iterator[Change]:
    """Open the transaction of an action.

    Args:
        verb: "app.action", as it will stand in the ledger.
        subjects: further subjects concerned, beyond those of the saved rows.
        items: further items concerned.

    Raises:
        NotPermitted, UnknownPurpose: the role may not claim the purpose; recorded.
        LedgerUnavailable: the change cannot be recorded and is rolled back.
    """
    gate.check_claim(access)
    with _undoing(), transaction.atomic():
        work = Change(access, verb, subjects, items)
        yield work
        # last, so that the ledger never misses a change that stands; one that then fails to commit is a recorded attempt
        store.write(access, work.entries())


@contextmanager
def _undoing() -> Iterator[None]:
    """Run what `after_rollback` collected when the outermost change fails."""
    if _undo.get() is not None:
        yield  # inside another change: that one decides whether all of it stands
        return
    collected: list[Callable[[], None]] = []
    token = _undo.set(collected)
    try:
        yield
    except BaseException:
        for work in reversed(collected):
            work()
        raise
    finally:
        _undo.reset(token)


def trace(work: Change) -> dict[str, Any]:
    """The columns that a history row takes from the access."""
    access = work.access
    return {
        "history_user_id": access.actor.subject_id,
        "history_actor_name": access.actor.name,
        "history_role": access.role,
        "history_purpose": access.purpose,
        "history_request": access.request_id,
        "history_verb": work.verb,
    }


@receiver(pre_create_historical_record)
def _stamp_history(sender: Any, **kwargs: Any) -> None:
    work = getattr(kwargs["instance"], "_change", None)
    if not isinstance(work, Change):
        label = kwargs["instance"]._meta.label
        raise RuntimeError(f"{label} was saved outside privacy.change.change(): no actor, no purpose, no record.")
    for name, value in trace(work).items():
        setattr(kwargs["history_instance"], name, value)
