"""`manage.py explain_access` on accounts with roles."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from privacy.models import Account, RoleAssignment, Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Account:
    account = Account.objects.make(email="manager@demo.test", subject=Subject.objects.create(kind="customer_contact"))
    RoleAssignment.objects.create(
        account=account, role="fleet_manager", organisation_kind="employer", organisation_name="Canary Transport"
    )
    return account


def _answer(*arguments: str) -> str:
    out = StringIO()
    call_command("explain_access", *arguments, stdout=out)
    return out.getvalue()


def test_it_answers_with_decision_rule_and_source(manager: Account) -> None:
    answer = _answer("--as", "Manager@demo.test", "--item", "injury_information")
    assert "Fleet manager (fleet_manager) · Canary Transport" in answer
    for line in ("decision: not shown", "rule:     employer-no-health", "leaseplan:4.3.2.c", "[health]", "driver.accident"):
        assert line in answer


def test_it_answers_for_one_purpose_in_another_language(manager: Account) -> None:
    answer = _answer("--as", "manager@demo.test", "--item", "phone", "--purpose", "driver.fleet_reporting", "--language", "nl")
    assert "Wagenparkrapportage voor de werkgever" in answer
    assert "de bestuurder is nu in dienst" in answer
    assert "driver.accident" not in answer


def test_an_ended_role_is_not_explained(manager: Account) -> None:
    RoleAssignment.objects.update(valid_to=timezone.now() - timedelta(seconds=1))
    with pytest.raises(CommandError, match="holds no role"):
        _answer("--as", "manager@demo.test", "--item", "phone")


def test_an_unknown_account_is_answered_with_near_ones(manager: Account) -> None:
    with pytest.raises(CommandError, match=r"manger@demo\.test\. Did you mean manager@demo\.test\?"):
        _answer("--as", "manger@demo.test", "--item", "phone")
    with pytest.raises(CommandError, match="Check the spelling"):
        _answer("--as", "zz@elsewhere.example", "--item", "phone")


def test_a_closed_account_sees_nothing(manager: Account) -> None:
    Account.objects.update(is_active=False)
    with pytest.raises(CommandError, match="closed"):
        _answer("--as", "manager@demo.test", "--item", "phone")
