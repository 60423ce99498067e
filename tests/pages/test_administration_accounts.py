"""The administration of log-ins: what it lists, what it changes, and what nobody else may."""

import re

import pytest
from django.urls import reverse

from privacy.ledger.models import Event
from privacy.models import Account, RoleAssignment
from tests.cast import CANARIES, CANARY_STRINGS
from tests.factories import PASSWORD, make_driver
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

LIST, NEW = "administration:accounts", "administration:new_account"
OTHERS = ["dana", "lieve", "maud", "ali", "femke", "chris", "petra", "wout"]


def page_of(person):
    return reverse("administration:account", args=[person.account])


def secret_in(answer):
    return re.search(r'<code class="secret"[^>]*>([^<]+)</code>', answer.content.decode()).group(1)


def test_the_administrator_lands_on_the_log_ins(reader):
    assert reader("ana").get("/")["Location"] == reverse(LIST)


def test_log_ins_and_roles_are_listed_and_nothing_else_of_anybody(cast, reader):
    page = reader("ana").get(reverse(LIST))
    text = words(page)
    for person in cast.people():
        assert person.email in text
    assert "Fleet manager" in text
    assert "Windmolen Logistiek BV" in text
    assert not [canary for canary in CANARY_STRINGS if canary in page.content.decode()]


def test_each_listing_is_a_recorded_look_at_everybody_shown(cast, reader):
    reader("ana").get(reverse(LIST))
    newest = Event.objects.filter(kind="disclose", object_kind="privacy.Account").latest("id")
    looks = Event.objects.filter(request_id=newest.request_id, object_kind="privacy.Account")
    assert {(look.role, look.purpose) for look in looks} == {("admin", "operation.accounts")}
    assert all(look.items == {"login_credentials": "coarse"} for look in looks)
    assert {one for look in looks for one in look.object_ids} == {person.account for person in cast.people()}
    assert sum(len(look.subject_refs) for look in looks) == len(cast.people())


def test_a_search_leaves_no_address_in_the_address(cast, reader):
    page = reader("ana").post(reverse(LIST), {"begins_with": "DANA@"})
    text = words(page)
    assert cast.dana.email in text
    assert cast.emre.email not in text
    assert "begins_with=" not in text
    assert "No log-in fits" in words(reader("ana").post(reverse(LIST), {"begins_with": "zzz"}))


@pytest.mark.parametrize("sent", ["a\x00b", "x" * 300])
def test_a_search_that_cannot_be_used_is_told(reader, sent):
    assert reader("ana").post(reverse(LIST), {"begins_with": sent}).status_code == 422


def test_a_role_filters(cast, reader):
    text = words(reader("ana").get(reverse(LIST), {"role": "workshop"}))
    assert cast.wout.email in text
    assert cast.dana.email not in text


@pytest.mark.parametrize(
    "query", ["role=emperor", "after=x", "after=%00", "role=agent&after=00000000-0000-0000-0000-000000000000"]
)
def test_a_broken_address_does_not_break_the_page(reader, query):
    assert reader("ana").get(f"{reverse(LIST)}?{query}").status_code in (200, 400)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_or_changes_log_ins(cast, reader, name):
    client = reader(name)
    before = Event.objects.filter(kind="refusal").count()
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(page_of(cast.emre)).status_code == 403
    assert client.post(page_of(cast.emre), {"role": "agent"}).status_code == 403
    assert client.post(reverse(NEW), {"email": "z@cast.test", "kind": "staff", "language": "nl"}).status_code == 403
    assert client.post(reverse("administration:reset_password", args=[cast.emre.account])).status_code == 403
    assert client.post(reverse("administration:deactivate", args=[cast.emre.account])).status_code == 403
    assert Event.objects.filter(kind="refusal").count() == before + 6
    row = Account.objects.get(public_id=cast.emre.account)
    assert row.is_active
    assert row.check_password(PASSWORD)


def test_a_new_log_in_shows_its_password_once(reader):
    client = reader("ana")
    made = client.post(reverse(NEW), {"email": "New@cast.test", "kind": "staff", "language": "fr"})
    password, row = secret_in(made), Account.objects.get(email="new@cast.test")
    assert row.check_password(password)
    assert (row.must_change_password, row.language, row.subject.kind) == (True, "fr", "staff")
    assert password not in words(client.get(reverse("administration:account", args=[row.public_id])))


@pytest.mark.parametrize(
    "changes",
    [{"email": "no address"}, {"email": "dana@cast.test"}, {"kind": "vehicle"}, {"language": "xx"}, {"email": "a\x00@b.test"}],
)
def test_what_cannot_be_used_is_told_at_its_field(cast, reader, changes):
    before = Account.objects.count()
    answer = reader("ana").post(reverse(NEW), {"email": "ok@cast.test", "kind": "staff", "language": "nl"} | changes)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    assert Account.objects.count() == before


