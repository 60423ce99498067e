"""Cases: opened from a report or for a caller, worked, handed over, closed. Who works a case sees what it needs, nobody else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drivers.models import Driver
from fleet.models import Vehicle
from incidents import rules
from incidents.actions.checks import DESK, move_case, move_report, only_for, refuse_problems
from incidents.actions.jobs import end_job
from incidents.models import Case, CaseNote, DamageReport
from incidents.models.numbers import next_case_number
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.models import RoleAssignment
from privacy.sealing import seal

MAX_AMOUNT = Decimal("9999999999.99")
CURRENCIES = ("EUR", "GBP", "CHF", "USD", "PLN", "CZK", "DKK", "SEK", "NOK")


def open_case(
    *,
    access: Access,
    report: UUID | None = None,
    vehicle: UUID | None = None,
    driver: UUID | None = None,
    kind: str = rules.IncidentKind.DAMAGE,
) -> UUID:
    """Open a case and take it on oneself: from a report, or for a vehicle whose driver calls.

    Args:
        report: public id of a report that waits; vehicle, driver and kind are then its own.
        vehicle: public id, where there is no report yet.
        driver: public id of the caller, where there is no report yet and the caller is known.
        kind: one of rules.IncidentKind, where there is no report yet.

    Raises:
        BadInput: neither report nor vehicle, or an unknown kind.
        Conflict: somebody else opened a case from this report first.
        NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    if kind not in list(rules.IncidentKind):
        raise BadInput(code="kind_unknown", fields={"kind": [_("Choose what happened from the list.")]})
    try:
        with change(access, "incidents.open_case") as work:
            row = _new_case(access, work, report, vehicle, driver, kind)
            row.number, row.opened_at, row.agent_id = next_case_number(access.at), access.at, access.actor.account_id
            work.save(row, reason="case opened")
    except IntegrityError:
        raise _taken() from None
    return row.public_id


def take_over_case(*, access: Access, case: UUID) -> UUID:
    """Take over an open case of a colleague; what it gives to see moves along at once.

    Raises:
        Conflict: it is closed, or one's own already. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    access = access.with_case(case)
    with change(access, "incidents.take_over_case") as work:
        row = _locked(access, case)
        _refuse_closed(row)
        if row.agent_id == access.actor.account_id:
            raise Conflict(_("This case is yours already."), code="own_case")
        row.agent_id = access.actor.account_id
        work.save(row, reason="taken over")
    return row.public_id


def hand_over_case(*, access: Access, case: UUID, colleague: str) -> UUID:
    """Hand an own open case to a colleague; one's own view of it ends at once.

    Args:
        colleague: log-in e-mail of somebody who works at the desk now.

    Raises:
        BadInput: nobody at the desk has that log-in.
        Conflict: it is closed, or not one's own any more. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    access = access.with_case(case)
    with change(access, "incidents.hand_over_case") as work:
        row = _own(access, case)
        _refuse_closed(row)
        row.agent_id = _agent(access, colleague)
        work.save(row, reason="handed over")
    return row.public_id


def add_note(*, access: Access, case: UUID, text: str) -> UUID:
    """Write one entry into the conversation log of an own open case.

    Raises:
        BadInput: empty or too long. Conflict: the case is closed. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    refuse_problems([_note_problem(problem) for problem in rules.check_texts({"note": text})])
    if not text.strip():
        raise BadInput(code="note_empty", fields={"text": [_("Write something first.")]})
    access = access.with_case(case)
    with change(access, "incidents.add_note", items=("correspondence",)) as work:
        row = _own(access, case)
        _refuse_closed(row)
        note = CaseNote(case=row, subject_id=row.subject_id, author_id=access.actor.account_id, written_at=access.at)
        seal(note, text=text)
        work.save(note, reason="note written")
    return note.public_id


def change_case_state(*, access: Access, case: UUID, verb: str) -> UUID:
    """Start, wait, resume, close or reopen an own case. Closing ends the workshop's job too: its door closes with the case.

    Raises:
        BadInput: an unknown verb. Conflict: the state does not allow it. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    access = access.with_case(case)
    with change(access, "incidents.change_case_state") as work:
        row = _own(access, case)
        move_case(row, verb)
        row.closed_at = access.at if row.state == rules.CaseState.CLOSED else None
        if row.closed_at and row.job_state == rules.JobState.LIVE:
            end_job(row, access.at)
        work.save(row, reason=verb)
    return row.public_id


