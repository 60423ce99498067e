"""Who calls the API, and what stands before every answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.test import Client

from privacy.models import Account
from tests.cast import Cast
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
Callers = Callable[..., Any]


def test_nobody_is_asked_to_log_in(cast: Cast) -> None:
    answer = Client().get("/api/v1/vehicles/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "log_in_needed"


def test_an_answer_names_purpose_and_policy_and_is_kept_by_nobody(as_person: Callers) -> None:
    answer = as_person("maud", "driver.fleet_reporting").get("vehicles/")
    assert answer.status_code == 200
    assert answer["X-Purpose"] == "driver.fleet_reporting"
    assert answer["X-Policy-Version"]
    assert answer["Cache-Control"] == "no-store"


def test_a_change_by_session_needs_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=cast.dana.account_id), "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/api/v1/damage-reports/", b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert client.get("/api/v1/vehicles/").status_code == 200


def test_an_app_calls_with_its_session_token(cast: Cast) -> None:
    logged_in = Client().post(
        "/_allauth/app/v1/auth/login", {"email": cast.dana.email, "password": PASSWORD}, content_type="application/json"
    )
    token = logged_in.json()["meta"]["session_token"]
    assert Client().get("/api/v1/me/", headers={"X-Session-Token": token}).status_code == 200
    assert Client().get("/api/v1/me/", headers={"X-Session-Token": "0" * 32}).status_code == 401


def test_a_machine_has_the_purposes_of_its_registration_only(machine: Callers) -> None:
    caller = machine("driver.vehicle_management")
    answer = caller.get("vehicles/")
    assert answer.status_code == 200
    assert answer["X-Purpose"] == "driver.vehicle_management"
    refused = caller.named("private.vehicle_management").get("vehicles/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_registered")


def test_a_machine_that_is_not_registered_may_nothing(machine: Callers) -> None:
    assert machine(registered=False).get("vehicles/").status_code == 403


def test_a_machine_of_an_employer_sees_that_employer(machine: Callers, cast: Cast) -> None:
    caller = machine("driver.vehicle_management", organisation=cast.windmolen)
    found = {row["id"] for row in caller.get("vehicles/").json()["results"]}
    assert str(cast.dana_car) in found
    assert str(cast.chloe_car) not in found


@pytest.mark.parametrize("what", ["person", "expired", "public", "unknown"])
def test_other_tokens_are_refused(cast: Cast, what: str) -> None:
    client = OAuthClient.objects.create(name="x", type="public" if what == "public" else "confidential")
    client.set_grant_types(["client_credentials"])
    client.save()
    ends = datetime.now(UTC) + timedelta(minutes=-5 if what == "expired" else 5)
    token = Token(client=client, type=Token.Type.ACCESS_TOKEN, expires_at=ends)
    token.user = Account.objects.get(pk=cast.dana.account_id) if what == "person" else None
    token.set_value("the token")
    token.save()
    sent = "another" if what == "unknown" else "the token"
    answer = Client().get("/api/v1/vehicles/", headers={"Authorization": f"Bearer {sent}"})
    assert answer.status_code == 401


def test_a_temporary_password_is_changed_first(as_person: Callers, cast: Cast) -> None:
    Account.objects.filter(pk=cast.dana.account_id).update(must_change_password=True)
    answer = as_person("dana").get("vehicles/")
    assert (answer.status_code, answer.json()["code"]) == (403, "password_change_needed")


def test_staff_set_up_a_second_factor_first(as_person: Callers, settings: Any) -> None:
    settings.PRIVACY_STAFF_MFA_REQUIRED = True
    answer = as_person("ali").get("me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
    assert as_person("dana").get("me/").status_code == 200


def test_too_many_reads_are_told_when_to_come_back(as_person: Callers, settings: Any) -> None:
    settings.API_READS_PER_MINUTE = 2
    caller = as_person("dana")
    assert [caller.get("me/").status_code for _ in range(3)] == [200, 200, 429]
    assert int(caller.get("me/")["Retry-After"]) >= 1


def test_me_names_roles_and_purposes_and_no_person(as_person: Callers) -> None:
    answer = as_person("dana").get("me/").json()
    assert [role["role"] for role in answer["roles"]] == ["driver"]
    assert "driver.portal" in answer["roles"][0]["purposes"]
    assert "email" not in answer


def test_purposes_are_listed_in_the_language_of_the_reader(as_person: Callers) -> None:
    caller = as_person("dana").named(Accept_Language="nl")
    purposes = {row["id"]: row for row in caller.get("policy/purposes/").json()["results"]}
    assert purposes["rights.own_record"]["title"] == "Wie heeft mijn gegevens bekeken"
    assert purposes["rights.own_record"]["claimable"]
    assert not purposes["accountability.ledger_review"]["claimable"]
