"""Cases as the agent works them and as the workshop sees its job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case as FirstOf
from django.db.models import IntegerField, Q, QuerySet, Value, When

from drivers.queries import PAGE_SIZE, Page
from incidents import rules
from incidents.models import Case, CaseNote, DamageReport, words
from incidents.queries.fields import CASE, CASE_CARD, JOB_CARD, NOTE, WAITING
from incidents.queries.pages import page_of
from incidents.queries.photos import PhotoView, photos_of
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

QUEUE_ROWS = 100


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case with its report, photos and conversation log.

    Args:
        record: what the gate released, with `withheld` and the reasons.
        severity: name of the urgency; severity_reason: its code.
        moves: verbs that the state allows. job_moves: the same for the workshop's job.
        own: whether the agent of this access works it.
    """

    record: Disclosed
    photos: tuple[PhotoView, ...]
    notes: tuple[Disclosed, ...]
    severity: Any
    severity_reason: str
    moves: tuple[str, ...]
    job_moves: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class JobCard:
    """The job of a workshop: the field list of a live job, and the photos of the damage."""

    record: Disclosed
    photos: tuple[PhotoView, ...]


def case_card(access: Access, case: UUID) -> CaseCard:
    """One case as its agent needs it.

    Raises:
        NotFoundHere: not in reach of this agent for this purpose.
    """
    access = access.with_case(case)
    record = gate.disclose_one(access, Case.objects.filter(public_id=case), CASE_CARD)
    report = record.get("report.id")
    notes = gate.disclose(access, CaseNote.objects.filter(case__public_id=case).order_by("-written_at", "-id"), NOTE)
    severity, reason = _severity(record)
    own = gate.rows(access, Case.objects.filter(public_id=case, agent=access.actor.account_id)).exists()
    return CaseCard(
        record=record,
        photos=photos_of(access, [report]).get(report, ()),
        notes=tuple(notes),
        severity=words.SEVERITIES[severity],
        severity_reason=reason,
        moves=rules.moves_from(rules.CASE_MOVES, record.get("state", "")) if own else (),
        job_moves=rules.moves_from(rules.JOB_MOVES, record.get("job_state", "")) if own else (),
        own=own,
    )


def case_queue(access: Access) -> list[Disclosed]:
    """The agent's own open cases, the most urgent first."""
    own = Case.objects.filter(agent=access.actor.account_id, state__in=rules.OPEN_CASE_STATES)
    return gate.disclose(access, own.order_by(_urgency("report__"), "opened_at", "id"), CASE, limit=QUEUE_ROWS)


def waiting_reports(access: Access) -> list[Disclosed]:
    """Reports that no agent has taken yet, the most urgent first: number, kind, date and vehicle."""
    waiting = DamageReport.objects.filter(state=rules.ReportState.REPORTED)
    return gate.disclose(access, waiting.order_by(_urgency(), "created_at", "id"), WAITING, limit=QUEUE_ROWS)


def cases(access: Access, *, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The cases in reach, newest first, one page.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    return page_of(access, Case.objects.all(), CASE, after=after, size=size)


def job_list(access: Access) -> list[Disclosed]:
    """The live jobs of the workshops that the account works for, the longest waiting first."""
    live: QuerySet[Case] = Case.objects.filter(job_state=rules.JobState.LIVE)
    return gate.disclose(access, live.order_by("job_since", "id"), JOB_CARD, limit=QUEUE_ROWS)


def job_card(access: Access, case: UUID) -> JobCard:
    """One live job with the photos of the damage.

    Raises:
        NotFoundHere: no job of this workshop, or not live any more.
    """
    access = access.with_case(case)
    record = gate.disclose_one(access, Case.objects.filter(public_id=case), JOB_CARD)
    report = record.get("report.id")
    return JobCard(record=record, photos=photos_of(access, [report]).get(report, ()))


def _severity(record: Disclosed) -> tuple[rules.Severity, str]:
    return rules.severity(
        kind=record.get("kind", ""),
        drivable=record.get("report.drivable") or rules.Drivable.UNKNOWN,
        injury_told=bool(record.get("report.injury_information")),
    )


def _urgency(prefix: str = "") -> FirstOf:
    """`rules.severity` as an order of rows: the database sorts, nothing is shown by it."""
    stands_still = Q(**{f"{prefix}kind": rules.IncidentKind.THEFT}) | Q(**{f"{prefix}drivable": rules.Drivable.NO})
    perhaps = Q(**{f"{prefix}kind": rules.IncidentKind.ACCIDENT, f"{prefix}drivable": rules.Drivable.UNKNOWN})
    return FirstOf(
        When(Q(**{f"{prefix}injury_information__isnull": False}), then=Value(0)),
        When(stands_still | perhaps, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
