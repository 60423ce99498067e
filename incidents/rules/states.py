"""Which moves the states of a report, a case and a workshop job allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.rules.lists import CaseState, JobState, ReportState

REPORT_MOVES: dict[str, tuple[frozenset[str], str]] = {
    "send": (frozenset({ReportState.DRAFT}), ReportState.REPORTED),
    "take_into_case": (frozenset({ReportState.REPORTED}), ReportState.IN_CASE),
    "withdraw": (frozenset({ReportState.DRAFT, ReportState.REPORTED}), ReportState.WITHDRAWN),
    "discard": (frozenset({ReportState.DRAFT, ReportState.REPORTED}), ReportState.DISCARDED),
}
OPEN_CASE_STATES: frozenset[str] = frozenset({CaseState.OPENED, CaseState.IN_PROGRESS, CaseState.WAITING})
CASE_MOVES: dict[str, tuple[frozenset[str], str]] = {
    "start": (frozenset({CaseState.OPENED}), CaseState.IN_PROGRESS),
    "wait": (frozenset({CaseState.OPENED, CaseState.IN_PROGRESS}), CaseState.WAITING),
    "resume": (frozenset({CaseState.WAITING}), CaseState.IN_PROGRESS),
    "close": (OPEN_CASE_STATES, CaseState.CLOSED),
    "reopen": (frozenset({CaseState.CLOSED}), CaseState.IN_PROGRESS),
}
JOB_MOVES: dict[str, tuple[frozenset[str], str]] = {
    "refer": (frozenset({JobState.NONE, JobState.FINISHED}), JobState.LIVE),
    "finish": (frozenset({JobState.LIVE}), JobState.FINISHED),
}
#: States of a report in which photos may still be added by the person who sent it.
PHOTO_STATES: frozenset[str] = frozenset({ReportState.DRAFT, ReportState.REPORTED, ReportState.IN_CASE})
#: Days after closing during which the agent still sees number, date, kind and state.
CLOSED_CASE_DAYS = 30
#: Kinds of supplier that may get a job on a case.
REPAIRER_KINDS: frozenset[str] = frozenset({"garage", "body_shop", "glass", "tyre"})


@dataclass(frozen=True, slots=True)
class Move:
    """The answer to "may it make this move now?"."""

    allowed: bool
    reason: str
    target: str | None = None


def may_move(moves: Mapping[str, tuple[frozenset[str], str]], verb: str, state: str) -> Move:
    """Whether a thing in `state` may make the move `verb` of the table `moves`, and where it would end."""
    if verb not in moves:
        return Move(allowed=False, reason="verb_unknown")
    sources, target = moves[verb]
    if state not in sources:
        return Move(allowed=False, reason="state_does_not_allow")
    return Move(allowed=True, reason="allowed", target=target)


def moves_from(moves: Mapping[str, tuple[frozenset[str], str]], state: str) -> tuple[str, ...]:
    """The verbs open in a state, in the order of the table: the buttons of a page."""
    return tuple(verb for verb, (sources, _target) in moves.items() if state in sources)
