"""The workshop sees the field list of a live job, and nothing before or after it."""

import pytest

from incidents.actions import NewPhoto, change_case_state, finish_job, refer_to_workshop
from incidents.models import Photo
from incidents.queries import job_card, job_list
from privacy import gate
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from tests.factories import make_supplier
from tests.incidents.scenes import DAMAGE, INJURY, NARRATIVE, PLACE, case_of, dana_reports, job_of, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(cast):
    return dana_reports(cast, NewPhoto(picture()), NewPhoto(picture("red"), mark="scene"))


@pytest.fixture
def case(cast, receipt):
    return case_of(cast, receipt.report)


@pytest.fixture
def wout(cast):
    return cast.wout.access("driver.maintenance")


def test_before_the_referral_there_is_nothing_and_with_it_the_field_list(cast, case, wout):
    assert job_list(wout) == []
    with pytest.raises(NotFoundHere):
        job_card(wout, case)
    job_of(cast, case)
    assert [row.id for row in job_list(wout)] == [case]
    record = job_card(wout, case).record
    assert record["driver.full_name"] == "CanaryDANA VanderkanarieDANA"
    assert record["driver.phone"] == "+31600717171"
    assert record["vehicle.licence_plate"] == "X-771-DN"
    assert record["vehicle.vin"] == "WVWCANARYDANA0001"
    assert record["report.damage_description"] == DAMAGE
    assert record["report.zones"] == ["left_front_door", "left_rear_door"]


def test_story_place_and_injury_stay_behind(cast, case, wout):
    job_of(cast, case)
    shown = str(dict(job_card(wout, case).record.values))
    assert DAMAGE in shown
    for secret in (NARRATIVE, PLACE, INJURY):
        assert secret not in shown


def test_only_photos_of_the_damage_go_along(cast, case, receipt, wout):
    job_of(cast, case)
    [photo] = job_card(wout, case).photos
    assert (photo.id, photo.mark) == (receipt.photos[0], "damage")
    assert gate.disclose_file(wout, Photo.objects.filter(public_id=receipt.photos[0]), "image").content
    with pytest.raises(NotFoundHere):
        gate.disclose_file(wout, Photo.objects.filter(public_id=receipt.photos[1]), "image")


def test_the_door_closes_with_the_job(cast, case, wout):
    job_of(cast, case)
    assert job_list(wout)
    finish_job(access=wout, case=case)
    assert job_list(wout) == []
    with pytest.raises(NotFoundHere):
        job_card(wout, case)
    with pytest.raises(NotFoundHere):
        finish_job(access=wout, case=case)


def test_the_door_closes_with_the_case(cast, case, wout):
    job_of(cast, case)
    assert job_list(wout)
    change_case_state(access=cast.ali.access("driver.accident"), case=case, verb="close")
    assert job_list(wout) == []


def test_the_pick_up_place_is_shown_only_where_it_was_agreed_and_while_the_job_lasts(cast, case, wout):
    job_of(cast, case)
    assert job_card(wout, case).record.get("pick_up_place") is None
    finish_job(access=cast.ali.access("driver.accident"), case=case)
    job_of(cast, case, pick_up_place="CANARY-PICKUP Stationsplein 1")
    assert job_card(wout, case).record["pick_up_place"] == "CANARY-PICKUP Stationsplein 1"
    finish_job(access=wout, case=case)
    job_of(cast, case)
    assert job_card(wout, case).record.get("pick_up_place") is None


def test_a_job_goes_to_a_repairer_and_to_one_at_a_time(cast, case):
    ali = cast.ali.access("driver.accident")
    rental = make_supplier(kind="rental")
    with pytest.raises(BadInput):
        refer_to_workshop(access=ali, case=case, workshop=rental)
    job_of(cast, case)
    with pytest.raises(Conflict):
        refer_to_workshop(access=ali, case=case, workshop=make_supplier(kind="body_shop"))


def test_another_workshops_job_is_out_of_reach(cast, case, wout):
    refer_to_workshop(access=cast.ali.access("driver.accident"), case=case, workshop=make_supplier(kind="body_shop"))
    assert job_list(wout) == []
    with pytest.raises(NotFoundHere):
        finish_job(access=wout, case=case)


def test_a_workshop_refers_nothing(cast, case, wout):
    with pytest.raises(NotPermitted):
        refer_to_workshop(access=wout, case=case, workshop=cast.garage)
