"""The page of a case: what its agent sees and does, and what a colleague does not."""

from uuid import uuid4

import pytest
from django.urls import reverse

from incidents.actions import NewPhoto, report_damage, take_over_case
from incidents.models import Case, CaseNote, Photo
from privacy.ledger.models import Event
from tests.cast import CANARIES, LESSOR, _person
from tests.factories import give_role, make_log_in
from tests.incidents.scenes import INJURY, NARRATIVE, PLACE, accident, case_of, dana_reports, job_of, picture

pytestmark = pytest.mark.django_db
QUEUE = reverse("desk:queue")
NOTE = "CANARY-NOTE calls back at five"


def text(answer):
    return answer.content.decode()


def state_of(case):
    return Case.objects.values_list("state", flat=True).get(public_id=case)


@pytest.fixture
def case(cast):
    return case_of(cast, dana_reports(cast, NewPhoto(picture()), NewPhoto(picture("red"), mark="scene")).report)


@pytest.fixture
def page(case):
    return reverse("desk:case", args=[case])


@pytest.fixture
def alma(cast):
    """A second agent."""
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    return _person("alma")


# --- what is seen --------------------------------------------------------------------------------------------------


def test_the_agent_sees_what_the_case_needs_and_what_is_never_shown(reader, page):
    answer = reader("ali").get(page)
    shown = text(answer)
    dana = CANARIES["dana"]
    for value in (NARRATIVE, PLACE, INJURY, dana["full_name"], dana["phone"], dana["email"], "X-771-DN", "Left front door"):
        assert value in shown
    for secret in ("postal_address", "national_id_number", "bank_account_details", "nationality", "driver_id"):
        assert dana[secret] not in shown
    reasons = {entry.title: entry.reason for entry in answer.context["never"]}
    assert "Bank and payment details are not shared with this recipient." in reasons.values()
    assert all(reasons.values())


def test_photos_come_through_links_that_are_recorded(reader, page):
    ali = reader("ali")
    photos = ali.get(page).context["photos"]
    assert len(photos) == 2
    picture_shown = ali.get(photos[0]["url"])
    assert picture_shown.status_code == 200
    assert picture_shown["Content-Type"].startswith("image/")
    assert Event.objects.filter(kind="file", outcome="released", role="agent").exists()
    assert reader("maud").get(photos[0]["url"]).status_code == 404


def test_a_private_lessees_case_is_worked_for_the_private_purpose(reader, cast):
    from incidents.actions import open_case

    receipt = report_damage(access=cast.lieve.access("private.portal"), report=accident(cast.lieve_car))
    case = open_case(access=cast.ali.access("private.communication"), report=receipt.report)
    assert "Lieve Vandamme" in text(reader("ali").get(reverse("desk:case", args=[case])))
    assert {event.purpose for event in Event.objects.filter(case_id=case, kind="disclose", role="agent")} == {"private.accident"}


def test_a_colleague_sees_the_outline_only_until_the_case_is_taken_over(reader, case, page, alma):
    second = reader("alma")
    outline = text(second.get(page))
    assert "Case of a colleague" in outline
    assert "X-771-DN" in outline
    for secret in (NARRATIVE, INJURY, CANARIES["dana"]["full_name"], CANARIES["dana"]["phone"]):
        assert secret not in outline
    assert second.post(page, {"do": "take_over"}).status_code == 302
    assert NARRATIVE in text(second.get(page))
    assert NARRATIVE not in text(reader("ali").get(page))


@pytest.mark.parametrize(("who", "status"), [("maud", 403), ("dana", 403), ("chris", 403), ("wout", 403), ("ali", 200)])
def test_the_page_is_for_agents(reader, page, who, status):
    assert reader(who).get(page).status_code == status


def test_an_unknown_case_is_not_there(reader, cast):
    for change in ("get", "post"):
        assert getattr(reader("ali"), change)(reverse("desk:case", args=[uuid4()])).status_code == 404


# --- what is done --------------------------------------------------------------------------------------------------


def test_the_buttons_are_those_that_the_state_allows(reader, case, page):
    ali = reader("ali")
    for verb, state, after in (
        ("start", "in_progress", ["wait", "close"]),
        ("wait", "waiting", ["resume", "close"]),
        ("resume", "in_progress", ["wait", "close"]),
        ("close", "closed", ["reopen"]),
        ("reopen", "in_progress", ["wait", "close"]),
    ):
        assert ali.post(page, {"do": verb}).status_code == 302
        assert state_of(case) == state
        assert [move for move, _title in ali.get(page).context["moves"]] == after


def test_a_move_that_came_too_late_is_told_on_the_page(reader, case, page):
    ali = reader("ali")
    ali.post(page, {"do": "start"})
    answer = ali.post(page, {"do": "start"})
    assert answer.status_code == 409
    assert "This cannot be done in the state" in text(answer)
    assert state_of(case) == "in_progress"


