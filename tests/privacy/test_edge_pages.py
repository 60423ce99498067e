"""What stands before the pages: the first password, the second factor, the choice of a workspace, and refusals as pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.shortcuts import resolve_url
from django.test import Client

from privacy.models import Account
from tests.cast import Cast, _cast_once, cast
from tests.factories import PASSWORD, give_role

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db
WORKSPACES = "/workspaces/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def dana(request: pytest.FixtureRequest) -> Account:
    people: Cast = request.getfixturevalue("cast")
    return Account.objects.get(pk=people.dana.account_id)


@pytest.fixture
def browser(dana: Account) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(dana, BACKEND)
    return client


def test_a_temporary_password_leads_to_the_change_and_the_change_leads_on(browser: Client, dana: Account) -> None:
    Account.objects.filter(pk=dana.pk).update(
        must_change_password=True, temporary_password_expires_at=datetime.now(UTC) + timedelta(days=1)
    )
    held = browser.get(WORKSPACES)
    assert (held.status_code, held["Location"]) == (302, "/accounts/password/change/")
    chosen = "another long pass phrase 7"
    for wrong in (PASSWORD, "short"):
        form = {"oldpassword": PASSWORD, "password1": wrong, "password2": wrong}
        assert browser.post("/accounts/password/change/", form).status_code == 200
    form = {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen}
    assert browser.post("/accounts/password/change/", form).status_code == 302
    dana.refresh_from_db()
    assert not dana.must_change_password
    assert browser.get(WORKSPACES).status_code == 200


def test_a_first_password_that_was_not_used_in_time_is_of_no_use(browser: Client, dana: Account) -> None:
    Account.objects.filter(pk=dana.pk).update(
        must_change_password=True, temporary_password_expires_at=datetime.now(UTC) - timedelta(minutes=1)
    )
    held = browser.get(WORKSPACES)
    assert (held.status_code, held["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in browser.session


def test_nobody_signs_up(db: None) -> None:
    answer = Client().post("/accounts/signup/", {"email": "new@example.test", "password1": "x" * 20})
    assert not Account.objects.filter(email="new@example.test").exists()
    assert answer.status_code in (200, 302, 404)


def test_staff_are_led_to_their_second_factor(request: pytest.FixtureRequest, settings: Any) -> None:
    settings.PRIVACY_STAFF_MFA_REQUIRED = True
    people: Cast = request.getfixturevalue("cast")
    client = Client()
    client.force_login(Account.objects.get(pk=people.ali.account_id), BACKEND)
    answer = client.get(WORKSPACES)
    assert (answer.status_code, answer["Location"]) == (302, resolve_url("second_factor"))
    fragment = client.get(WORKSPACES, headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == resolve_url("second_factor")


def test_a_workspace_is_chosen_among_those_held(browser: Client, dana: Account, request: pytest.FixtureRequest) -> None:
    people: Cast = request.getfixturevalue("cast")
    organisation = people.maud.roles[0][1]
    give_role(dana.public_id, "fleet_manager", organisation)
    page = browser.get(WORKSPACES).content.decode()
    key = f"fleet_manager@{organisation.id}"
    assert key in page
    assert "Windmolen" in page
    answer = browser.post(WORKSPACES, {"role": key, "next": "/somewhere/"})
    assert (answer.status_code, answer["Location"]) == (302, "/somewhere/")
    assert browser.session["workspace"] == key
    assert browser.post(WORKSPACES, {"role": key, "next": "https://elsewhere.test/"})["Location"] == "/"
    assert browser.post(WORKSPACES, {"role": "admin"}).status_code == 403


def test_refusals_are_pages_without_values(browser: Client) -> None:
    missing = browser.get("/no-such-page/CANARY-VALUE/")
    assert missing.status_code == 404
    assert b"CANARY-VALUE" not in missing.content
    assert browser.get(f"{WORKSPACES}?next=%00").status_code == 400


def test_a_form_from_elsewhere_is_refused_as_a_page(dana: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana, BACKEND)
    answer = client.post(WORKSPACES, {"role": "driver"})
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")
