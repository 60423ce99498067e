"""The record of looks as the privacy officer reads it: filters, whom they are about, one event; never a personal value."""

import re

import pytest
from django.urls import reverse

from drivers import queries as drivers
from privacy.ledger.models import Event
from tests.cast import CANARIES, CANARY_CARS, CANARY_STRINGS
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

EVENTS, FIND = "office:events", "office:find"
REPORTING = "driver.fleet_reporting"


@pytest.fixture
def maud_looked(cast):
    """The fleet manager has looked at her drivers, so there is something to read."""
    found = drivers.drivers(cast.maud.access(REPORTING)).rows
    assert found
    return Event.objects.filter(role="fleet_manager", kind="disclose").latest("id")


def events_of(page):
    return re.findall(r'href="/office/events/([0-9a-f-]{36})/"', page.content.decode())


def test_the_officer_lands_on_the_record(reader):
    assert reader("petra").get("/")["Location"] == reverse(EVENTS)


def test_each_look_is_told_in_words_and_without_values(reader, maud_looked):
    page = reader("petra").get(reverse(EVENTS))
    text = words(page)
    assert str(maud_looked.event_id) in events_of(page)
    assert "Fleet manager" in text
    assert "Windmolen Logistiek BV" in text
    assert not [canary for canary in CANARY_STRINGS if canary in page.content.decode()]


def test_reading_the_record_is_recorded(cast, reader):
    before = Event.objects.filter(kind="review").count()
    reader("petra").get(reverse(EVENTS))
    newest = Event.objects.filter(kind="review").latest("id")
    assert Event.objects.filter(kind="review").count() == before + 1
    assert (newest.role, newest.verb) == ("privacy_officer", "privacy.read_ledger")


@pytest.mark.parametrize("name", ["dana", "maud", "ali", "femke", "wout", "ana", "chris"])
def test_nobody_else_reads_it_and_the_refusal_is_recorded(cast, reader, name):
    before = Event.objects.filter(kind="refusal").count()
    views = (EVENTS, "office:explain", "office:purposes", "office:emergency")
    for view in views:
        assert reader(name).get(reverse(view)).status_code == 403
    assert Event.objects.filter(kind="refusal").count() == before + len(views)


def test_without_a_log_in_the_page_leads_to_it(client, cast):
    assert client.get(reverse(EVENTS))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("purpose_id=driver.fleet_reporting", True),
        ("purpose_id=driver.accident", False),
        ("kind=disclose", True),
        ("kind=file", False),
        ("outcome=released", True),
        ("outcome=failed", False),
        ("since=2020-01-01&until=2099-01-01", True),
        ("until=2020-01-01", False),
        ("since=2099-01-01", False),
    ],
)
def test_a_filter_keeps_what_fits(reader, maud_looked, query, there):
    page = reader("petra").get(f"{reverse(EVENTS)}?{query}")
    assert page.status_code == 200
    assert (str(maud_looked.event_id) in events_of(page)) is there


@pytest.mark.parametrize("query", ["purpose_id=nothing", "kind=%27", "since=yesterday", "until=2020-99-99"])
def test_a_filter_that_cannot_be_read_is_told(reader, query):
    assert reader("petra").get(f"{reverse(EVENTS)}?{query}").status_code == 422


@pytest.mark.parametrize("query", ["before=x", "before=" + "9" * 40, "actor=nobody", "subject=%00", "emergency=1"])
def test_a_broken_address_does_not_break_the_page(reader, query):
    assert reader("petra").get(f"{reverse(EVENTS)}?{query}").status_code in (200, 400)


def found_by(client, way, text):
    answer = client.post(reverse(FIND), {"by": way, "text": text})
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize("way", ["actor:log_in", "subject:log_in"])
def test_somebody_is_found_by_their_log_in_address(cast, reader, maud_looked, way):
    client, person = reader("petra"), {"actor:log_in": cast.maud, "subject:log_in": cast.dana}[way]
    place = found_by(client, way, person.email.upper())
    assert person.email not in place.lower()
    assert str(person.subject) not in place
    assert str(maud_looked.event_id) in events_of(client.get(place))
    look_up = Event.objects.filter(kind="lookup", role="privacy_officer").latest("id")
    assert (look_up.object_kind, look_up.items) == ("privacy.Account", {})


