"""MyCar: the own car and contract, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drivers.actions import end_custody
from privacy.ledger.models import Event
from tests import factories as make
from tests.cast import CANARIES, CANARY_CARS
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db


def test_a_driver_lands_on_the_own_car(reader):
    response = reader("dana").get("/")
    assert response.status_code == 302
    assert response["Location"] == reverse("mycar:home")


def test_home_shows_car_and_contract(reader):
    page = words(reader("dana").get(reverse("mycar:home")))
    assert CANARY_CARS["dana"]["licence_plate"] in page
    assert "Volkswagen" in page
    assert "120,000" in page
    assert "roadside assistance" in page
    assert "My car" in page  # the purpose of the page


def test_home_shows_nothing_of_another_driver(reader):
    page = words(reader("dana").get(reverse("mycar:home")))
    for value in (*CANARY_CARS["emre"].values(), CANARIES["emre"]["full_name"]):
        assert str(value) not in page


def test_a_private_lessee_works_under_the_private_purpose(cast, reader):
    response = reader("lieve").get(reverse("mycar:home"))
    assert response.status_code == 200
    event = Event.objects.filter(kind="disclose", role="private_lessee").latest("id")
    assert event.purpose == "private.portal"


def test_the_page_of_the_car_has_its_identity_and_readings(cast, reader):
    response = reader("dana").get(reverse("mycar:car", args=[cast.dana_car]))
    assert response.status_code == 200
    assert CANARY_CARS["dana"]["vin"] in words(response)


def test_another_drivers_car_is_not_found(cast, reader):
    assert reader("dana").get(reverse("mycar:car", args=[cast.emre_car])).status_code == 404


def test_who_holds_no_car_reads_so(cast, reader):
    end_custody(access=make.keeper(), vehicle=cast.dana_car, at=timezone.now() - timedelta(minutes=1))
    page = words(reader("dana").get(reverse("mycar:home")))
    assert "No car stands in your name now" in page
    assert CANARY_CARS["dana"]["licence_plate"] not in page
    assert reverse("mycar:reports") in page


def test_pages_are_kept_by_no_browser(reader):
    assert "no-store" in reader("dana").get(reverse("mycar:home"))["Cache-Control"]


def test_without_log_in_the_way_leads_to_it(client, db):
    response = client.get(reverse("mycar:home"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("name", ["maud", "ali", "wout", "petra", "ana", "olga"])
def test_other_roles_have_no_business_here(name, reader):
    for view in ("mycar:home", "mycar:report", "mycar:reports", "mycar:my_data"):
        assert reader(name).get(reverse(view)).status_code == 403


def test_the_purpose_bar_names_what_is_not_shown(reader):
    page = words(reader("dana").get(reverse("mycar:home")))
    assert "not shown" in page
