"""Disclosed records as JSON objects: dotted names nest, and what was withheld stands beside what was released, with the
reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from privacy.gate import Disclosed

Plan = tuple[tuple[str, tuple[str, ...], str], ...]


def records(disclosed: Sequence[Disclosed], *, leave_out: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The JSON objects of a page of records, in order.

    Args:
        disclosed: what the gate released.
        leave_out: names that serve the edge only (the key for the cursor, the moment for the version).
    """
    return [record(one, leave_out=leave_out) for one in disclosed]


def record(disclosed: Disclosed, *, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The JSON object of one record: id, values by name, and `withheld` by name where something was withheld."""
    out: dict[str, Any] = {"id": disclosed.id}
    values = disclosed.values
    for name, path, last in _plan(tuple(values), leave_out):
        place = out
        for step in path:
            place = place.setdefault(step, {})
        place[last] = values[name]
    if disclosed.withheld:
        out["withheld"] = {name: {"code": reason.code, "text": reason.text} for name, reason in disclosed.withheld.items()}
    return out


@lru_cache(maxsize=512)
def _plan(names: tuple[str, ...], leave_out: frozenset[str]) -> Plan:
    """How the dotted names nest; the same for every row of a page."""
    return tuple((name, *_split(name)) for name in _kept(names, leave_out))


def _split(name: str) -> tuple[tuple[str, ...], str]:
    *path, last = name.split(".")
    return tuple(path), last


def _kept(names: Iterable[str], leave_out: frozenset[str]) -> list[str]:
    return [name for name in names if name not in leave_out]
