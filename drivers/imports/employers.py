"""Employers and units as a file names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from drivers.imports.cells import UnreadableError
from fleet.queries import EmployerView, employers_of
from privacy.access import Access

BELOW = (">", "/", "»")


class Employers:
    """The employers in reach, read once for a whole file."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @cached_property
    def _views(self) -> dict[UUID, EmployerView]:
        return {view.id: view for view in employers_of(self._access)}

    @cached_property
    def _by_name(self) -> dict[str, list[UUID]]:
        found: dict[str, list[UUID]] = defaultdict(list)
        for view in self._views.values():
            found[_spelling(view.name)].append(view.id)
        return found

    def named(self, text: str) -> UUID:
        """The employer or unit of a name, a way down ("Company > Unit") or an id.

        Raises:
            UnreadableError: employer_unknown, or employer_ambiguous when several bear the name.
        """
        whole = self._by_name.get(_spelling(text))
        found = whole if whole is not None else self._by_way(text) or self._by_id(text)
        if not found:
            raise UnreadableError("employer_unknown")
        if len(found) > 1:
            raise UnreadableError("employer_ambiguous")
        return found[0]

    def _by_way(self, text: str) -> list[UUID]:
        for sign in BELOW:
            steps = [_spelling(step) for step in text.split(sign)]
            if len(steps) > 1:
                return [found for found in self._by_name.get(steps[-1], []) if self._runs_through(found, steps[:-1])]
        return []

    def _runs_through(self, unit: UUID, above: Sequence[str]) -> bool:
        names = []
        parent = self._views[unit].parent
        while parent is not None:
            names.append(_spelling(self._views[parent].name))
            parent = self._views[parent].parent
        return names[: len(above)] == list(reversed(above))

    def _by_id(self, text: str) -> list[UUID]:
        try:
            found = UUID(text)
        except ValueError:
            return []
        return [found] if found in self._views else []

    def country(self, employer: UUID | None) -> str:
        """ISO code of the employer's country; empty where there is none."""
        view = self._views.get(employer) if employer else None
        return view.country if view else ""

    def same_company(self, one: UUID | None, other: UUID | None) -> bool:
        """Whether both stand in one company's tree, or neither names an employer."""
        if one is None or other is None:
            return one is other
        return self._company(one) == self._company(other)

    def _company(self, employer: UUID) -> UUID:
        while (view := self._views.get(employer)) is not None and view.parent is not None:
            employer = view.parent
        return employer


def _spelling(name: str) -> str:
    return " ".join(name.casefold().split())
