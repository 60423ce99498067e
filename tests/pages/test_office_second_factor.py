"""Staff need a second factor where the setting asks for it: a page says so and leads to the two ways of setting one up."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from privacy.models import Account
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db


def test_staff_are_told_and_led_to_it(reader, settings):
    settings.PRIVACY_STAFF_MFA_REQUIRED = True
    client = reader("petra")
    page = words(client.get(reverse("office:events"), follow=True))
    assert "Protect your log-in" in page
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page
    assert client.get("/api/v1/ledger/events/").json()["code"] == "second_factor_needed"


@pytest.mark.parametrize("name", ["dana", "lieve", "maud"])
def test_others_are_not_held_up(reader, settings, name):
    settings.PRIVACY_STAFF_MFA_REQUIRED = True
    assert reader(name).get(reverse("mycar:who_saw")).status_code == 200


def test_with_a_second_factor_staff_go_on(cast, reader, settings):
    settings.PRIVACY_STAFF_MFA_REQUIRED = True
    account = Account.objects.get(pk=cast.petra.account_id)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = reader("petra")
    assert client.get(reverse("office:events")).status_code == 200
    assert client.get(reverse("second_factor"))["Location"] == "/"


def test_nobody_is_led_to_the_log_in(client, db):
    assert client.get(reverse("second_factor"))["Location"].startswith("/accounts/login/")
