"""The first log-in of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from privacy.models import Account, RoleAssignment

pytestmark = pytest.mark.django_db


def made(email: str) -> str:
    out = StringIO()
    call_command("make_administrator", email, "--language", "en", stdout=out)
    return out.getvalue()


def test_the_administrator_logs_in_with_the_password_that_was_printed(client):
    password = made("first@lessor.test").rsplit(maxsplit=1)[-1]
    answer = client.post(reverse("account_login"), {"login": "first@lessor.test", "password": password})
    assert answer.status_code == 302
    account = Account.objects.get(email="first@lessor.test")
    assert account.must_change_password
    assert list(RoleAssignment.objects.filter(account=account).values_list("role", flat=True)) == ["admin"]


def test_a_second_log_in_for_the_same_address_is_refused_in_words():
    made("first@lessor.test")
    with pytest.raises(CommandError, match="There is a log-in"):
        made("first@lessor.test")
    assert Account.objects.count() == 1


def test_no_address_is_refused_in_words():
    with pytest.raises(CommandError, match="not an e-mail address"):
        made("nobody")
    assert not Account.objects.exists()
