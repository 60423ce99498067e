"""Damage reports as the driver, the employer and the API see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from drivers.queries import PAGE_SIZE, Page
from incidents import rules
from incidents.models import DamageReport
from incidents.queries.fields import REPORT_CARD, REPORT_FOR_MANAGER
from incidents.queries.pages import page_of
from incidents.queries.photos import PhotoView, photos_of
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

#: What a driver reads about the own report, by the state of the report or, once there is one, of the case.
_REPORT_PROGRESS = {
    rules.ReportState.DRAFT: _("Not sent yet."),
    rules.ReportState.REPORTED: _("We have your report. Somebody will look at it soon."),
    rules.ReportState.IN_CASE: _("Your report is being handled."),
    rules.ReportState.WITHDRAWN: _("You withdrew this report."),
    rules.ReportState.DISCARDED: _("This report was set aside; a double report, for example."),
}
_CASE_PROGRESS = {
    rules.CaseState.OPENED: _("A case was opened. Somebody will contact you if anything is needed."),
    rules.CaseState.IN_PROGRESS: _("Your case is being worked on."),
    rules.CaseState.WAITING: _("Your case waits for an answer from somebody else."),
    rules.CaseState.CLOSED: _("Your case is closed."),
}
_MOVES_OF_ROLE = {
    "driver": ("withdraw",),
    "private_lessee": ("withdraw",),
    "agent": ("take_into_case", "discard"),
}
_WITH_WORKSHOP = _("The workshop has the job.")


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report with its photos.

    Args:
        record: what the gate released, with `withheld` and the reasons.
        photos: in the order in which they came.
        progress: how it stands, in words for the person.
        moves: what this role may do with the report in this state: "withdraw", "discard", "take_into_case".
    """

    record: Disclosed
    photos: tuple[PhotoView, ...]
    progress: Any
    moves: tuple[str, ...]


def my_reports(access: Access) -> list[ReportView]:
    """All reports of the person behind the access, newest first, each with photos and how it stands."""
    own = DamageReport.objects.filter(subject=access.actor.subject_id)
    return _views(access, gate.disclose(access, own.order_by("-created_at", "-id"), REPORT_CARD))


def report_card(access: Access, report: UUID) -> ReportView:
    """One report with all that belongs to it, as far as the purpose shows it.

    Raises:
        NotFoundHere
    """
    record = gate.disclose_one(access, DamageReport.objects.filter(public_id=report), _fields(access))
    return _views(access, [record])[0]


def reports(access: Access, *, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The reports in reach, newest first, one page.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    return page_of(access, DamageReport.objects.all(), _fields(access), after=after, size=size)


def damage_for_manager(access: Access, vehicle: UUID) -> list[ReportView]:
    """The damage of one vehicle of an employer, newest first; what is not for the employer carries its reason."""
    rows = DamageReport.objects.filter(vehicle__public_id=vehicle)
    rows = rows.exclude(state__in=_ENDED).order_by("-created_at", "-id")
    return _views(access, gate.disclose(access, rows, REPORT_FOR_MANAGER))


def damage_list(access: Access, *, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The damage over all vehicles in reach of an employer, newest first, one page.

    Raises:
        BadInput: the cursor is not one of ours.
    """
    rows: QuerySet[DamageReport] = DamageReport.objects.exclude(state__in=_ENDED)
    return page_of(access, rows, REPORT_FOR_MANAGER, after=after, size=size)


_ENDED = (rules.ReportState.DRAFT, rules.ReportState.WITHDRAWN, rules.ReportState.DISCARDED)


def _fields(access: Access) -> Mapping[str, str]:
    return REPORT_FOR_MANAGER if access.role == "fleet_manager" else REPORT_CARD


def _views(access: Access, records: Sequence[Disclosed]) -> list[ReportView]:
    photos = photos_of(access, [record.id for record in records])
    return [ReportView(record, photos.get(record.id, ()), _progress(record), _moves(access, record)) for record in records]


def _moves(access: Access, record: Disclosed) -> tuple[str, ...]:
    possible = rules.moves_from(rules.REPORT_MOVES, record.get("state", ""))
    return tuple(verb for verb in possible if verb in _MOVES_OF_ROLE.get(access.role, ()))


def _progress(record: Disclosed) -> Any:
    """How it stands, in words; nothing where the state itself is not shown for this purpose."""
    if record.get("case.state") is None:
        return _REPORT_PROGRESS.get(record.get("state"), "")
    if record.get("case.job_state") == rules.JobState.LIVE:
        return _WITH_WORKSHOP
    return _CASE_PROGRESS[record["case.state"]]
