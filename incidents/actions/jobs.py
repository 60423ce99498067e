"""The workshop's job on a case: its door opens when the agent refers the case, and closes when the job ends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fleet.models import Supplier
from incidents import rules
from incidents.actions.checks import DESK, WORKSHOP, move_job, only_for, refuse_problems
from incidents.models import Case
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import BadInput, Conflict
from privacy.sealing import seal


def refer_to_workshop(*, access: Access, case: UUID, workshop: UUID, pick_up_place: str = "") -> UUID:
    """Give the job to a workshop: from now until the job ends it sees the field list of a live job.

    Args:
        workshop: public id of a supplier that repairs.
        pick_up_place: where the workshop fetches the car, when that is agreed; it sees the place only then.

    Raises:
        BadInput: that supplier does not repair cars, or the place is too long.
        Conflict: the case is closed or not one's own, or another workshop has the job. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    refuse_problems(rules.check_texts({"pick_up_place": pick_up_place}))
    access = access.with_case(case)
    with change(access, "incidents.refer_to_workshop") as work:
        row = gate.row(access, Case.objects.select_for_update(of=("self",)).filter(public_id=case))
        if row.state not in rules.OPEN_CASE_STATES or row.agent_id != access.actor.account_id:
            raise Conflict(_("Only an open case of your own can be referred."), code="not_own_open_case")
        supplier = gate.row(access, Supplier.objects.filter(public_id=workshop))
        if supplier.kind not in rules.REPAIRER_KINDS:
            raise BadInput(code="not_a_repairer", fields={"workshop": [_("This supplier does not repair cars.")]})
        move_job(row, "refer")
        row.workshop, row.job_since, row.job_until = supplier, access.at, None
        seal(row, pick_up_place=pick_up_place)
        work.save(row, reason="referred to a workshop")
    return row.public_id


def finish_job(*, access: Access, case: UUID) -> UUID:
    """End the job: by the workshop that has it, or by the agent who calls it back. What the workshop saw, it sees no more.

    Raises:
        Conflict: there is no live job. NotFoundHere, NotPermitted
    """
    only_for(access, (*WORKSHOP, *DESK))
    access = access.with_case(case)
    with change(access, "incidents.finish_job") as work:
        row = gate.row(access, Case.objects.select_for_update(of=("self",)).filter(public_id=case))
        end_job(row, access.at)
        work.save(row, reason="job finished")
    return row.public_id


def end_job(case: Case, at: datetime) -> None:
    """End the job on a case row that the caller saves; the place where the car was fetched is not needed any more.

    Raises:
        Conflict: there is no live job.
    """
    move_job(case, "finish")
    case.job_until = at
    seal(case, pick_up_place=None)
