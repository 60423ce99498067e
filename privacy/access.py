"""Who looks, in which role, for which purpose: the frozen value that every action and every read takes first.

Made at the edges only (a request, a command, a task); nothing below reads a request or a current user.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps


class Channel(StrEnum):
    """The way by which an access came in."""

    PAGE = "page"
    API = "api"
    TASK = "task"
    IMPORT = "import"
    EXPORT = "export"
    ADMIN = "admin"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person's account, or a job by name. Never carries a person's name.

    Args:
        account_id: primary key of the account; None for a job.
        subject_id: the subject that the person behind the account is (staff are data subjects too).
        name: "account", or the name of the job or machine client.
    """

    account_id: int | None
    subject_id: uuid.UUID | None
    name: str = "account"


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation for which the actor acts in this role: the lessor, an employer, a supplier, or the person alone."""

    kind: str
    id: uuid.UUID | None
    name: str


LESSOR = Organisation(kind="lessor", id=None, name="lessor")


def _now() -> datetime:
    return datetime.now(UTC)


def _request_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Access:
    """One access: exactly one role and one purpose.

    Args:
        actor: who.
        role: name of a role of the policy.
        organisation: on whose behalf.
        purpose: id of a purpose of the policy.
        channel: how the access came in.
        request_id: links all ledger entries of one request.
        case: public id of the case at hand, where there is one.
        reason: why, where the purpose alone does not say it (jobs, emergency); no personal values in it.
        emergency: public id of the running emergency grant.
        at: the moment for which entitlements are judged, in UTC.
    """

    actor: Actor
    role: str
    organisation: Organisation
    purpose: str
    channel: Channel
    request_id: str = field(default_factory=_request_id)
    case: uuid.UUID | None = None
    reason: str = ""
    emergency: uuid.UUID | None = None
    at: datetime = field(default_factory=_now)

    def with_purpose(self, purpose: str) -> Access:
        """The same access for another purpose of the same endpoint. An emergency grant is for one purpose and stays behind."""
        if self.emergency is None or purpose == self.purpose:
            return replace(self, purpose=purpose)
        channel = Channel.PAGE if self.channel is Channel.EMERGENCY else self.channel
        return replace(self, purpose=purpose, emergency=None, channel=channel)

    def with_case(self, case: uuid.UUID | None) -> Access:
        """The same access, tied to a case."""
        return replace(self, case=case)

    @classmethod
    def for_job(
        cls,
        *,
        name: str,
        purpose: str,
        reason: str,
        role: str = "system",
        organisation: Organisation = LESSOR,
        channel: Channel = Channel.TASK,
    ) -> Access:
        """An access of a command or task, by name and reason.

        Raises:
            ValueError: when the name or the reason is missing: no job works without saying why.
        """
        if not name.strip() or not reason.strip():
            raise ValueError("A job states its name and its reason.")
        return cls(
            actor=Actor(account_id=None, subject_id=None, name=name),
            role=role,
            organisation=organisation,
            purpose=purpose,
            channel=channel,
            reason=reason,
        )


Roots = Callable[[Access], list[int]]
_known: ContextVar[dict[object, list[int]] | None] = ContextVar("known_in_this_look", default=None)
_stand_in: ContextVar[tuple[list[Roots], int] | None] = ContextVar("stand_in_for_lists", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within this, what `once_per_look` answers is asked once. Nothing outlives the outermost look, so nothing goes stale."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def standing_in_for_lists(asked: list[Roots], first: int) -> Iterator[None]:
    """While a statement is composed, roots of scopes are not asked for: each gets a recognisable number in their place.

    Args:
        asked: takes the functions, in the order of their numbers.
        first: the number of the first.
    """
    token = _stand_in.set((asked, first))
    try:
        yield
    finally:
        _stand_in.reset(token)


def known_lists(function: Roots, access: Access) -> list[int]:
    """What a root of scopes answers, asked once in a look."""
    known = _known.get()
    if known is None:
        return function(access)
    key = (function, access)
    if key not in known:
        known[key] = function(access)
    return known[key]


def once_per_look(function: Roots) -> Roots:
    """For the roots of scopes (which employers were granted): several parts of one look ask, the database answers once.

    The function gives primary keys, which scopes use with `__in`.
    """

    @wraps(function)
    def asked(access: Access) -> list[int]:
        stand_in = _stand_in.get()
        if stand_in is None:
            return known_lists(function, access)
        functions, first = stand_in
        if function not in functions:
            functions.append(function)
        return [first + functions.index(function)]

    return asked
