"""Working a case: states, notes, insurance, hand-over and the end of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from incidents.actions import add_note, change_case_state, hand_over_case, record_insurance
from incidents.queries import case_card, my_reports
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.ledger.models import Event
from tests.cast import LESSOR, _person
from tests.factories import give_role, make_log_in
from tests.incidents.scenes import NARRATIVE, case_of, dana_reports, job_of

pytestmark = pytest.mark.django_db
NOTE = "CANARY-NOTE the driver calls back at five"


@pytest.fixture
def case(cast):
    return case_of(cast, dana_reports(cast).report)


@pytest.fixture
def ali(cast):
    return cast.ali.access("driver.accident")


def test_the_driver_follows_the_case_in_words(cast, case, ali):
    told = []
    for verb in ("start", "wait", "resume", "close"):
        change_case_state(access=ali, case=case, verb=verb)
        [view] = my_reports(cast.dana.access("driver.portal"))
        told.append(str(view.progress))
    assert len(set(told)) == 3  # resumed reads like started
    assert all(told)


def test_a_move_that_the_state_does_not_allow_is_refused_in_words(ali, case):
    with pytest.raises(Conflict) as refused:
        change_case_state(access=ali, case=case, verb="resume")
    assert "Opened" in str(refused.value.message)
    with pytest.raises(BadInput):
        change_case_state(access=ali, case=case, verb="explode")
    change_case_state(access=ali, case=case, verb="start")
    assert case_card(ali, case).record["state"] == "in_progress"


def test_notes_stand_in_the_log_newest_first_and_only_on_open_cases(ali, case):
    add_note(access=ali, case=case, text="first")
    add_note(access=ali, case=case, text=NOTE)
    assert [note["text"] for note in case_card(ali, case).notes] == [NOTE, "first"]
    for text in ("", "   ", "n" * 10_001, "a\x00"):
        with pytest.raises(BadInput) as refused:
            add_note(access=ali, case=case, text=text)
        assert set(refused.value.fields) == {"text"}
    change_case_state(access=ali, case=case, verb="close")
    with pytest.raises(Conflict):
        add_note(access=ali, case=case, text="too late")


def test_insurance_is_written_down_within_bounds(ali, case):
    record_insurance(access=ali, case=case, state="notified", claim_amount=Decimal("1250.50"), excess_amount=Decimal(300))
    record = case_card(ali, case).record
    assert (record["insurance_state"], record["claim_amount"]) == ("notified", Decimal("1250.50"))
    with pytest.raises(BadInput) as refused:
        record_insurance(access=ali, case=case, state="maybe", claim_amount=Decimal(-1), currency="XXX")
    assert set(refused.value.fields) == {"state", "claim_amount", "currency"}


def test_each_look_and_change_names_the_case_in_the_ledger(ali, case):
    add_note(access=ali, case=case, text="noted")
    case_card(ali, case)
    events = Event.objects.filter(request_id=ali.request_id)
    assert events
    assert {event.case_id for event in events} == {case}


def test_handing_over_moves_the_data_along(cast, case):
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    alma = _person("alma").access("driver.accident")
    ali = cast.ali.access("driver.accident")  # after the colleague started
    assert case_card(ali, case).record["report.narrative"] == NARRATIVE
    hand_over_case(access=ali, case=case, colleague="Alma@cast.test")
    assert case_card(alma, case).record["report.narrative"] == NARRATIVE
    with pytest.raises(NotFoundHere):
        case_card(ali, case)
    with pytest.raises(NotFoundHere):
        add_note(access=ali, case=case, text="one more thing")


@pytest.mark.parametrize("login", ["nobody@cast.test", "maud@cast.test", "ali@cast.test", ""])
def test_a_case_is_handed_to_another_agent_only(ali, case, login):
    with pytest.raises(BadInput) as refused:
        hand_over_case(access=ali, case=case, colleague=login)
    assert set(refused.value.fields) == {"colleague"}


def test_closing_leaves_the_outline_for_thirty_days(cast, case, ali):
    change_case_state(access=ali, case=case, verb="close")
    card = case_card(ali, case)
    assert card.record["kind"] == "accident"
    assert card.record["state"] == "closed"
    assert "report.narrative" in card.record.withheld
    assert "driver.full_name" in card.record.withheld
    assert card.notes == ()
    assert card.photos == ()
    later = cast.ali.access("driver.accident", at=ali.at + timedelta(days=31))
    with pytest.raises(NotFoundHere):
        case_card(later, case)


def test_reopening_brings_it_back(case, ali):
    change_case_state(access=ali, case=case, verb="close")
    change_case_state(access=ali, case=case, verb="reopen")
    assert case_card(ali, case).record["report.narrative"] == NARRATIVE


def test_closing_ends_the_workshops_job(cast, case, ali):
    job_of(cast, case)
    change_case_state(access=ali, case=case, verb="close")
    assert case_card(ali, case).record["job_state"] == "finished"
