"""Who saw my data: the driver finds each look, in words, and none of anybody else's."""

import pytest
from django.urls import reverse

from drivers.queries import driver_card
from incidents.queries import case_card, damage_for_manager, desk_search
from tests.cast import CANARY_CARS
from tests.incidents.scenes import case_of, dana_reports
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db
PAGE = "mycar:who_saw"


def journey(cast):
    """The agent finds Dana by her plate and opens the case; the fleet manager looks at the damage."""
    receipt = dana_reports(cast)
    desk_search([cast.ali.access("driver.communication")], CANARY_CARS["dana"]["licence_plate"])
    case = case_of(cast, receipt.report)
    case_card(cast.ali.access("driver.accident"), case)
    damage_for_manager(cast.maud.access("driver.fleet_reporting"), cast.dana_car)


def test_every_look_of_the_journey_is_there_in_words(cast, reader):
    journey(cast)
    page = words(reader("dana").get(reverse(PAGE)))
    assert "Call-centre agent" in page
    assert "the leasing company" in page
    assert "Fleet manager" in page
    assert "Windmolen Logistiek BV" in page
    assert "searched for" in page
    assert "Licence plate" in page


def test_no_value_and_no_name_stands_in_it(cast, reader):
    journey(cast)
    page = words(reader("dana").get(reverse(PAGE)))
    assert CANARY_CARS["dana"]["licence_plate"] not in page
    assert cast.ali.email not in page


def test_own_looks_are_hidden_until_asked_for(cast, reader):
    client = reader("dana")
    client.get(reverse("mycar:my_data"))
    assert "Yourself" not in words(client.get(reverse(PAGE)))
    assert "Yourself" in words(client.get(reverse(PAGE), {"own": "1"}))


def test_looks_at_others_are_not_in_it(cast, reader):
    driver_card(cast.femke.access("driver.vehicle_management"), cast.emre.driver)
    assert "Nobody has looked at your data yet" in words(reader("dana").get(reverse(PAGE)))
    assert "Fleet employee" in words(reader("emre").get(reverse(PAGE)))


def test_older_looks_are_on_further_pages(cast, reader, monkeypatch):
    monkeypatch.setattr("drivers.pages.record_of_looks.PAGE_SIZE", 5)
    for _round in range(7):
        driver_card(cast.femke.access("driver.vehicle_management"), cast.dana.driver)
    client = reader("dana")
    page = words(client.get(reverse(PAGE)))
    assert "5 times" in page
    older = page.split("before=")[1].split('"')[0]
    assert "2 times" in words(client.get(reverse(PAGE), {"before": older}))


def test_one_look_at_a_page_counts_once_and_what_was_kept_back_is_named(cast, reader):
    journey(cast)
    page = words(reader("dana").get(reverse(PAGE)))
    assert "1 time ·" in page
    assert "kept back" in page
    assert "Injuries" in page


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\x00", "٣", ""])
def test_a_strange_page_number_is_the_first_page_or_refused(before, cast, reader):
    assert reader("dana").get(reverse(PAGE), {"before": before}).status_code in (200, 400)


@pytest.mark.parametrize("name", ["lieve", "maud", "ali", "femke", "chris", "petra", "ana", "wout"])
def test_everybody_with_a_role_may_read_their_own_record(name, cast, reader):
    assert reader(name).get(reverse(PAGE)).status_code == 200
