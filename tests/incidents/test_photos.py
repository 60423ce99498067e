"""Photos: each judged by itself, cleaned, sealed, and never the reason why a report is lost."""

from pathlib import Path

import pytest

from incidents.actions import NewPhoto, add_photos, mark_photo, report_damage, withdraw_report
from incidents.models import Photo
from incidents.queries import report_card
from privacy import gate
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.media.ingest import MAX_BYTES
from tests.incidents.scenes import accident, dana_reports, picture

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "photos"
real_photos = pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real photos is not here")


def test_the_driver_gets_the_photo_back(cast):
    receipt = dana_reports(cast, NewPhoto(picture()))
    access = cast.dana.access("driver.portal")
    [photo] = report_card(access, receipt.report).photos
    assert (photo.id, photo.mark, photo.withheld) == (receipt.photos[0], "damage", None)
    file = gate.disclose_file(access, Photo.objects.filter(public_id=photo.id), "image")
    assert file.content_type == "image/jpeg"
    assert file.content.startswith(b"\xff\xd8")


def test_a_bad_file_costs_neither_the_report_nor_the_other_photos(cast):
    files = [
        NewPhoto(picture(), name="good.jpg"),
        NewPhoto(b"not a photo at all", name="virus.jpg"),
        NewPhoto(picture()[:200], name="cut.jpg"),
        NewPhoto(b"", name="empty.jpg"),
        NewPhoto(b"\xff\xd8" + b"0" * MAX_BYTES, name="huge.jpg"),
    ]
    receipt = dana_reports(cast, *files)
    assert receipt.number
    assert len(receipt.photos) == 1
    assert [(no.position, no.name) for no in receipt.refused] == [
        (2, "virus.jpg"),
        (3, "cut.jpg"),
        (4, "empty.jpg"),
        (5, "huge.jpg"),
    ]
    assert all(str(no.message) for no in receipt.refused)


def test_a_repeated_send_says_again_which_photos_were_refused(cast):
    access = cast.dana.access("driver.portal")
    report, files = accident(cast.dana_car), [NewPhoto(b"nonsense", name="a.jpg"), NewPhoto(picture())]
    first = report_damage(access=access, report=report, photos=files, idempotency_key="photos-0001")
    again = report_damage(access=access, report=report, photos=files, idempotency_key="photos-0001")
    assert again.photos == first.photos
    assert [(no.position, no.code) for no in again.refused] == [(no.position, no.code) for no in first.refused]
    assert Photo.objects.count() == 1


def test_the_twenty_first_photo_of_one_send_is_named(cast):
    receipt = dana_reports(cast, *[NewPhoto(picture())] * 21)
    assert len(receipt.photos) == 20
    assert [no.code for no in receipt.refused] == ["too_many_at_once"]


def test_photos_are_added_in_order_and_not_to_an_ended_report(cast):
    access = cast.dana.access("driver.portal")
    receipt = dana_reports(cast, NewPhoto(picture()))
    added = add_photos(access=access, report=receipt.report, photos=[NewPhoto(picture("red")), NewPhoto(b"?")])
    assert len(added.kept) == 1
    assert len(added.refused) == 1
    shown = report_card(access, receipt.report).photos
    assert [photo.id for photo in shown] == [*receipt.photos, *added.kept]
    withdraw_report(access=access, report=receipt.report)
    with pytest.raises(Conflict):
        add_photos(access=access, report=receipt.report, photos=[NewPhoto(picture())])


def test_no_photo_and_an_unknown_mark_are_errors_of_the_form(cast):
    access = cast.dana.access("driver.portal")
    receipt = dana_reports(cast)
    with pytest.raises(BadInput):
        add_photos(access=access, report=receipt.report, photos=[])
    with pytest.raises(BadInput):
        add_photos(access=access, report=receipt.report, photos=[NewPhoto(picture(), mark="selfie")])


def test_a_photo_is_marked_by_its_owner_and_by_nobody_else(cast):
    receipt = dana_reports(cast, NewPhoto(picture(), mark="other"))
    access = cast.dana.access("driver.portal")
    mark_photo(access=access, photo=receipt.photos[0], mark="scene", unknown_persons=True)
    [photo] = report_card(access, receipt.report).photos
    assert (photo.mark, photo.unknown_persons) == ("scene", True)
    with pytest.raises(NotFoundHere):
        mark_photo(access=cast.emre.access("driver.portal"), photo=receipt.photos[0], mark="other")


@real_photos
@pytest.mark.parametrize(("kind", "kept"), [("accident", True), ("damage", False)])
def test_time_and_place_of_a_real_photo_are_kept_only_where_a_claim_may_turn_on_them(cast, kind, kept):
    content = (REAL / "DSCN0010.jpg").read_bytes()
    receipt = dana_reports(cast, NewPhoto(content), kind=kind)
    [photo] = report_card(cast.dana.access("driver.portal"), receipt.report).photos
    assert (photo.captured_place is not None) is kept
    assert (photo.captured_at is not None) is kept


@real_photos
def test_the_three_hostile_files_are_refused_and_the_real_ones_taken(cast):
    names = ["DSCN0010.jpg", "broken.png", "decompression_bomb.gif", "samplefilehub.heif", "truncated_jpeg.jpg"]
    receipt = dana_reports(cast, *[NewPhoto((REAL / name).read_bytes(), name=name) for name in names])
    assert [no.name for no in receipt.refused] == ["broken.png", "decompression_bomb.gif", "truncated_jpeg.jpg"]
    assert len(receipt.photos) == 2
