"""What belongs to everybody: who I am here, who saw my data, the record of looks, and the purposes of the policy."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from privacy import policy, queries
from privacy.edge.access import claimable, standing_of
from privacy.edge.operations import Operation
from privacy.edge.paging import PageWanted
from privacy.edge.refusals import BadCall
from privacy.edge.views import ApiView
from privacy.errors import BadInput
from privacy.policy.model import Purpose, text_in

OBJECTS = {"type": "array", "items": {"type": "object"}}
LOOK = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "at": {"type": "string", "format": "date-time"},
        "purpose": {"type": "string"},
        "purpose_title": {"type": "string"},
        "legal_basis": {"type": "string"},
        "role": {"type": "string"},
        "role_title": {"type": "string"},
        "organisation": {"type": "string"},
        "items": OBJECTS,
        "withheld": OBJECTS,
    },
}
OWN_LOOK_FIELDS = (
    "id",
    "at",
    "kind",
    "outcome",
    "purpose",
    "purpose_title",
    "legal_basis",
    "role",
    "role_title",
    "organisation_kind",
    "organisation",
    "channel",
    "emergency",
    "object_kind",
    "by_oneself",
)
REVIEW_FIELDS = (
    *OWN_LOOK_FIELDS,
    "verb",
    "case",
    "object_count",
    "subject_count",
    "actor_ref",
    "actor_name",
    "policy_version",
    "request_id",
)


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """Whether one's own looks are listed too."""

    own_looks: bool = False


@dataclass(frozen=True, kw_only=True)
class EventQuery:
    """Which events: by purpose, actor or subject (subject ids), kind, outcome, and time (from included, to excluded)."""

    purpose: str | None = None
    actor: uuid.UUID | None = None
    subject: uuid.UUID | None = None
    kind: str | None = None
    outcome: str | None = None
    from_: datetime | None = None
    to: datetime | None = None


class Me(ApiView):
    """Who I am here: the roles in which I may act, and the purposes that each may claim. No personal data."""

    purposes = {"GET": ()}
    operations = {
        "GET": Operation(
            "Who I am here",
            gives={"type": "object", "properties": {"id": {"type": ["string", "null"]}, "roles": OBJECTS}},
        )
    }

    def get(self, request: Any) -> Response:
        """The account's reference and its roles."""
        standing = standing_of(request)
        roles = [
            {
                "key": workspace.key,
                "role": workspace.role,
                "organisation": {"kind": workspace.organisation.kind, "id": workspace.organisation.id},
                "purposes": sorted(claimable(workspace)),
            }
            for workspace in standing.entitlements.workspaces
        ]
        person = standing.actor.account_id is not None
        return self.shaped({"id": request.user.public_id if person else None, "machine": not person, "roles": roles})


class AccessLog(ApiView):
    """Who saw my data (GDPR Art. 15): time, purpose, items, organisation and role; never a colleague's name."""

    purposes = {"GET": ("rights.own_record",)}
    operations = {"GET": Operation("Who saw my data", gives=LOOK, many=True, query=LogQuery)}

    def files(self) -> Iterable[queries.OwnedFile]:
        """Further subjects that are the person's own; the apps above know them."""
        return ()

    def get(self, request: Any) -> Response:
        """One page of looks, newest first."""
        wanted, page = self.query(LogQuery), self.page()
        looks = queries.own_access_log(
            self.access, files=self.files(), before=_before(page), limit=page.limit, own_looks=wanted.own_looks
        )
        return self.shaped(_looks(looks, page, OWN_LOOK_FIELDS))


class LedgerEvents(ApiView):
    """The record of looks, for the privacy officer. Reading it is itself recorded."""

    purposes = {"GET": ("accountability.ledger_review",)}
    operations = {"GET": Operation("The record of looks", gives=LOOK, many=True, query=EventQuery)}

    def get(self, request: Any) -> Response:
        """One page of events, newest first."""
        wanted, page = self.query(EventQuery), self.page()
        if wanted.purpose and wanted.purpose not in policy.current().purposes:
            raise BadInput(fields={"purpose": [_("This purpose is not known.")]})
        looks = queries.events(
            self.access,
            purpose=wanted.purpose or "",
            actor=wanted.actor,
            subjects=[wanted.subject] if wanted.subject else (),
            kind=wanted.kind or "",
            outcome=wanted.outcome or "",
            since=wanted.from_,
            until=wanted.to,
            before=_before(page),
            limit=page.limit,
        )
        return self.shaped(_looks(looks, page, REVIEW_FIELDS))


class Purposes(ApiView):
    """The purposes of the policy in force, in the reader's language; the policy is not personal."""

    purposes = {"GET": ()}
    operations = {"GET": Operation("Purposes of the policy", gives={"type": "object", "properties": {"results": OBJECTS}})}

    def get(self, request: Any) -> Response:
        """All purposes, and which of them one of the caller's roles may claim."""
        mine = frozenset().union(*(claimable(one) for one in standing_of(request).entitlements.workspaces))
        rules = policy.current()
        shown = [_purpose(one, one.id in mine) for one in rules.purposes.values()]
        return self.shaped({"version": rules.version, "results": shown})


def _purpose(purpose: Purpose, mine: bool) -> dict[str, Any]:
    language = get_language()
    return {
        "id": purpose.id,
        "title": text_in(purpose.title, language),
        "summary": text_in(purpose.summary, language),
        "live": purpose.live,
        "claimable": mine,
        "legal_bases": [basis.basis for basis in purpose.bases],
        "subject_kinds": purpose.subject_kinds,
        "items": purpose.items,
        "sources": purpose.sources,
        "dpv": purpose.dpv,
    }


def _looks(looks: Sequence[queries.Look], page: PageWanted, names: Sequence[str]) -> dict[str, Any]:
    shown = [
        {name: getattr(look, name) for name in names}
        | {"items": [asdict(item) for item in look.items], "withheld": [asdict(item) for item in look.withheld]}
        for look in looks
    ]
    ended = str(looks[-1].number) if len(looks) == page.limit else None
    return {"results": shown, "next": page.cursor(ended)}


def _before(page: PageWanted) -> int | None:
    if page.after is None:
        return None
    if not page.after.isdigit():
        raise BadCall(code="bad_cursor")
    return int(page.after)