def test_a_closed_case_leaves_its_outline(reader, page):
    ali = reader("ali")
    ali.post(page, {"do": "close"})
    shown = text(ali.get(page))
    assert "This case is closed." in shown
    assert NARRATIVE not in shown
    assert CANARIES["dana"]["full_name"] not in shown
    assert len(ali.get(QUEUE).context["closed"]) == 1


def test_notes_stand_in_the_log_and_what_does_not_fit_is_given_back(reader, page):
    ali = reader("ali")
    assert ali.post(page, {"do": "note", "text": NOTE}).status_code == 302
    assert NOTE in text(ali.get(page))
    too_long = ali.post(page, {"do": "note", "text": "n" * 40_000})
    assert too_long.status_code == 422
    assert "At most 10000 characters fit here" in text(too_long)
    assert "n" * 40_000 in text(too_long)
    for broken in ("", "   ", "a\x00b"):
        assert ali.post(page, {"do": "note", "text": broken}).status_code == 422
    assert CaseNote.objects.count() == 1


def test_a_note_of_who_lost_the_case_is_not_kept_and_given_back(reader, case, page, alma):
    ali = reader("ali")
    take_over_case(access=alma.access("driver.communication"), case=case)
    answer = ali.post(page, {"do": "note", "text": NOTE})
    assert answer.status_code == 409
    assert "A colleague works this case now" in text(answer)
    assert NOTE in text(answer)
    assert NARRATIVE not in text(answer)
    assert not CaseNote.objects.exists()


def test_the_case_is_handed_to_a_colleague(reader, page, alma):
    ali = reader("ali")
    assert ali.post(page, {"do": "hand_over", "colleague": "nobody@cast.test"}).status_code == 422
    assert ali.post(page, {"do": "hand_over", "colleague": "Alma@cast.test"})["Location"] == QUEUE
    assert NARRATIVE in text(reader("alma").get(page))


def test_a_workshop_gets_the_job_and_loses_it(reader, cast, case, page):
    ali = reader("ali")
    assert "De Sleutel (NL)" in text(ali.get(page))
    assert ali.post(page, {"do": "refer", "workshop": str(uuid4())}).status_code == 422
    assert ali.post(page, {"do": "refer", "workshop": str(cast.garage), "pick_up_place": "Kade 3"}).status_code == 302
    assert "Call the job back" in text(ali.get(page))
    assert ali.post(page, {"do": "finish_job"}).status_code == 302
    assert Case.objects.get(public_id=case).job_state == "finished"


def test_insurance_is_written_down_or_refused_at_the_field(reader, case, page):
    ali = reader("ali")
    good = {"do": "insurance", "state": "notified", "claim_amount": "1250.50", "excess_amount": "", "currency": "EUR"}
    assert ali.post(page, good).status_code == 302
    assert str(Case.objects.get(public_id=case).claim_amount) == "1250.50"
    for bad in ({"claim_amount": "-1"}, {"claim_amount": "much"}, {"state": "maybe"}, {"currency": "XXX"}):
        assert ali.post(page, good | bad).status_code == 422


def test_photos_are_marked_and_only_damage_goes_to_the_workshop(reader, cast, case, page):
    from incidents.queries import job_card

    ali = reader("ali")
    first, second = ali.get(page).context["photos"]
    sent = {"do": "mark", "photo": str(first["id"]), "mark": "document", "unknown_persons": "no"}
    assert ali.post(page, sent).status_code == 302
    row = Photo.objects.get(public_id=first["id"])
    assert (row.mark, row.unknown_persons) == ("document", False)
    job_of(cast, case)
    assert job_card(cast.wout.access("driver.maintenance"), case).photos == ()
    ali.post(page, sent | {"photo": str(second["id"]), "mark": "damage"})
    assert [photo.id for photo in job_card(cast.wout.access("driver.maintenance"), case).photos] == [second["id"]]
    assert ali.post(page, sent | {"mark": "portrait"}).status_code == 422
    assert ali.post(page, sent | {"photo": str(uuid4())}).status_code == 404
    assert ali.post(page, sent | {"photo": "x"}).status_code == 422


@pytest.mark.parametrize("verb", ["", "explode", "__class__"])
def test_an_unknown_deed_is_refused(reader, case, page, verb):
    assert reader("ali").post(page, {"do": verb}).status_code == 422
    assert state_of(case) == "opened"


def test_every_look_names_the_case(reader, case, page):
    reader("ali").get(page)
    looks = Event.objects.filter(role="agent", kind="disclose", purpose="driver.accident")
    assert looks
    assert {look.case_id for look in looks} == {case}


def test_naughty_text_comes_back_as_text(reader, page):
    ali = reader("ali")
    for naughty in ("<script>alert(1)</script>", "\u202eright to left", "{{ 7*7 }}", "𝕿𝖍𝖊 ﷽"):
        assert ali.post(page, {"do": "note", "text": naughty}).status_code == 302
    shown = text(ali.get(page))
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "{{ 7*7 }}" in shown
