"""MyFleet: the damage of an employer's cars: the outline in full, and in words what is not shown and why."""

from uuid import uuid4

import pytest
from django.urls import reverse

from incidents.actions import NewPhoto, withdraw_report
from tests.cast import CANARIES
from tests.incidents.scenes import (
    DAMAGE,
    INJURY,
    INSURER,
    NARRATIVE,
    PLACE,
    POLICE,
    case_of,
    dana_reports,
    picture,
)

pytestmark = pytest.mark.django_db
LIST = reverse("myfleet:damages")
SECRETS = (NARRATIVE, PLACE, INJURY, POLICE, INSURER)


def page_of(report):
    return reverse("myfleet:damage", args=[report])


def text(answer):
    return answer.content.decode()


def test_the_list_and_the_overview_show_open_damage_of_own_cars(reader, cast):
    maud, marc = reader("maud"), reader("marc")
    assert "No damage reported" in text(maud.get(LIST))
    number = dana_reports(cast).number
    for address in (LIST, reverse("myfleet:home"), reverse("myfleet:vehicle", args=[cast.dana_car])):
        assert number in text(maud.get(address))
    for address in (LIST, reverse("myfleet:home")):
        assert number not in text(marc.get(address))


def test_the_report_shows_the_damage_and_the_outline(reader, cast):
    receipt = dana_reports(cast)
    shown = text(reader("maud").get(page_of(receipt.report)))
    assert DAMAGE in shown
    assert receipt.number in shown
    assert "Accident" in shown
    assert "Left front door" in shown
    assert CANARIES["dana"]["full_name"] in shown


def test_what_stays_with_the_driver_is_not_there_and_is_named_with_a_reason(reader, cast):
    receipt = dana_reports(cast, NewPhoto(picture()), NewPhoto(picture("red")))
    answer = reader("maud").get(page_of(receipt.report))
    hidden = {entry.title: entry.reason for entry in answer.context["hidden"]}
    shown = text(answer)
    assert not [secret for secret in SECRETS if secret in shown]
    assert "/media/" not in shown
    assert any(title.endswith("(2)") for title in hidden)
    assert "Health information is not shared with this recipient." in hidden.values()
    assert len(hidden) >= 6
    assert all(hidden.values())
    assert all(str(reason) in shown.replace("&#x27;", "'") for reason in hidden.values())


def test_the_case_shows_its_state_and_amounts(reader, cast):
    receipt = dana_reports(cast)
    maud = reader("maud")
    assert "Amount claimed" not in text(maud.get(page_of(receipt.report)))
    case_of(cast, receipt.report)
    shown = text(maud.get(page_of(receipt.report)))
    assert "Amount claimed" in shown
    assert "Opened" in shown


def test_another_employers_report_is_not_there(reader, cast):
    report = dana_reports(cast).report
    assert reader("maud").get(page_of(report)).status_code == 200
    assert reader("marc").get(page_of(report)).status_code == 404
    assert reader("maud").get(page_of(uuid4())).status_code == 404


def test_a_withdrawn_report_is_gone(reader, cast):
    report = dana_reports(cast).report
    maud = reader("maud")
    assert maud.get(page_of(report)).status_code == 200
    withdraw_report(access=cast.dana.access("driver.portal"), report=report)
    assert maud.get(page_of(report)).status_code == 404


@pytest.mark.parametrize("who", ["dana", "ali", "femke", "petra"])
def test_a_report_in_myfleet_is_for_fleet_managers(reader, cast, who):
    report = dana_reports(cast).report
    assert reader(who).get(page_of(report)).status_code == 403
    assert reader("maud").get(page_of(report)).status_code == 200


def test_the_list_goes_on_page_by_page(reader, cast, monkeypatch):
    monkeypatch.setattr("incidents.pages.myfleet.LIST_SIZE", 2)
    numbers = [dana_reports(cast).number for _ in range(3)]
    maud = reader("maud")
    first = maud.get(LIST)
    second = maud.get(first.context["pages"]["next"])
    assert numbers[2] in text(first)
    assert numbers[0] not in text(first)
    assert numbers[0] in text(second)
