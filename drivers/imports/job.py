"""What one run knows while it works: who imports, how the file is read, and which lines it has met."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from drivers.imports.cells import Reading, UnreadableError
from drivers.imports.columns import Column
from drivers.imports.employers import Employers
from drivers.imports.lines import Line
from drivers.imports.moments import Written, in_zone
from privacy.access import Access

BUSINESS, PRIVATE = "driver.vehicle_management", "private.vehicle_management"
PURPOSES = (BUSINESS, PRIVATE)


@dataclass(slots=True, repr=False)
class Job:
    """One run.

    Args:
        access: who imports, for the purpose of lines that concern no person.
        purposes: all purposes that the importer claims for this run; a line for another one is refused.
        employer: the employer of lines that name none.
        memory: what a kind keeps from batch to batch of a dry run, in which nothing is written to be found again.
    """

    access: Access
    purposes: Sequence[str]
    dry_run: bool
    employers: Employers
    employer: UUID | None = None
    reading: Reading = field(default_factory=Reading)
    memory: dict[str, Any] = field(default_factory=dict)
    _met: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def access_for(self, line: Line) -> Access:
        """The access under which a line is worked on."""
        return self.access.with_purpose(line.purpose) if line.purpose else self.access

    def for_purpose(self, line: Line, purpose: str) -> None:
        """Works on the line for this purpose, or refuses it where the importer did not claim it."""
        if purpose in self.purposes:
            line.purpose = purpose
        else:
            line.refuse("", "other_purpose_private" if purpose == PRIVATE else "other_purpose_business")

    def employer_of(self, line: Line, *, default: bool = True) -> UUID | None:
        """The employer that a line names, or the run's own; refuses the line when it is not known."""
        name = line.get("employer")
        if not name:
            return self.employer if default else None
        try:
            return self.employers.named(name)
        except UnreadableError as problem:
            line.refuse("employer", problem.code)
            return None

    def moment(self, line: Line, name: str, country: str, *, end: bool = False) -> Any:
        """A moment of a line on the clocks of a country; refuses the line when no clock showed it. None where none stands."""
        written: Written | None = line.get(name)
        if written is None:
            return None
        try:
            at = in_zone(written, country, end=end)
        except UnreadableError as problem:
            line.refuse(name, problem.code)
            return None
        if written.at.tzinfo is None:
            self.reading.told["days_without_time" if written.day_only else "times_local"] += 1
        return at

    def met_before(self, line: Line, key: object) -> tuple[int, bool] | None:
        """The earlier line of this file with the same key, and whether it says the same; None for the first."""
        mark = hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        number, digest = self._met.setdefault(mark, (line.number, line.digest))
        return None if number == line.number else (number, digest == line.digest)


class Kind(ABC):
    """What one kind of file is made of.

    `one_of` are groups of columns of which every file has at least one; `key_field` is the column at which a line is
    refused that contradicts an earlier one.
    """

    name: ClassVar[str]
    title: ClassVar[Any]
    columns: ClassVar[tuple[Column, ...]]
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    key_field: ClassVar[str]

    @abstractmethod
    def key(self, job: Job, line: Line) -> object:
        """What makes the line the same as another one; None where it cannot be told. No query."""

    @abstractmethod
    def prepare(self, job: Job, lines: Sequence[Line]) -> None:
        """Finds what the lines name, with as many queries for one line as for a thousand, and says what each would do:
        `line.new`, `line.steps`, neither (unchanged), or refused.
        """

    @abstractmethod
    def add(self, access: Access, lines: Sequence[Line]) -> None:
        """Adds what is new through the bulk action; all or, where the action says so, each for itself."""
