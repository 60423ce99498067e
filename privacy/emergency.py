"""Emergency access: a timed look outside the ordinary rules, with a written reason and a review that is owed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy import gate, policy, sealing
from privacy.access import Access, Channel
from privacy.change import change
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.gate import Disclosed
from privacy.ledger.store import record_refusal, reference
from privacy.models import Account, EmergencyGrant

LONGEST = timedelta(hours=4)
SHORTEST_REASON = 20
REVIEWED_SHOWN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Owed:
    """An emergency grant as the privacy officer's list shows it; the reason is opened on its own page.

    Args:
        actor_ref: pseudonymous reference of who looked, as in the ledger.
        own: it is the reader's own, so somebody else reviews it.
        runs: it can still be used; the review waits until it has ended.
    """

    id: uuid.UUID
    actor_ref: uuid.UUID
    role: str
    purpose: str
    starts_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    outcome: str
    own: bool
    runs: bool


@dataclass(frozen=True, slots=True)
class Running:
    """A grant of one's own that can be used now."""

    id: uuid.UUID
    role: str
    purpose: str
    starts_at: datetime
    expires_at: datetime


def begin(*, access: Access, reason: str, lasts: timedelta = timedelta(hours=1)) -> Access:
    """Start an emergency access for the role and purpose of the access given.

    Args:
        reason: in the person's own words, at least 20 characters; sealed, read by the reviewer only.
        lasts: up to four hours.

    Returns:
        The access to look with; every look under it is marked in the ledger.

    Raises:
        BadInput: reason too short or too long, or too long a time.
        NotPermitted: only staff roles of the lessor may do this; recorded.
    """
    check_role(access)
    account = Account.objects.get(pk=access.actor.account_id or 0)
    if len(reason.strip()) < SHORTEST_REASON:
        raise BadInput(fields={"reason": [_("Say in a sentence why this cannot wait (at least 20 characters).")]})
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput(fields={"lasts": [_("An emergency access lasts four hours at most.")]})
    grant = EmergencyGrant(
        account=account,
        subject_id=account.subject_id,
        role=access.role,
        purpose=access.purpose,
        starts_at=access.at,
        expires_at=access.at + lasts,
    )
    with change(access, "privacy.begin_emergency", items=["free_text_message"]) as work:
        sealing.seal(grant, reason=reason.strip())
        work.save(grant, reason="emergency")
    return replace(access, emergency=grant.public_id, channel=Channel.EMERGENCY)


def check_role(access: Access) -> None:
    """That a person in this role may have an emergency access at all.

    Raises:
        NotPermitted: not staff of the lessor, or no person; recorded.
    """
    person = Account.objects.filter(pk=access.actor.account_id or 0, is_active=True).exists()
    if not person or not policy.current().roles[access.role].staff:
        record_refusal(access, code="emergency_not_for_this_role")
        raise NotPermitted(_("Emergency access is for staff of the leasing company."), code="emergency_not_for_this_role")


def running(*, account_id: int, grant: uuid.UUID, role: str, purpose: str, at: datetime) -> bool:
    """Whether an emergency grant of this account runs for this role and purpose."""
    rows = EmergencyGrant.objects.filter(public_id=grant, account_id=account_id, role=role, purpose=purpose)
    return rows.filter(starts_at__lte=at, expires_at__gt=at, ended_at__isnull=True).exists()


def end(*, access: Access, grant: uuid.UUID) -> None:
    """End one's own emergency access before its time.

    Raises:
        NotFoundHere: none of this account's that still runs.
    """
    row = EmergencyGrant.objects.filter(public_id=grant, account_id=access.actor.account_id or 0, ended_at__isnull=True).first()
    if row is None or row.expires_at <= access.at:
        raise NotFoundHere
    with change(access, "privacy.end_emergency") as work:
        row.ended_at = access.at
        work.save(row, reason="ended by the person", fields=["ended_at"])


def own_running(*, account_id: int, at: datetime) -> list[Running]:
    """The grants of an account that can be used at the moment, the newest first."""
    rows = EmergencyGrant.objects.filter(account_id=account_id, starts_at__lte=at, expires_at__gt=at, ended_at__isnull=True)
    return [Running(row.public_id, row.role, row.purpose, row.starts_at, row.expires_at) for row in rows.order_by("-starts_at")]


def owed(access: Access) -> list[Owed]:
    """Grants whose review is owed first, then those reviewed in the last 90 days; no reason is opened.

    Raises:
        NotPermitted: the role may not claim the purpose; recorded.
    """
    recent = Q(reviewed_at__isnull=True) | Q(reviewed_at__gte=timezone.now() - timedelta(days=REVIEWED_SHOWN_DAYS))
    rows = gate.rows(access, EmergencyGrant.objects.filter(recent))
    unreviewed_first = F("reviewed_at").desc(nulls_first=True)
    return [_owed(row, access) for row in rows.order_by(unreviewed_first, "-starts_at")[:200]]


def one_owed(access: Access, grant: uuid.UUID) -> tuple[Owed, Disclosed]:
    """A grant to review, with its reason, and the note of its review where there is one; opened as a recorded look.

    Raises:
        NotFoundHere: no such grant; recorded.
        NotPermitted: the role may not claim the purpose; recorded.
    """
    wanted = EmergencyGrant.objects.filter(public_id=grant)
    row = gate.row(access, wanted)
    return _owed(row, access), gate.disclose_one(access, wanted, ["reason", "review_note"])


def _owed(row: EmergencyGrant, access: Access) -> Owed:
    return Owed(
        id=row.public_id,
        actor_ref=reference(row.subject_id),
        role=row.role,
        purpose=row.purpose,
        starts_at=row.starts_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        reviewed_at=row.reviewed_at,
        outcome=row.review_outcome,
        own=row.account_id == access.actor.account_id,
        runs=row.ended_at is None and row.expires_at > access.at,
    )


def review(*, access: Access, grant: uuid.UUID, justified: bool, note: str) -> None:
    """Sign off an emergency access; nobody reviews their own.

    Raises:
        NotFoundHere: no such grant; recorded.
        Conflict: reviewed before, or still running.
        NotPermitted: one's own; recorded.
        BadInput: no note, or one that is too long.
    """
    row = gate.row(access, EmergencyGrant.objects.filter(public_id=grant))
    if row.account_id == access.actor.account_id:
        record_refusal(access, code="own_emergency", object_kind=row._meta.label, object_ids=[row.public_id])
        raise NotPermitted(_("Somebody else has to review your own emergency access."), code="own_emergency")
    if row.reviewed_at is not None or (row.ended_at is None and row.expires_at > access.at):
        raise Conflict(_("This emergency access still runs, or has been reviewed."), code="not_to_review")
    if not note.strip():
        raise BadInput(fields={"note": [_("Say in a sentence what you found.")]})
    with change(access, "privacy.review_emergency", items=["free_text_message"]) as work:
        row.reviewed_at = access.at
        row.reviewed_by_id = access.actor.account_id
        row.review_outcome = "justified" if justified else "not_justified"
        sealing.seal(row, review_note=note.strip())
        work.save(row, reason="reviewed")
