"""The desk's search box and queue, as an agent's browser gets them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from incidents.models import Case
from privacy.gate import LOOKUPS_PER_MINUTE
from privacy.ledger.models import Event
from tests.cast import CANARIES, LESSOR, _person
from tests.factories import give_role, make_log_in
from tests.incidents.scenes import INJURY, NARRATIVE, case_of, dana_reports

pytestmark = pytest.mark.django_db
SEARCH, QUEUE, OPEN = reverse("desk:search"), reverse("desk:queue"), reverse("desk:open")
NAME, PHONE, EMAIL = (CANARIES["dana"][name] for name in ("full_name", "phone", "email"))


def text(answer):
    return answer.content.decode()


def report_page(report):
    return reverse("desk:report", args=[report])


@pytest.fixture
def alma(cast):
    """A second agent."""
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    return _person("alma")


# --- the search box ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("x 771 dn", "licence plate"), ("+31 600 717171", "phone number"), (EMAIL, "e-mail address"), (NAME, "words of a name")],
)
def test_what_was_recognised_is_said_and_only_what_opens_a_case_is_shown(reader, typed, kind):
    shown = text(reader("ali").post(SEARCH, {"q": typed}))
    assert f"Searched as: {kind}" in shown
    assert NAME in shown
    assert "X-771-DN" in shown
    assert "Open a case" in shown
    for secret in ("postal_address", "national_id_number", "bank_account_details"):
        assert CANARIES["dana"][secret] not in shown
    if kind not in ("phone number", "e-mail address"):
        assert PHONE not in shown
        assert EMAIL not in shown


def test_what_was_typed_stands_in_no_address(reader):
    shown = text(reader("ali").get(SEARCH, {"q": "X-771-DN"}))
    assert NAME not in shown
    assert 'method="post"' in shown


@pytest.mark.parametrize(
    "typed", ["Z-999-ZZ", "nobody@example.test", "", "%", "\x00", "x" * 500, "\u202e\u05d0\u05d1", "Robert'); --"]
)
def test_what_is_not_there_is_not_found_in_words(reader, typed):
    answer = reader("ali").post(SEARCH, {"q": typed})
    assert answer.status_code == 200
    assert "Nothing found" in text(answer)


def test_a_private_lessee_is_found_too(reader):
    shown = text(reader("ali").post(SEARCH, {"q": "lieve@example.test"}))
    assert "Lieve Vandamme" in shown
    assert "purpose=private.communication" in shown


def test_too_many_look_ups_are_refused_in_words(reader, cast):
    ali = reader("ali")
    statuses = {ali.post(SEARCH, {"q": f"Z-{number:03d}-ZZ"}).status_code for number in range(LOOKUPS_PER_MINUTE - 5)}
    assert statuses == {200}
    for number in range(10):
        answer = ali.post(SEARCH, {"q": f"Y-{number:03d}-ZZ"})
    assert answer.status_code == 429
    assert "You have looked up too many people in a short time." in text(answer)
    assert answer["Retry-After"]


@pytest.mark.parametrize("who", ["maud", "dana", "femke", "chris", "petra", "wout", "olga"])
@pytest.mark.parametrize("address", [SEARCH, QUEUE])
def test_the_desk_is_for_agents(reader, who, address):
    assert reader(who).get(address).status_code == 403
    assert reader("ali").get(address).status_code == 200


def test_nobody_is_led_to_the_log_in(client):
    assert client.get(QUEUE).status_code == 302


# --- opening a case ------------------------------------------------------------------------------------------------


def test_a_case_is_opened_for_who_was_found(reader, cast):
    sent = {"vehicle": str(cast.dana_car), "driver": str(cast.dana.driver), "kind": "glass"}
    answer = reader("ali").post(f"{OPEN}?purpose=driver.communication", sent)
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk:case", args=[case.public_id])
    assert (case.kind, case.agent_id) == ("glass", cast.ali.account_id)
    assert NAME in text(reader("ali").get(answer["Location"]))


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"kind": "meteor"}, 422), ({"vehicle": "x"}, 404), ({"vehicle": ""}, 422), ({"vehicle": str(uuid4())}, 404)],
)
def test_what_cannot_be_opened_is_refused(reader, cast, sent, status):
    given = {"vehicle": str(cast.dana_car), "kind": "damage"} | sent
    assert reader("ali").post(f"{OPEN}?purpose=driver.communication", given).status_code == status
    assert not Case.objects.exists()


def test_a_waiting_report_is_taken_from_the_queue(reader, cast):
    ali = reader("ali")
    assert "No report waits" in text(ali.get(QUEUE))
    receipt = dana_reports(cast)
    waiting = text(ali.get(QUEUE))
    assert receipt.number in waiting
    assert "X-771-DN" in waiting
    assert NARRATIVE not in waiting
    assert NAME not in waiting
    chosen = text(ali.get(report_page(receipt.report)))
    assert receipt.number in chosen
    assert NARRATIVE not in chosen
    assert INJURY not in chosen
    answer = ali.post(report_page(receipt.report), {"do": "open"})
    assert answer.status_code == 302
    assert NARRATIVE in text(ali.get(answer["Location"]))
    queue = ali.get(QUEUE)
    assert not queue.context["waiting"]
    assert len(queue.context["own"]) == 1


def test_who_comes_second_is_told_and_led_to_the_case(reader, cast, alma):
    report = dana_reports(cast).report
    case = case_of(cast, report)
    second = reader("alma")
    answer = second.post(report_page(report), {"do": "open"})
    assert answer.status_code == 409
    assert "A colleague was first" in text(answer)
    assert reverse("desk:case", args=[case]) in text(answer)
    assert second.get(report_page(report))["Location"] == reverse("desk:case", args=[case])
    assert NARRATIVE not in text(answer)


def test_a_report_is_set_aside(reader, cast):
    report = dana_reports(cast).report
    ali = reader("ali")
    assert ali.post(report_page(report), {"do": "discard"})["Location"] == QUEUE
    assert ali.get(report_page(report)).status_code == 404
    assert not ali.get(QUEUE).context["waiting"]


def test_an_unknown_deed_or_report_is_refused(reader, cast):
    report = dana_reports(cast).report
    assert reader("ali").post(report_page(report), {"do": "burn"}).status_code == 422
    assert reader("ali").post(report_page(uuid4()), {"do": "open"}).status_code == 404
    assert reader("ali").get(report_page(uuid4())).status_code == 404
    assert reader("maud").get(report_page(report)).status_code == 403


def test_each_search_is_recorded(reader):
    reader("ali").post(SEARCH, {"q": EMAIL})
    looks = Event.objects.filter(kind="lookup", role="agent")
    assert looks
    assert all("canary" not in str(vars(look)).lower() for look in looks)
