"""Disclosed records as JSON objects: dotted names nest, and what was withheld stands beside what was released, with the
reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from privacy.gate import Disclosed

Plan = tuple[tuple[str, tuple[str, ...], str], ...]


def records(disclosed: Sequence[Disclosed]) -> list[dict[str, Any]]:
    """The JSON objects of a page of records, in order."""
    told: dict[int, dict[str, Any]] = {}
    return [_record(one, told) for one in disclosed]


def record(disclosed: Disclosed) -> dict[str, Any]:
    """The JSON object of one record: id, values by name, and `withheld` by name where something was withheld."""
    return _record(disclosed, {})


def _record(disclosed: Disclosed, told: dict[int, dict[str, Any]]) -> dict[str, Any]:
    # rows with the same decisions share their reasons, so the words for them are put together once for a page
    out: dict[str, Any] = {"id": disclosed.id}
    values = disclosed.values
    for name, path, last in _plan(tuple(values)):
        place = out
        for step in path:
            place = place.setdefault(step, {})
        place[last] = values[name]
    if disclosed.withheld:
        withheld = told.get(id(disclosed.withheld))
        if withheld is None:
            withheld = {name: {"code": reason.code, "text": reason.text} for name, reason in disclosed.withheld.items()}
            told[id(disclosed.withheld)] = withheld
        out["withheld"] = withheld
    return out


@lru_cache(maxsize=512)
def _plan(names: tuple[str, ...]) -> Plan:
    """How the dotted names nest; the same for every row of a page."""
    return tuple((name, *_split(name)) for name in names)


def _split(name: str) -> tuple[tuple[str, ...], str]:
    *path, last = name.split(".")
    return tuple(path), last
