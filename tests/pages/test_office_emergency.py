"""Emergency access on the pages: started, seen on every page, ended, reviewed by somebody else."""

import pytest
from django.urls import reverse

from privacy.ledger.models import Event
from privacy.models import EmergencyGrant
from tests import factories as make
from tests.cast import LESSOR
from tests.incidents.scenes import DAMAGE, case_of, dana_reports
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

REASON = "The colleague of this case is ill and the tow truck waits."
BAR = 'class="emergency-bar"'
HANDLING = "driver.accident"


def begin(client, **changes):
    return client.post(reverse("emergency:own"), {"purpose_id": HANDLING, "reason": REASON, "minutes": "60"} | changes)


@pytest.fixture
def grant(reader):
    """An emergency access of Ali's that has ended."""
    client = reader("ali")
    assert begin(client).status_code == 302
    row = EmergencyGrant.objects.get()
    assert client.post(reverse("emergency:end", args=[row.public_id])).status_code == 302
    return row.public_id


def test_a_running_access_stands_on_every_page_until_it_is_ended(reader):
    client = reader("ali")
    assert BAR not in words(client.get(reverse("mycar:who_saw")))
    assert begin(client)["Location"] == "/"
    row = EmergencyGrant.objects.get()
    for address in (reverse("mycar:who_saw"), reverse("emergency:own"), reverse("desk:queue")):
        assert BAR in words(client.get(address))
    page = words(client.post(reverse("emergency:end", args=[row.public_id]), follow=True))
    assert BAR not in page
    assert "The emergency access has ended" in page
    assert EmergencyGrant.objects.get().ended_at is not None


def test_the_case_of_a_colleague_opens_under_it_and_not_without(cast, reader):
    case = case_of(cast, dana_reports(cast).report)
    make.give_role(make.make_log_in("abel@cast.test"), "agent", LESSOR)
    client, place = reader("abel"), reverse("desk:case", args=[case])
    assert DAMAGE not in words(client.get(place))
    begin(client)
    assert DAMAGE in words(client.get(place))
    grant = EmergencyGrant.objects.get().public_id
    assert Event.objects.filter(channel="emergency", kind="disclose", emergency_id=grant).exists()
    client.post(reverse("emergency:end", args=[grant]))
    assert DAMAGE not in words(client.get(place))


@pytest.mark.parametrize(
    "changes", [{"reason": "short"}, {"minutes": "999"}, {"purpose_id": "driver.portal"}, {"reason": "a\x00b" * 20}]
)
def test_what_cannot_be_used_is_told_at_its_field(reader, changes):
    answer = begin(reader("ali"), **changes)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    assert not EmergencyGrant.objects.exists()


@pytest.mark.parametrize("name", ["dana", "lieve", "maud", "wout"])
def test_it_is_for_staff_and_the_refusal_is_recorded(reader, name):
    before = Event.objects.filter(kind="refusal").count()
    assert reader(name).get(reverse("emergency:own")).status_code == 403
    assert Event.objects.filter(kind="refusal").count() == before + 1


def test_it_is_taken_up_again_after_a_log_out(reader):
    client = reader("ali")
    begin(client)
    row = EmergencyGrant.objects.get()
    again = reader("ali")
    assert BAR not in words(again.get(reverse("emergency:own")))
    assert again.post(reverse("emergency:use", args=[row.public_id])).status_code == 302
    assert BAR in words(again.get(reverse("emergency:own")))


def test_nobody_uses_or_ends_anothers(reader):
    begin(reader("ali"))
    row = EmergencyGrant.objects.get()
    for name in ("chris", "femke", "petra"):
        assert reader(name).post(reverse("emergency:use", args=[row.public_id])).status_code == 404
        assert reader(name).post(reverse("emergency:end", args=[row.public_id])).status_code == 404
    assert EmergencyGrant.objects.get().ended_at is None


def test_the_officer_sees_what_is_owed_reads_the_reason_and_reviews(reader, grant):
    client, place = reader("petra"), reverse("office:grant", args=[grant])
    listed = words(client.get(reverse("office:emergency")))
    assert place in listed
    assert "review owed" in listed
    assert REASON not in listed
    before = Event.objects.filter(kind="disclose", object_kind="privacy.EmergencyGrant").count()
    assert REASON in words(client.get(place))
    assert Event.objects.filter(kind="disclose", object_kind="privacy.EmergencyGrant").count() == before + 1
    page = words(client.post(place, {"justified": "yes", "note": "The log of calls confirms it."}, follow=True))
    assert "The review has been kept." in page
    assert EmergencyGrant.objects.get().review_outcome == "justified"
    assert client.post(place, {"justified": "no", "note": "Once more."}).status_code == 409


def test_a_review_without_a_note_or_answer_is_told(reader, grant):
    client, place = reader("petra"), reverse("office:grant", args=[grant])
    for sent in ({"justified": "yes", "note": " "}, {"note": "It was fine."}, {"justified": "perhaps", "note": "x"}):
        assert client.post(place, sent).status_code == 422
    assert EmergencyGrant.objects.get().reviewed_at is None


@pytest.mark.parametrize("name", ["ali", "ana", "maud", "dana"])
def test_nobody_else_reviews(reader, grant, name):
    place = reverse("office:grant", args=[grant])
    assert reader(name).get(place).status_code == 403
    assert reader(name).post(place, {"justified": "yes", "note": "x"}).status_code == 403


def test_the_own_one_is_not_reviewed(reader, cast):
    make.give_role(cast.petra.account, "agent", LESSOR)
    client = reader("petra")
    client.post(reverse("workspace_switch"), {"role": "agent"})
    assert begin(client).status_code == 302
    row = EmergencyGrant.objects.get()
    client.post(reverse("emergency:end", args=[row.public_id]))
    client.post(reverse("workspace_switch"), {"role": "privacy_officer"})
    place = reverse("office:grant", args=[row.public_id])
    assert "Somebody else has to review it" in words(client.get(place))
    assert client.post(place, {"justified": "yes", "note": "All fine."}).status_code == 403


def test_the_looks_under_a_grant_are_listed(reader, grant, cast):
    client = reader("petra")
    page = client.get(f"{reverse('office:events')}?emergency={grant}")
    assert page.status_code == 200
    assert "No looks fit this filter" in words(page)
