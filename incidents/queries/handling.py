"""What the desk's pages ask beside the case itself: under which purpose it is worked, who has it, what was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from incidents import rules
from incidents.models import Case, DamageReport
from incidents.queries.fields import CASE
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

OUTLINE: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "opened_at": "opened_at",
    "vehicle.licence_plate": "vehicle__licence_plate",
    "vehicle.make": "vehicle__make",
    "vehicle.model": "vehicle__model",
}
CLOSED_ROWS = 50


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report is: the access that reaches it while it waits, or the one that reaches the case it went into."""

    access: Access
    case: UUID | None = None


def reaching_case(accesses: Sequence[Access], case: UUID) -> Access | None:
    """The first of these accesses that reaches the case, None when none does. Nothing of the case is released by it."""
    return _reaching(accesses, Case.objects.filter(public_id=case))


def place_of_report(accesses: Sequence[Access], report: UUID) -> ReportPlace:
    """Where a report is now, for an agent who follows a link to it.

    Args:
        accesses: those under which an agent finds.

    Raises:
        NotFoundHere: neither waiting nor in a case that the desk may know of; recorded.
    """
    waiting = DamageReport.objects.filter(public_id=report)
    access = _reaching(accesses, waiting)
    if access is not None:
        return ReportPlace(access)
    cases = Case.objects.filter(report__public_id=report)
    access = _reaching(accesses, cases)
    if access is None:
        gate.row(accesses[0], waiting)
        raise AssertionError("the gate refuses a row that no access reaches")
    return ReportPlace(access, gate.row(access, cases).public_id)


def case_outline(access: Access, case: UUID) -> Disclosed:
    """A case as the whole desk may know it: number, kind, state and car; what is in it belongs to who works it.

    Raises:
        NotFoundHere: not open, and not one's own closed a short time ago; recorded.
    """
    return gate.disclose_one(access.with_case(case), Case.objects.filter(public_id=case), OUTLINE)


def closed_recently(access: Access) -> list[Disclosed]:
    """The agent's own cases that were closed at most 30 days ago, in outline, the last one first."""
    closed = Case.objects.filter(agent=access.actor.account_id, state=rules.CaseState.CLOSED)
    return gate.disclose(access, closed.order_by("-closed_at", "-id"), CASE, limit=CLOSED_ROWS)


def _reaching(accesses: Sequence[Access], rows: QuerySet[Any]) -> Access | None:
    return next((access for access in accesses if gate.rows(access, rows).exists()), None)
