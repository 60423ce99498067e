"""The employer sees the damage and the outline, in words what is not shown, and only while employment and custody run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drivers.actions import end_employment, hand_over
from incidents.actions import NewPhoto, withdraw_report
from incidents.models import Photo
from incidents.queries import damage_for_manager, damage_list
from privacy import gate
from privacy.errors import NotFoundHere
from privacy.ledger.models import Event
from tests.factories import keeper
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
SECRETS = (NARRATIVE, PLACE, INJURY, POLICE, INSURER)


@pytest.fixture
def maud(cast):
    return cast.maud.access("driver.accident")


def text_of(view):
    return str(dict(view.record.values)) + str(view.photos)


def test_damage_in_full_and_the_accident_in_outline(cast, maud):
    receipt = dana_reports(cast)
    [view] = damage_for_manager(maud, cast.dana_car)
    assert view.record.id == receipt.report
    assert view.record["damage_description"] == DAMAGE
    assert view.record["zones"] == ["left_front_door", "left_rear_door"]
    assert view.record["driver.full_name"] == "CanaryDANA VanderkanarieDANA"
    assert view.record["happened_at"] == (timezone.now() - timedelta(hours=1)).date()
    assert view.record["kind"] == "accident"


def test_what_is_not_shown_is_said_with_its_reason(cast, maud):
    dana_reports(cast, NewPhoto(picture()))
    [view] = damage_for_manager(maud, cast.dana_car)
    for name in ("narrative", "place", "injury_information", "passenger_count", "police_reference", "insurance_reference"):
        assert name in view.record.withheld
        assert str(view.record.withheld[name])
    [photo] = view.photos
    assert photo.media is None
    assert str(photo.withheld)


def test_the_secrets_are_there_and_the_employer_gets_none(cast, maud):
    from incidents.queries import my_reports

    dana_reports(cast)
    [own] = my_reports(cast.dana.access("driver.portal"))
    assert NARRATIVE in text_of(own)
    assert INJURY in text_of(own)
    for view in damage_for_manager(maud, cast.dana_car):
        for secret in SECRETS:
            assert secret not in text_of(view)
    assert all(secret not in str([dict(row.values) for row in damage_list(maud).rows]) for secret in SECRETS)


def test_a_photo_is_not_given_out_even_when_asked_for_directly(cast, maud):
    receipt = dana_reports(cast, NewPhoto(picture()))
    photo = Photo.objects.filter(public_id=receipt.photos[0])
    assert gate.disclose_file(cast.dana.access("driver.portal"), photo, "image").content
    with pytest.raises(NotFoundHere):
        gate.disclose_file(maud, photo, "image")


def test_fleet_reporting_shows_the_damage_without_the_accident(cast):
    dana_reports(cast)
    [view] = damage_for_manager(cast.maud.access("driver.fleet_reporting"), cast.dana_car)
    assert view.record["damage_description"] == DAMAGE
    assert "happened_at" in view.record.withheld
    assert "narrative" in view.record.withheld


def test_another_employer_sees_nothing(cast, maud):
    dana_reports(cast)
    assert len(damage_list(maud).rows) == 1
    marc = cast.marc.access("driver.accident")
    assert damage_list(marc).rows == []
    assert damage_for_manager(marc, cast.dana_car) == []


def test_the_end_of_the_employment_closes_the_door(cast, maud):
    dana_reports(cast)
    assert damage_for_manager(maud, cast.dana_car)
    end_employment(access=keeper(), driver=cast.dana.driver, at=timezone.now())
    assert damage_for_manager(cast.maud.access("driver.accident"), cast.dana_car) == []


def test_the_end_of_the_custody_closes_the_door(cast, maud):
    dana_reports(cast)
    assert damage_for_manager(maud, cast.dana_car)
    hand_over(access=keeper(), vehicle=cast.dana_car, holder="pool")
    assert damage_for_manager(cast.maud.access("driver.accident"), cast.dana_car) == []


def test_a_withdrawn_report_is_the_drivers_own_affair(cast, maud):
    receipt = dana_reports(cast)
    assert damage_for_manager(maud, cast.dana_car)
    withdraw_report(access=cast.dana.access("driver.portal"), report=receipt.report)
    assert damage_for_manager(maud, cast.dana_car) == []


def test_the_case_shows_its_state_and_its_amounts_are_outline(cast, maud):
    case_of(cast, dana_reports(cast).report)
    [view] = damage_for_manager(maud, cast.dana_car)
    assert view.record["case.state"] == "opened"
    assert view.record["case.insurance_state"] == "unknown"


def test_the_driver_finds_the_managers_look(cast, maud):
    from privacy.ledger.store import reference

    dana_reports(cast)
    damage_for_manager(maud, cast.dana_car)
    events = Event.objects.filter(request_id=maud.request_id, subject_refs__contains=[reference(cast.dana.subject)])
    report = events.get(object_kind="incidents.DamageReport")
    assert report.items["damage_details"] == "full"
    assert report.items["accident_details"] == "coarse"
    assert any(name.startswith("injury_information") for name in report.withheld)


def test_the_list_goes_on_page_by_page(cast, maud):
    made = [dana_reports(cast).report for _ in range(3)]
    first = damage_list(maud, size=2)
    rest = damage_list(maud, size=2, after=first.next_cursor)
    assert [row.id for row in [*first.rows, *rest.rows]] == made[::-1]
    assert rest.next_cursor is None
