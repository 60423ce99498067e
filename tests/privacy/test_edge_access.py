"""From a request to an access: one role, one purpose, nothing guessed, refusals recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from privacy.access import Access, Channel
from privacy.edge.access import WORKSPACE_KEY, access_for, forget_standing, standing_of
from privacy.edge.refusals import ChoiceNeeded, LogInNeeded
from privacy.errors import NotPermitted, UnknownPurpose
from privacy.ledger.models import Event
from privacy.models import Account, RoleAssignment, Subject

pytestmark = pytest.mark.django_db

PORTAL, REPORTING, UPKEEP, REVIEW = (
    "driver.portal",
    "driver.fleet_reporting",
    "driver.vehicle_management",
    "accountability.ledger_review",
)


@pytest.fixture
def account() -> Account:
    return Account.objects.make(email="someone@example.test", subject=Subject.objects.create(kind="staff"))


@pytest.fixture
def give(account: Account) -> Callable[..., RoleAssignment]:
    def give(role: str, kind: str = "lessor", organisation: uuid.UUID | None = None, **more: Any) -> RoleAssignment:
        return RoleAssignment.objects.create(
            account=account, role=role, organisation_kind=kind, organisation_id=organisation, organisation_name=role, **more
        )

    return give


def asked(account: Any, *, session: dict[str, Any] | None = None, **headers: str) -> HttpRequest:
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    request = RequestFactory().get("/x/", **named)
    request.user, request.session = account, session or {}
    return request


def ask(request: HttpRequest, *purposes: str, channel: Channel = Channel.API) -> Access:
    return access_for(request, purposes=purposes, channel=channel)


def refusals() -> list[str]:
    return [event.detail["code"] for event in Event.objects.filter(kind="refusal")]


def test_the_only_role_and_the_only_purpose_are_taken(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    access = ask(asked(account), PORTAL)
    assert (access.role, access.purpose, access.organisation.kind) == ("driver", PORTAL, "self")
    assert (access.actor.account_id, access.actor.subject_id) == (account.pk, account.subject_id)


def test_nobody_is_told_to_log_in() -> None:
    with pytest.raises(LogInNeeded):
        ask(asked(AnonymousUser()), PORTAL)


def test_without_a_role_nothing_is_possible(account: Account) -> None:
    with pytest.raises(NotPermitted) as caught:
        ask(asked(account), PORTAL)
    assert caught.value.code == "no_role"


@pytest.mark.parametrize("days", [(-2, -1), (1, 2)])
def test_a_role_counts_only_while_it_runs(account: Account, give: Callable[..., Any], days: tuple[int, int]) -> None:
    now = datetime.now(UTC)
    give("driver", "self", valid_from=now + timedelta(days=days[0]), valid_to=now + timedelta(days=days[1]))
    with pytest.raises(NotPermitted):
        ask(asked(account), PORTAL)


def test_an_unknown_purpose_is_answered_with_the_known_ones(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    with pytest.raises(UnknownPurpose) as caught:
        ask(asked(account, x_purpose="world.domination"), PORTAL)
    assert caught.value.code == "unknown_purpose"
    assert PORTAL in str(caught.value.message)
    assert "world" not in str(caught.value.message)


def test_a_purpose_of_another_endpoint_is_not_served(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    with pytest.raises(UnknownPurpose) as caught:
        ask(asked(account, x_purpose=REVIEW), PORTAL)
    assert caught.value.code == "purpose_not_served"


@pytest.mark.parametrize("headers", [{"x_purpose": REVIEW}, {}])
def test_a_purpose_that_the_role_may_not_claim_is_refused_and_recorded(
    account: Account, give: Callable[..., Any], headers: dict[str, str]
) -> None:
    give("driver", "self")
    with pytest.raises(NotPermitted):
        ask(asked(account, **headers), REVIEW)
    assert refusals() == ["role_may_not_claim"]


def test_several_purposes_are_named_to_the_caller(account: Account, give: Callable[..., Any]) -> None:
    give("fleet_manager", "employer", uuid.uuid4())
    with pytest.raises(ChoiceNeeded) as caught:
        ask(asked(account), REPORTING, UPKEEP)
    assert caught.value.fields == {"X-Purpose": [REPORTING, UPKEEP]}
    assert ask(asked(account, x_purpose=UPKEEP), REPORTING, UPKEEP).purpose == UPKEEP


def test_a_page_takes_its_first_purpose_or_the_one_in_its_address(account: Account, give: Callable[..., Any]) -> None:
    give("fleet_manager", "employer", uuid.uuid4())
    assert ask(asked(account), REPORTING, UPKEEP, channel=Channel.PAGE).purpose == REPORTING
    request = asked(account)
    request.GET = {"purpose": UPKEEP}  # type: ignore[assignment]
    assert ask(request, REPORTING, UPKEEP, channel=Channel.PAGE).purpose == UPKEEP


def test_the_role_follows_from_the_purpose_where_only_one_fits(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    give("fleet_manager", "employer", uuid.uuid4())
    assert ask(asked(account), PORTAL).role == "driver"
    assert ask(asked(account), REPORTING).role == "fleet_manager"


def test_one_role_at_two_organisations_has_to_be_named(account: Account, give: Callable[..., Any]) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    give("fleet_manager", "employer", first)
    give("fleet_manager", "employer", second)
    for headers in ({}, {"x_role": "fleet_manager"}):
        with pytest.raises(ChoiceNeeded) as caught:
            ask(asked(account, **headers), REPORTING)
        assert set(caught.value.fields["X-Role"]) == {f"fleet_manager@{first}", f"fleet_manager@{second}"}
    assert ask(asked(account, x_role=f"fleet_manager@{second}"), REPORTING).organisation.id == second


def test_a_role_that_is_not_held_is_refused(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    with pytest.raises(NotPermitted) as caught:
        ask(asked(account, x_role="admin"), PORTAL)
    assert caught.value.code == "role_not_held"


def test_the_workspace_of_the_session_decides_and_is_not_left_silently(account: Account, give: Callable[..., Any]) -> None:
    organisation = uuid.uuid4()
    give("driver", "self")
    give("fleet_manager", "employer", organisation)
    session = {WORKSPACE_KEY: f"fleet_manager@{organisation}"}
    assert ask(asked(account, session=session), REPORTING).role == "fleet_manager"
    with pytest.raises(NotPermitted):
        ask(asked(account, session=session), PORTAL)


def test_the_roles_are_read_once_per_request(
    account: Account, give: Callable[..., Any], django_assert_num_queries: Callable[[int], Any]
) -> None:
    give("driver", "self")
    request = asked(account)
    with django_assert_num_queries(1):
        ask(request, PORTAL)
        ask(request, PORTAL)
        standing_of(request)
    forget_standing(request)
    with django_assert_num_queries(1):
        standing_of(request)


def test_an_emergency_grant_that_does_not_run_is_refused_and_recorded(account: Account, give: Callable[..., Any]) -> None:
    give("driver", "self")
    with pytest.raises(NotPermitted):
        ask(asked(account, x_emergency_grant=str(uuid.uuid4())), PORTAL)
    assert refusals() == ["emergency_not_running"]
