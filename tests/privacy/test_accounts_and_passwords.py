"""Log-ins: made with a temporary password that works once and for a time, given roles, closed; nobody does it for themself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from privacy import accounts
from privacy.access import Organisation
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from privacy.models import Account, RoleAssignment, Subject
from tests.cast import LESSOR, SELF, _cast_once, cast
from tests.factories import PASSWORD, administrator
from tests.pages.mycar import words

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db

OWN = "a pass phrase of my own 42"
LOG_IN, CHANGE = "/accounts/login/", "/accounts/password/change/"


@pytest.fixture
def new(cast):
    """A new log-in of a fleet manager, with its temporary password."""
    made = accounts.make_account_for_new_person(
        access=administrator(), email="new@cast.test", kind="customer_contact", language="en"
    )
    organisation = Organisation("employer", cast.windmolen, "Windmolen Logistiek BV")
    accounts.assign_role(access=administrator(), account=made.account, role="fleet_manager", organisation=organisation)
    return made


def browser():
    return Client(headers={"accept-language": "en"})


def log_in(client, password, email="new@cast.test"):
    return client.post(LOG_IN, {"login": email, "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


# --- the temporary password ------------------------------------------------------------------------------------------


def test_it_is_changed_at_the_first_log_in_and_the_person_goes_on(new):
    client = browser()
    assert log_in(client, new.temporary_password).status_code == 302
    for place in ("/", reverse("myfleet:home"), reverse("mycar:who_saw")):
        assert client.get(place)["Location"] == CHANGE
    assert client.get("/api/v1/vehicles/").json()["code"] == "password_change_needed"
    again = {"oldpassword": new.temporary_password, "password1": new.temporary_password, "password2": new.temporary_password}
    assert client.post(CHANGE, again).status_code == 200
    chosen = {"oldpassword": new.temporary_password, "password1": OWN, "password2": OWN}
    assert client.post(CHANGE, chosen)["Location"] == "/"
    assert client.get(reverse("myfleet:home")).status_code == 200
    assert log_in(browser(), OWN).status_code == 302


def test_it_works_once(new):
    first, second = browser(), browser()
    assert log_in(first, new.temporary_password).status_code == 302
    answer = log_in(second, new.temporary_password)
    assert not is_in(second)
    assert "Ask your administrator for a new one" in words(answer)
    assert first.get("/")["Location"] == CHANGE
    chosen = {"oldpassword": new.temporary_password, "password1": OWN, "password2": OWN}
    assert first.post(CHANGE, chosen).status_code == 302
    used = Event.objects.filter(verb="privacy.use_temporary_password").latest("id")
    assert used.items == {"login_credentials": "changed"}


def test_it_runs_out_and_the_page_says_what_to_do(new):
    Account.objects.filter(public_id=new.account).update(temporary_password_expires_at=datetime.now(UTC) - timedelta(seconds=1))
    client = browser()
    answer = log_in(client, new.temporary_password)
    assert not is_in(client)
    assert "Ask your administrator for a new one" in words(answer)


def test_an_app_is_told_the_same(new):
    sent = {"email": "new@cast.test", "password": new.temporary_password}
    address = "/_allauth/app/v1/auth/login"
    assert Client().post(address, sent, content_type="application/json").status_code == 200
    refused = Client().post(address, sent, content_type="application/json")
    assert refused.status_code == 400
    assert "administrator" in refused.content.decode() or "beheerder" in refused.content.decode()


def test_it_lives_seven_days(new):
    row = Account.objects.get(public_id=new.account)
    left = row.temporary_password_expires_at - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_wrong_password_does_not_use_it_up(new):
    assert not is_in_after(browser(), "wrong password 123")
    assert is_in_after(browser(), new.temporary_password)


def is_in_after(client, password):
    log_in(client, password)
    return is_in(client)


def test_a_reset_gives_a_new_one_and_ends_sessions(cast):
    client = browser()
    log_in(client, PASSWORD, cast.dana.email)
    assert is_in(client)
    made = accounts.reset_password(access=administrator(), account=cast.dana.account)
    assert isinstance(client.get("/").wsgi_request.user, AnonymousUser)
    assert not is_in_after_as(cast.dana.email, PASSWORD)
    assert is_in_after_as(cast.dana.email, made.temporary_password)


def is_in_after_as(email, password):
    client = browser()
    log_in(client, password, email)
    return is_in(client)


def test_it_is_stored_nowhere_readable(new):
    row = Account.objects.get(public_id=new.account)
    assert new.temporary_password not in repr(vars(row))
    for event in Event.objects.order_by("-id")[:20]:
        assert new.temporary_password not in repr(vars(event))


# --- making and closing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@example.test"])
def test_an_address_that_is_none_is_refused(cast, email):
    with pytest.raises(BadInput):
        accounts.make_account_for_new_person(access=administrator(), email=email, kind="staff")
    assert not Account.objects.filter(email=email).exists()


def test_an_address_has_one_log_in_and_nothing_is_left_of_the_second(cast):
    before = Subject.objects.count()
    with pytest.raises(Conflict):
        accounts.make_account_for_new_person(access=administrator(), email=cast.dana.email.upper(), kind="staff")
    assert Subject.objects.count() == before


@pytest.mark.parametrize("kind", ["vehicle", "driver", "witness", "nobody"])
def test_only_some_kinds_get_a_log_in_of_their_own(cast, kind):
    with pytest.raises(BadInput):
        accounts.make_account_for_new_person(access=administrator(), email="k@cast.test", kind=kind)


def test_only_the_administration_does_it(cast):
    for name, purpose in (("femke", "operation.accounts"), ("petra", "operation.accounts"), ("maud", "operation.accounts")):
        with pytest.raises(NotPermitted):
            accounts.make_account_for_new_person(access=getattr(cast, name).access(purpose), email="z@cast.test", kind="staff")
    assert not Account.objects.filter(email="z@cast.test").exists()


def test_a_closed_log_in_is_of_no_use(cast):
    accounts.deactivate(access=administrator(), account=cast.dana.account)
    assert not is_in_after_as(cast.dana.email, PASSWORD)
    assert not RoleAssignment.objects.filter(account__public_id=cast.dana.account, valid_to__isnull=True).exists()
    with pytest.raises(Conflict):
        accounts.reset_password(access=administrator(), account=cast.dana.account)


def test_nobody_changes_their_own_log_in_and_trying_is_recorded(cast):
    access = cast.ana.access("operation.accounts")
    assignment = RoleAssignment.objects.get(account__public_id=cast.ana.account).public_id
    tries = (
        lambda: accounts.assign_role(access=access, account=cast.ana.account, role="privacy_officer", organisation=LESSOR),
        lambda: accounts.end_role(access=access, assignment=assignment),
        lambda: accounts.deactivate(access=access, account=cast.ana.account),
    )
    for one in tries:
        with pytest.raises(NotPermitted):
            one()
        assert Event.objects.filter(kind="refusal").latest("id").detail["code"] == "own_account"
    assert RoleAssignment.objects.get(account__public_id=cast.ana.account).valid_to is None


@pytest.mark.parametrize(
    ("role", "organisation"),
    [("machine", LESSOR), ("system", LESSOR), ("fleet_manager", LESSOR), ("agent", SELF), ("emperor", LESSOR)],
)
def test_a_role_fits_people_and_its_kind_of_organisation(cast, role, organisation):
    with pytest.raises(BadInput):
        accounts.assign_role(access=administrator(), account=cast.olga.account, role=role, organisation=organisation)


def test_what_is_not_there_is_not_found(cast):
    for verb in (accounts.reset_password, accounts.deactivate):
        with pytest.raises(NotFoundHere):
            verb(access=administrator(), account=cast.windmolen)
    with pytest.raises(NotFoundHere):
        accounts.end_role(access=administrator(), assignment=cast.windmolen)