def test_somebody_who_did_not_look_has_no_looks(cast, reader, maud_looked):
    client = reader("petra")
    place = found_by(client, "actor:log_in", cast.marc.email)
    assert str(maud_looked.event_id) not in events_of(client.get(place))


@pytest.mark.parametrize(
    ("way", "item", "text", "kind"),
    [
        ("subject:driver_email", "email", CANARIES["dana"]["email"], "drivers.Driver"),
        ("subject:driver_phone", "phone", CANARIES["dana"]["phone"], "drivers.Driver"),
        ("subject:licence_plate", "licence_plate", CANARY_CARS["dana"]["licence_plate"], "fleet.Vehicle"),
    ],
)
def test_a_subject_is_found_by_what_people_know_and_nothing_is_shown(reader, maud_looked, way, item, text, kind):
    client = reader("petra")
    place = found_by(client, way, text)
    assert "subject=" in place
    page = client.get(place)
    assert text not in page.content.decode()
    look_up = Event.objects.filter(kind="lookup", role="privacy_officer").latest("id")
    assert (look_up.object_kind, list(look_up.items)) == (kind, [item])
    assert not Event.objects.filter(kind="disclose", role="privacy_officer").exists()
    assert len(look_up.subject_refs) == 1
    if kind == "drivers.Driver":
        assert str(maud_looked.event_id) in events_of(page)


def test_nobody_found_is_told_and_recorded(cast, reader):
    client = reader("petra")
    before = Event.objects.filter(kind="lookup").count()
    page = client.post(reverse(FIND), {"by": "subject:licence_plate", "text": "NO-999-NE"}, follow=True)
    assert "Nobody was found" in words(page)
    assert Event.objects.filter(kind="lookup").count() == before + 1


@pytest.mark.parametrize(
    "sent", [{}, {"by": "subject:fleet", "text": "x"}, {"by": "actor:log_in", "text": "a\x00b"}, {"by": "x"}]
)
def test_a_look_up_that_makes_no_sense_is_told(reader, sent):
    assert reader("petra").post(reverse(FIND), sent).status_code == 302


def test_the_filters_stay_when_a_person_is_added(cast, reader, maud_looked):
    client = reader("petra")
    answer = client.post(f"{reverse(FIND)}?kind=disclose&elsewhere=1", {"by": "actor:log_in", "text": cast.maud.email})
    assert "kind=disclose" in answer["Location"]
    assert "elsewhere" not in answer["Location"]


def test_pages_follow_each_other_without_gap_or_repeat(cast, reader):
    client = reader("petra")
    for _number in range(55):
        drivers.drivers(cast.maud.access(REPORTING))
    first = client.get(f"{reverse(EVENTS)}?purpose_id={REPORTING}")
    following = re.search(r'hx-get="([^"]*before=[^"]*)"', first.content.decode()).group(1).replace("&amp;", "&")
    second = client.get(following)
    one, two = events_of(first), events_of(second)
    assert len(one) == 50
    assert two
    assert not set(one) & set(two)


def test_one_event_tells_all_its_columns(cast, reader, maud_looked):
    page = reader("petra").get(reverse("office:event", args=[maud_looked.event_id]))
    text = words(page)
    for told in (
        "Fleet manager",
        "Windmolen Logistiek BV",
        REPORTING,
        "in full",
        "Legal basis",
        "Withheld, and why",
        "Policy version",
    ):
        assert told in text
    assert maud_looked.policy_version in text
    assert str(maud_looked.actor_ref) in text
    assert str(cast.maud.subject) not in text
    assert not [canary for canary in CANARY_STRINGS if canary in page.content.decode()]
    newest = Event.objects.latest("id")
    assert (newest.verb, newest.object_ids) == ("privacy.read_ledger_event", [maud_looked.event_id])


def test_a_refusal_says_why(cast, reader):
    assert reader("dana").get(reverse(EVENTS)).status_code == 403
    refusal = Event.objects.filter(kind="refusal").latest("id")
    page = words(reader("petra").get(reverse("office:event", args=[refusal.event_id])))
    assert "Your role may not use this purpose" in page


def test_an_event_that_is_not_there_is_not_found(cast, reader):
    assert reader("petra").get(reverse("office:event", args=[cast.dana.account])).status_code == 404
    assert Event.objects.filter(kind="refusal").latest("id").object_kind == "ledger.Event"
