"""Emergency access: who may start it, what it opens and for how long, and who reviews it."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents import queries as incidents
from privacy import emergency
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from privacy.models import Account, EmergencyGrant
from tests import factories as make
from tests.cast import LESSOR, Person, _cast_once, cast
from tests.incidents.scenes import DAMAGE, case_of, dana_reports

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db

REASON = "Ali is ill and the tow truck waits at the roadside."
HANDLING = "driver.accident"
REVIEW = "accountability.ledger_review"


@pytest.fixture
def abel(cast):
    """A second agent, who has no cases."""
    account = make.make_log_in("abel@cast.test")
    make.give_role(account, "agent", LESSOR)
    row = Account.objects.get(public_id=account)
    return Person("abel", row.email, account, row.pk, row.subject_id, (("agent", LESSOR),))


def reviewer(cast, **more):
    return cast.petra.access(REVIEW, **more)


def test_it_opens_a_colleagues_open_case_and_every_look_is_marked(cast, abel):
    case = case_of(cast, dana_reports(cast).report)
    with pytest.raises(NotFoundHere):
        incidents.case_card(abel.access(HANDLING), case)
    begun = emergency.begin(access=abel.access(HANDLING), reason=REASON)
    shown = incidents.case_card(begun, case)
    assert DAMAGE in str(vars(shown) if hasattr(shown, "__dict__") else shown)
    marked = Event.objects.filter(emergency_id=begun.emergency)
    assert marked.filter(kind="disclose", channel="emergency").exists()


def test_the_reason_is_sealed(abel):
    begun = emergency.begin(access=abel.access(HANDLING), reason=REASON)
    grant = EmergencyGrant.objects.get(public_id=begun.emergency)
    assert REASON not in repr(vars(grant))


@pytest.mark.parametrize("reason", ["", "too short", " " * 40])
def test_it_needs_a_reason(abel, reason):
    with pytest.raises(BadInput) as caught:
        emergency.begin(access=abel.access(HANDLING), reason=reason)
    assert list(caught.value.fields) == ["reason"]


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(hours=-1), timedelta(hours=4, seconds=1)])
def test_it_lasts_four_hours_at_most(abel, lasts):
    with pytest.raises(BadInput):
        emergency.begin(access=abel.access(HANDLING), reason=REASON, lasts=lasts)


@pytest.mark.parametrize(("name", "purpose"), [("dana", "driver.portal"), ("maud", HANDLING), ("wout", "driver.maintenance")])
def test_it_is_for_staff_of_the_lessor_and_the_refusal_is_recorded(cast, name, purpose):
    before = Event.objects.filter(kind="refusal").count()
    with pytest.raises(NotPermitted):
        emergency.begin(access=getattr(cast, name).access(purpose), reason=REASON)
    assert Event.objects.filter(kind="refusal").count() == before + 1
    assert not EmergencyGrant.objects.exists()


def test_it_runs_for_its_role_and_purpose_until_its_time(abel):
    begun = emergency.begin(access=abel.access(HANDLING), reason=REASON, lasts=timedelta(hours=1))
    asked = {"account_id": abel.account_id, "grant": begun.emergency, "role": "agent", "purpose": HANDLING, "at": begun.at}
    assert emergency.running(**asked)
    assert not emergency.running(**asked | {"at": begun.at + timedelta(hours=1)})
    assert not emergency.running(**asked | {"purpose": "driver.communication"})
    assert not emergency.running(**asked | {"role": "claims_handler"})
    assert not emergency.running(**asked | {"account_id": abel.account_id + 1})


def test_only_its_owner_ends_it(cast, abel):
    begun = emergency.begin(access=abel.access(HANDLING), reason=REASON)
    with pytest.raises(NotFoundHere):
        emergency.end(access=cast.ali.access(HANDLING), grant=begun.emergency)
    emergency.end(access=abel.access(HANDLING), grant=begun.emergency)
    assert emergency.own_running(account_id=abel.account_id, at=datetime.now(UTC)) == []
    with pytest.raises(NotFoundHere):
        emergency.end(access=abel.access(HANDLING), grant=begun.emergency)


def ended(person, purpose=HANDLING, **more):
    begun = emergency.begin(access=person.access(purpose, **more), reason=REASON)
    emergency.end(access=person.access(purpose, **more), grant=begun.emergency)
    return begun.emergency


def test_the_officer_reads_the_reason_as_a_recorded_look(cast, abel):
    grant = ended(abel)
    owed, texts = emergency.one_owed(reviewer(cast), grant)
    assert texts["reason"] == REASON
    assert (owed.own, owed.runs, owed.outcome) == (False, False, "")
    look = Event.objects.filter(kind="disclose", object_kind="privacy.EmergencyGrant").latest("id")
    assert (look.role, look.items, look.object_ids) == ("privacy_officer", {"free_text_message": "full"}, [grant])


@pytest.mark.parametrize("name", ["ali", "ana", "femke"])
def test_nobody_else_reads_it(cast, abel, name):
    grant = ended(abel)
    person = getattr(cast, name)
    with pytest.raises(NotPermitted):
        emergency.one_owed(person.access(REVIEW), grant)
    with pytest.raises(NotPermitted):
        emergency.owed(person.access(REVIEW))


def test_a_review_is_kept_once(cast, abel):
    grant = ended(abel)
    emergency.review(access=reviewer(cast), grant=grant, justified=False, note="The colleague could be reached.")
    owed, texts = emergency.one_owed(reviewer(cast), grant)
    assert (owed.outcome, texts["review_note"]) == ("not_justified", "The colleague could be reached.")
    with pytest.raises(Conflict):
        emergency.review(access=reviewer(cast), grant=grant, justified=True, note="Again.")


def test_what_runs_still_is_not_reviewed(cast, abel):
    begun = emergency.begin(access=abel.access(HANDLING), reason=REASON)
    with pytest.raises(Conflict):
        emergency.review(access=reviewer(cast), grant=begun.emergency, justified=True, note="Fine.")


def test_a_review_needs_a_note(cast, abel):
    with pytest.raises(BadInput):
        emergency.review(access=reviewer(cast), grant=ended(abel), justified=True, note="  ")


def test_nobody_reviews_their_own_and_trying_is_recorded(cast):
    make.give_role(cast.petra.account, "agent", LESSOR)
    petra = Person(
        "petra", cast.petra.email, cast.petra.account, cast.petra.account_id, cast.petra.subject,
        (("privacy_officer", LESSOR), ("agent", LESSOR)),
    )  # fmt: skip
    grant = ended(petra, role="agent")
    with pytest.raises(NotPermitted):
        emergency.review(access=petra.access(REVIEW), grant=grant, justified=True, note="All fine.")
    assert Event.objects.filter(kind="refusal").latest("id").detail["code"] == "own_emergency"
    assert EmergencyGrant.objects.get(public_id=grant).reviewed_at is None


def test_owed_reviews_stand_first(cast, abel):
    first, second = ended(abel), ended(abel)
    emergency.review(access=reviewer(cast), grant=first, justified=True, note="Fine.")
    assert [one.id for one in emergency.owed(reviewer(cast))] == [second, first]
