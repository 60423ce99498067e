"""Where a log-in lands, what comes before every page, and what holds for all of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.navigation import PLACES, address, home_of
from privacy import policy
from privacy.access import Organisation
from privacy.models import Account
from tests import factories as make
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

HOMES = {
    "dana": "mycar:home",
    "lieve": "mycar:home",
    "maud": "myfleet:home",
    "ali": "desk:queue",
    "wout": "workshop:jobs",
    "petra": "office:events",
    "ana": "administration:accounts",
}


@pytest.mark.parametrize(("name", "view"), HOMES.items())
def test_each_role_lands_on_its_first_page(name, view, reader):
    assert reader(name).get("/")["Location"] == reverse(view)


@pytest.mark.parametrize(("name", "view"), HOMES.items())
def test_the_first_page_opens_and_marks_itself_in_the_menu(name, view, reader):
    response = reader(name).get(reverse(view))
    assert response.status_code == 200
    assert 'aria-current="page"' in words(response)


def test_every_person_of_the_policy_has_a_line_of_places():
    people = set(policy.current().roles) - {"machine", "system"}
    assert people == set(PLACES)


@pytest.mark.parametrize("role", sorted(PLACES))
def test_no_menu_names_a_page_that_is_not_there(role):
    assert all(address(place.view) for place in PLACES[role])
    assert bool(home_of(role)) == bool(PLACES[role])


def test_nobody_is_sent_to_the_log_in(client):
    response = client.get("/")
    assert response["Location"].startswith(reverse("account_login"))


def test_a_log_in_without_role_reads_so_and_can_log_out(reader):
    page = words(reader("olga").get("/"))
    assert "Your log-in has no role" in page
    assert reverse("account_logout") in page


def test_who_holds_two_roles_chooses_and_is_told_which(cast, reader):
    make.give_role(cast.maud.account, "workshop", Organisation("supplier", cast.garage, "De Sleutel"))
    client = reader("maud")
    response = client.get("/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("workspace_switch"))
    assert "De Sleutel" in words(response)
    client.post(reverse("workspace_switch"), {"role": f"workshop@{cast.garage}", "next": "/"})
    assert client.get("/")["Location"] == reverse("workshop:jobs")


def test_a_temporary_password_is_changed_before_anything_else(cast, reader):
    Account.objects.filter(pk=cast.dana.account_id).update(
        must_change_password=True, temporary_password_expires_at=timezone.now() + timedelta(days=1)
    )
    for view in ("home", "mycar:home", "mycar:report"):
        assert reader("dana").get(reverse(view))["Location"] == reverse("account_change_password")


def test_no_answer_is_kept_by_a_browser(reader):
    client = reader("dana")
    for place in ("/", reverse("mycar:home"), "/api/v1/me/", "/nothing-here/", reverse("account_email")):
        assert "no-store" in client.get(place)["Cache-Control"], place


def test_an_unknown_page_says_so_in_the_language_of_the_reader(reader):
    response = reader("dana").get("/nothing-here/")
    assert response.status_code == 404
    assert "There is nothing here" in words(response)


def test_programs_choose_their_language_by_header(cast):
    client = Client()
    client.force_login(Account.objects.get(pk=cast.dana.account_id), "allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/api/v1/me/", headers={"accept-language": "fr"})
    assert response["Content-Language"] == "fr"


def test_the_version_stands_on_every_page(reader):
    assert "Discreet 0." in words(reader("dana").get(reverse("mycar:home")))