def record_insurance(
    *,
    access: Access,
    case: UUID,
    state: str,
    claim_amount: Decimal | None = None,
    excess_amount: Decimal | None = None,
    currency: str = "EUR",
) -> UUID:
    """Write down where the insurer stands and what it is about; None is not known.

    Raises:
        BadInput: unknown state or currency, or an amount below zero. Conflict: closed. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    _check_insurance(state, {"claim_amount": claim_amount, "excess_amount": excess_amount}, currency)
    access = access.with_case(case)
    with change(access, "incidents.record_insurance", items=("insurance_information",)) as work:
        row = _own(access, case)
        _refuse_closed(row)
        row.insurance_state, row.currency = state, currency
        row.claim_amount, row.excess_amount = claim_amount, excess_amount
        work.save(row, reason="insurance recorded")
    return row.public_id


def _new_case(access: Access, work: Change, report: UUID | None, vehicle: UUID | None, driver: UUID | None, kind: str) -> Case:
    if report is not None and vehicle is None:
        return _from_report(access, work, report)
    if vehicle is not None and report is None:
        return _from_call(access, vehicle, driver, kind)
    raise BadInput(code="what_is_it_about", fields={"report": [_("Name either a report or a vehicle.")]})


def _from_report(access: Access, work: Change, report: UUID) -> Case:
    """A case from a waiting report; the lock on the report lets one of two agents win."""
    try:
        row = gate.row(access, DamageReport.objects.select_for_update(of=("self",)).filter(public_id=report))
    except NotFoundHere:
        if Case.objects.filter(report__public_id=report).exists():
            raise _taken() from None
        raise
    if row.state == rules.ReportState.IN_CASE:
        raise _taken()
    move_report(row, "take_into_case")
    work.save(row, reason="taken into a case")
    return Case(
        kind=row.kind,
        report=row,
        vehicle_id=row.vehicle_id,
        driver_id=row.driver_id,
        subject_id=row.subject_id,
    )


def _from_call(access: Access, vehicle: UUID, driver: UUID | None, kind: str) -> Case:
    """A case for a vehicle, with its caller where known."""
    car = gate.row(access, Vehicle.objects.filter(public_id=vehicle))
    caller = gate.row(access, Driver.objects.filter(public_id=driver)) if driver else None
    return Case(
        kind=kind,
        vehicle=car,
        driver=caller,
        subject_id=caller.subject_id if caller else car.file_id,
    )


def _locked(access: Access, case: UUID) -> Case:
    return gate.row(access, Case.objects.select_for_update(of=("self",)).filter(public_id=case))


def _own(access: Access, case: UUID) -> Case:
    """The case, locked, when it is one's own.

    Raises:
        Conflict: a colleague works it. NotFoundHere
    """
    row = _locked(access, case)
    if row.agent_id != access.actor.account_id:
        raise Conflict(_("A colleague works this case now. Take it over first."), code="not_own_case")
    return row


def _refuse_closed(row: Case) -> None:
    if row.state == rules.CaseState.CLOSED:
        raise Conflict(_("This case is closed. Reopen it first."), code="case_closed")


def _agent(access: Access, login: str) -> int:
    """The account of a colleague who holds the desk's role at this moment."""
    running = Q(valid_to=None) | Q(valid_to__gt=access.at)
    held = RoleAssignment.objects.filter(
        running, account__email__iexact=login.strip(), account__is_active=True, role__in=DESK, valid_from__lte=access.at
    ).first()
    if held is None or held.account_id == access.actor.account_id:
        text = _("No colleague at the desk has this log-in. Check the spelling.")
        raise BadInput(code="no_such_colleague", fields={"colleague": [text]})
    return held.account_id


def _check_insurance(state: str, amounts: dict[str, Decimal | None], currency: str) -> None:
    fields: dict[str, list[Any]] = {}
    if state not in list(rules.InsuranceState):
        fields["state"] = [_("Choose where the insurer stands from the list.")]
    if currency not in CURRENCIES:
        fields["currency"] = [_("Choose one of: %(names)s.") % {"names": ", ".join(CURRENCIES)}]
    for name, amount in amounts.items():
        if amount is not None and not (amount.is_finite() and 0 <= amount <= MAX_AMOUNT):
            fields[name] = [_("Give an amount from 0 to %(most)s, or leave it empty.") % {"most": MAX_AMOUNT}]
    if fields:
        raise BadInput(code="insurance_unfit", fields=fields)


def _note_problem(problem: rules.Problem) -> rules.Problem:
    """The limit is kept per kind of text; the form calls its field plainly `text`."""
    return rules.Problem("text", problem.code, limit=problem.limit, given=problem.given)


def _taken() -> Conflict:
    return Conflict(_("Somebody else opened a case from this report first. Reload the page."), code="case_taken")
