"""One line of a file on its way: read, judged, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivers.models import ImportLine
from privacy.access import Access

Outcome = ImportLine.Outcome
Step = Callable[[Access], Any]
"""One change to what is known already, through its action."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be told about a line: a column (empty: the whole line), a machine code, and another line concerned."""

    field: str
    code: str
    line: int | None = None

    def noted(self) -> dict[str, Any]:
        """As it is kept."""
        kept: dict[str, Any] = {"field": self.field, "code": self.code}
        return kept if self.line is None else kept | {"line": self.line}


# No generated repr: it would print the line into logs and tracebacks.
@dataclass(slots=True, repr=False, eq=False)
class Line:
    """One line.

    Args:
        number: as an editor or spreadsheet shows it. digest: keyed hash of what stands in it.
        values: column name -> what was read; empty cells are left out.
        purpose: id of the purpose for which it is worked on.
        new: what the kind's bulk action adds. steps: what changes in what is known.
    """

    number: int
    digest: bytes
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    purpose: str = ""
    new: Any = None
    steps: list[Step] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it is not decided yet."""
        return not self.outcome

    def refuse(self, field_name: str, code: str, line: int | None = None) -> None:
        """Refuses the line; what was refused before stays named."""
        self.outcome = Outcome.REFUSED
        self.problems.append(Problem(field_name, code, line))

    def refuse_all(self, problems: Mapping[str, str]) -> None:
        """Refuses the line for each column and code; nothing when there are none."""
        for name, code in problems.items():
            self.refuse(name, code)

    def remark(self, field_name: str, code: str, line: int | None = None) -> None:
        """Says something about a line that is taken over."""
        self.problems.append(Problem(field_name, code, line))

    def get(self, name: str, default: Any = None) -> Any:
        """What was read from a column, or the default where nothing stands."""
        return self.values.get(name, default)
