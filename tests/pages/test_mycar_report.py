"""The report form: one report for one send, whatever came with it, and nothing that was typed is lost."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.models import DamageReport, Photo
from incidents.queries import my_reports
from privacy.errors import LedgerUnavailable
from privacy.ledger import store
from tests.incidents.scenes import picture
from tests.pages.mycar import REPORT, send, told, words

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LONG = "It rained. " * 3_637 + "END-OF-THE-STORY"


def of_dana(cast):
    return DamageReport.objects.filter(subject=cast.dana.subject)


def photo(name="scratch.jpg", content=None):
    return SimpleUploadedFile(name, content or picture(), content_type="image/jpeg")


def test_a_report_comes_in_and_leads_to_its_page(cast, reader):
    client = reader("dana")
    response = send(client, told(cast, photos=[photo(), photo("second.jpg", picture("red"))]))
    row = of_dana(cast).get()
    assert response.status_code == 302
    assert response["Location"] == reverse("mycar:report_detail", args=[row.public_id])
    page = words(client.get(response["Location"]))
    assert row.number in page
    assert "A trolley rolled into it." in page
    assert "Left mirror" in page
    assert page.count('class="photo"') == 2
    assert "Somebody will look at it soon" in page


def test_with_htmx_the_whole_window_goes_to_the_report(cast, reader):
    response = send(reader("dana"), told(cast), headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == reverse("mycar:report_detail", args=[of_dana(cast).get().public_id])


def test_the_same_send_twice_makes_one_report(cast, reader):
    client, sent = reader("dana"), told(cast)
    first, second = send(client, sent), send(client, sent)
    assert of_dana(cast).count() == 1
    assert first["Location"] == second["Location"]
    assert "It was taken once" in words(client.get(second["Location"]))


def test_the_key_of_a_report_that_came_in_does_not_swallow_another(cast, reader):
    client, sent = reader("dana"), told(cast)
    send(client, sent)
    response = send(client, sent | {"narrative": "Something else happened."})
    page = words(response)
    assert response.status_code == 422
    assert "send it again now" in page
    assert "Something else happened." in page
    assert sent["key"] not in page
    assert of_dana(cast).count() == 1


def test_a_story_that_is_too_long_stays_in_the_form(cast, reader):
    assert len(LONG) > 40_000
    response = send(reader("dana"), told(cast, narrative=LONG))
    page = words(response)
    assert response.status_code == 422
    assert "At most 20000 characters fit here" in page
    assert LONG in page
    assert "A scratch" in page
    assert "Kade 3, Rotterdam" in page
    assert not of_dana(cast).exists()


def test_all_that_is_missing_is_named_at_once_and_the_rest_is_kept(cast, reader):
    response = send(reader("dana"), told(cast, kind="", happened_at="", drivable="", injured=""))
    page = words(response)
    assert response.status_code == 422
    for text in (
        "Choose what happened.",
        "Enter the day and the time.",
        "Say whether the car can be driven",
        "Say whether anybody is hurt",
    ):
        assert text in page
    assert 'value="left_mirror" checked' in page
    assert "A trolley rolled into it." in page


def test_a_moment_to_come_is_refused_in_words(cast, reader):
    response = send(reader("dana"), told(cast, happened_at="2100-01-01T10:00"))
    assert response.status_code == 422
    assert "in the future" in words(response)


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "9999-12-31T23:59", "yesterday", "2026-02-30T10:00", "\x00", "+275760-09-13T00:00"]
)
def test_no_date_breaks_the_form(typed, cast, reader):
    assert send(reader("dana"), told(cast, happened_at=typed)).status_code == 422


@pytest.mark.parametrize(
    ("typed", "stored"), [("2025-10-26T02:30", "2025-10-26T00:30"), ("2025-03-30T02:30", "2025-03-30T01:30")]
)
def test_a_night_in_which_the_clock_moves_can_be_reported(typed, stored, cast, reader):
    assert send(reader("dana"), told(cast, happened_at=typed)).status_code == 302
    assert of_dana(cast).get().happened_at.isoformat().startswith(stored)


def test_an_injury_asks_for_the_declaration_about_other_people(cast, reader):
    client = reader("dana")
    sent = told(cast, kind="accident", injured="yes", injury_information="The other driver holds her arm.")
    refused = send(client, sent)
    assert refused.status_code == 422
    assert "Confirm that you may give us these details" in words(refused)
    assert "holds her arm" in words(refused)
    assert send(client, sent | {"may_name_others": "on"}).status_code == 302
    record = my_reports(cast.dana.access("driver.portal"))[0].record
    assert record["injury_information"] == "The other driver holds her arm."


def test_an_injury_without_words_still_tells_the_desk(cast, reader):
    assert send(reader("dana"), told(cast, injured="yes", may_name_others="on")).status_code == 302
    assert my_reports(cast.dana.access("driver.portal"))[0].record["injury_information"]


def test_words_about_an_injury_are_not_sent_after_a_no(cast, reader):
    assert send(reader("dana"), told(cast, injured="no", injury_information="typed, then changed")).status_code == 302
    assert my_reports(cast.dana.access("driver.portal"))[0].record["injury_information"] is None


def test_a_bad_photo_is_named_and_the_report_is_kept(cast, reader):
    client = reader("dana")
    files = [photo(), photo("holiday <b>.jpg", b"this is no picture")]
    sent = told(cast, photos=files)
    response = send(client, sent)
    page = words(response)
    assert response.status_code == 200
    assert "holiday <b>.jpg" in page
    assert "holiday <b>.jpg" not in response.content.decode()  # as markup
    assert "1 photo could not be taken" in page
    row = of_dana(cast).get()
    assert row.number in page
    assert Photo.objects.filter(report=row).count() == 1


@pytest.mark.parametrize("name", ["broken.png", "decompression_bomb.gif", "truncated_jpeg.jpg"])
def test_hostile_photos_cost_nothing_but_themselves(name, cast, reader):
    path = DATA / "photos" / name
    if not path.exists():
        pytest.skip("no shared data on this machine")
    response = send(reader("dana"), told(cast, photos=[photo(name, path.read_bytes())]))
    assert response.status_code == 200
    assert name in words(response)
    assert of_dana(cast).count() == 1


def test_thirty_megabytes_are_refused_by_name(cast, reader):
    response = send(reader("dana"), told(cast, photos=[photo("huge.jpg", b"\xff\xd8\xff" + bytes(30 * 1024 * 1024))]))
    assert response.status_code == 200
    assert "huge.jpg" in words(response)
    assert of_dana(cast).count() == 1


def test_too_many_photos_are_named_and_the_first_twenty_kept(cast, reader):
    response = send(reader("dana"), told(cast, photos=[photo(f"p{number}.jpg") for number in range(23)]))
    page = words(response)
    assert response.status_code == 200
    assert "3 photos could not be taken" in page
    assert "p22.jpg" in page
    assert Photo.objects.filter(report=of_dana(cast).get()).count() == 20


@pytest.mark.parametrize("field", ["narrative", "damage_description", "place", "police_reference", "insurance_reference"])
def test_nul_bytes_are_refused_in_words(field, cast, reader):
    response = send(reader("dana"), told(cast, **{field: "before\x00after"}))
    assert response.status_code == 422
    assert "cannot be kept" in words(response)


@pytest.mark.parametrize("field", ["key", "car", "kind", "drivable", "injured", "zones", "passenger_count", "may_name_others"])
def test_nul_bytes_in_choices_break_nothing(field, cast, reader):
    assert send(reader("dana"), told(cast, **{field: "\x00"})).status_code in (302, 422)


def test_naughty_strings_come_back_as_they_were_and_as_text(cast, reader):
    path = DATA / "hostile-strings" / "blns.json"
    if not path.exists():
        pytest.skip("no shared data on this machine")
    naughty = [text for text in json.loads(path.read_text()) if text.strip() and "\x00" not in text]
    story = " | ".join(naughty)[:19_000]
    client = reader("dana")
    response = send(client, told(cast, narrative=story, place=naughty[5][:400]))
    assert response.status_code == 302
    response = client.get(response["Location"])
    assert response.status_code == 200
    assert "<script>alert(" not in response.content.decode()


def test_another_drivers_car_cannot_be_chosen(cast, reader):
    response = send(reader("dana"), told(cast, car=str(cast.emre_car)))
    assert response.status_code == 422
    assert not DamageReport.objects.filter(vehicle__public_id=cast.emre_car).exists()


def test_while_the_ledger_is_down_nothing_is_stored(cast, reader, monkeypatch):
    client = reader("dana")

    def down(*args, **more):
        raise LedgerUnavailable

    monkeypatch.setattr(store, "write", down)
    assert send(client, told(cast)).status_code == 503
    assert not of_dana(cast).exists()


def test_the_form_offers_every_place_and_the_emergency_number(reader):
    page = words(reader("dana").get(reverse(REPORT)))
    assert page.count('name="zones"') == 30
    assert 'href="tel:112"' in page
    assert 'name="key"' in page


def test_a_private_lessee_reports_too(cast, reader):
    assert send(reader("lieve"), told(cast, car=str(cast.lieve_car))).status_code == 302
    assert DamageReport.objects.filter(subject=cast.lieve.subject).count() == 1