def test_a_driver_gets_a_log_in_under_the_registered_address_without_being_shown(cast, reader):
    make_driver(cast.windmolen_nl, full_name="Nele Canary", email="nele@example.test")
    client = reader("ana")
    sent = {"email": "nele@example.test", "kind": "registered", "language": "nl"}
    made = client.post(reverse(NEW), sent)
    assert made.status_code == 200
    assert Account.objects.get(email="nele@example.test").subject.kind == "driver"
    assert "Nele" not in words(made)
    look_up = Event.objects.filter(kind="lookup", object_kind="drivers.Driver").latest("id")
    assert (look_up.role, len(look_up.subject_refs)) == ("admin", 1)
    assert client.post(reverse(NEW), sent).status_code == 422


def test_nobody_registered_under_an_address_gets_no_log_in(cast, reader):
    answer = reader("ana").post(reverse(NEW), {"email": "nobody@example.test", "kind": "registered", "language": "nl"})
    assert answer.status_code == 422
    assert "gave this address" in words(answer)


def test_a_person_who_has_a_log_in_gets_no_second(cast, reader):
    sent = {"email": CANARIES["dana"]["email"], "kind": "registered", "language": "nl"}
    assert reader("ana").post(reverse(NEW), sent).status_code == 422


def test_a_role_is_given_and_reaches_the_rows(cast, reader):
    answer = reader("ana").post(page_of(cast.olga), {"role": "fleet_manager", "organisation": str(cast.windmolen_be)})
    assert answer.status_code == 302
    row = RoleAssignment.objects.get(account__public_id=cast.olga.account)
    assert (row.role, row.organisation_name) == ("fleet_manager", "Windmolen België")
    page = words(reader("olga").get(reverse("myfleet:vehicles")))
    assert "X-772-MR" in page
    assert "X-771-DN" not in page


@pytest.mark.parametrize("sent", [{"role": "agent"}, {"role": "driver"}, {"role": "privacy_officer", "organisation": ""}])
def test_a_role_without_an_organisation_needs_none(cast, reader, sent):
    assert reader("ana").post(page_of(cast.olga), sent).status_code == 302
    assert RoleAssignment.objects.get(account__public_id=cast.olga.account).role == sent["role"]


def test_a_role_at_an_employer_needs_one(cast, reader):
    client = reader("ana")
    for sent in (
        {"role": "fleet_manager"},
        {"role": "fleet_manager", "organisation": str(cast.garage)},
        {"role": "workshop", "organisation": str(cast.windmolen)},
        {"role": "fleet_manager", "organisation": "x"},
        {"role": "machine"},
        {},
    ):
        assert client.post(page_of(cast.olga), sent).status_code == 422
    assert not RoleAssignment.objects.filter(account__public_id=cast.olga.account).exists()


def test_an_ended_role_closes_at_once(cast, reader):
    maud = reader("maud")
    assert maud.get(reverse("myfleet:home")).status_code == 200
    role = RoleAssignment.objects.get(account__public_id=cast.maud.account)
    place = reverse("administration:end_role", args=[cast.maud.account, role.public_id])
    client = reader("ana")
    assert client.post(place).status_code == 302
    assert maud.get(reverse("myfleet:home")).status_code == 403
    assert client.post(place).status_code == 404
    assert "Roles that have ended" in words(client.get(page_of(cast.maud)))


def test_a_reset_shows_a_new_password_once(cast, reader):
    client = reader("ana")
    shown = client.post(reverse("administration:reset_password", args=[cast.maud.account]))
    row = Account.objects.get(public_id=cast.maud.account)
    assert row.check_password(secret_in(shown))
    assert row.must_change_password
    assert shown["Cache-Control"] == "no-store"


def test_a_closed_log_in_stays_closed(cast, reader):
    client = reader("ana")
    assert client.post(reverse("administration:deactivate", args=[cast.maud.account])).status_code == 302
    assert not Account.objects.get(public_id=cast.maud.account).is_active
    assert "closed" in words(client.get(page_of(cast.maud)))
    assert client.post(reverse("administration:reset_password", args=[cast.maud.account])).status_code == 409


def test_the_own_log_in_offers_no_changes_and_takes_none(cast, reader):
    client = reader("ana")
    assert "This is your own log-in" in words(client.get(page_of(cast.ana)))
    assert client.post(page_of(cast.ana), {"role": "privacy_officer"}).status_code == 403
    assert client.post(reverse("administration:deactivate", args=[cast.ana.account])).status_code == 403


def test_what_is_not_there_is_not_found(cast, reader):
    client = reader("ana")
    missing = cast.windmolen
    assert client.get(reverse("administration:account", args=[missing])).status_code == 404
    assert client.post(reverse("administration:reset_password", args=[missing])).status_code == 404
    assert client.post(reverse("administration:end_role", args=[cast.dana.account, missing])).status_code == 404
