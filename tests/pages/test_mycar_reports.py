"""The own reports: how they stand, their photos, adding some, taking one back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.actions import NewPhoto
from incidents.models import DamageReport, Photo
from tests.incidents.scenes import NARRATIVE, case_of, dana_reports, job_of, picture
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db


def place(receipt, view="report_detail"):
    return reverse(f"mycar:{view}", args=[receipt.report])


def test_the_list_tells_how_each_report_stands(cast, reader):
    first, second = dana_reports(cast), dana_reports(cast)
    case_of(cast, second.report)
    page = words(reader("dana").get(reverse("mycar:reports")))
    assert first.number in page
    assert second.number in page
    assert "A case was opened" in page
    assert "We have your report" in page


def test_the_list_is_empty_for_who_reported_nothing(cast, reader):
    dana_reports(cast)
    page = words(reader("emre").get(reverse("mycar:reports")))
    assert "You have not reported anything" in page


def test_another_drivers_report_is_not_found(cast, reader):
    receipt = dana_reports(cast)
    client = reader("emre")
    assert client.get(place(receipt)).status_code == 404
    assert client.post(place(receipt, "withdraw")).status_code == 404
    photo = SimpleUploadedFile("a.jpg", picture())
    assert client.post(place(receipt, "add_photos"), {"photos": photo}).status_code == 404
    assert NARRATIVE not in words(client.get(place(receipt)))


def test_a_photo_is_shown_through_a_link_of_the_person_alone(cast, reader):
    receipt = dana_reports(cast, NewPhoto(content=picture()))
    dana = reader("dana")
    page = words(dana.get(place(receipt)))
    link = page.split('class="photo" href="')[1].split('"')[0]
    assert dana.get(link).status_code == 200
    assert reader("emre").get(link).status_code == 404


def test_the_state_of_the_case_stands_in_words(cast, reader):
    receipt = dana_reports(cast)
    job_of(cast, case_of(cast, receipt.report))
    page = words(reader("dana").get(place(receipt)))
    assert "The workshop has the job." in page
    assert "Being handled" in page


def test_photos_are_added_and_bad_ones_named(cast, reader):
    receipt = dana_reports(cast)
    client = reader("dana")
    files = [SimpleUploadedFile("good.jpg", picture()), SimpleUploadedFile("bad.jpg", b"no picture")]
    response = client.post(place(receipt, "add_photos"), {"photos": files, "mark": "scene"})
    assert response.status_code == 200
    assert "bad.jpg" in words(response)
    assert Photo.objects.get(report__public_id=receipt.report).mark == "scene"


def test_adding_no_photo_says_so(cast, reader):
    receipt = dana_reports(cast)
    client = reader("dana")
    response = client.post(place(receipt, "add_photos"), follow=True)
    assert "Choose at least one photo." in words(response)


def test_a_report_is_withdrawn_once(cast, reader):
    receipt = dana_reports(cast)
    client = reader("dana")
    page = words(client.post(place(receipt, "withdraw"), follow=True))
    assert "You have withdrawn this report." in page
    assert DamageReport.objects.get(public_id=receipt.report).state == "withdrawn"
    assert "cannot be done in the state" in words(client.post(place(receipt, "withdraw"), follow=True))


def test_a_report_that_is_handled_has_no_button_to_take_it_back(cast, reader):
    receipt = dana_reports(cast)
    case_of(cast, receipt.report)
    assert place(receipt, "withdraw") not in words(reader("dana").get(place(receipt)))


@pytest.mark.parametrize("view", ["withdraw"])
def test_what_changes_something_takes_no_get(view, cast, reader):
    assert reader("dana").get(place(dana_reports(cast), view)).status_code == 405
