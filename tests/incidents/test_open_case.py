"""An agent opens a case; of two at once one wins; what the case gives to see hangs on who works it."""

import threading

import pytest
from django.db import connections

from incidents.actions import open_case, take_over_case
from incidents.models import Case
from incidents.queries import case_card, case_queue, waiting_reports
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from tests.cast import LESSOR, _person
from tests.factories import give_role, make_log_in
from tests.incidents.scenes import INJURY, NARRATIVE, case_of, dana_reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def alma(cast):
    """A second agent at the desk."""
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    return _person("alma")


def test_a_waiting_report_shows_enough_to_be_chosen_and_no_more(cast):
    receipt = dana_reports(cast)
    [row] = waiting_reports(cast.ali.access("driver.communication"))
    assert row.id == receipt.report
    assert row["number"] == receipt.number
    assert row["kind"] == "accident"
    assert row["vehicle.licence_plate"] == "X-771-DN"
    assert NARRATIVE not in str(dict(row.values))


def test_the_agent_of_the_case_sees_what_it_needs(cast):
    receipt = dana_reports(cast)
    case = case_of(cast, receipt.report)
    card = case_card(cast.ali.access("driver.accident"), case)
    assert card.record["report.narrative"] == NARRATIVE
    assert card.record["report.injury_information"] == INJURY
    assert card.record["driver.full_name"] == "CanaryDANA VanderkanarieDANA"
    assert card.record["driver.phone"] == "+31600717171"
    assert card.record["vehicle.licence_plate"] == "X-771-DN"
    assert (card.severity_reason, card.own) == ("injury_told", True)
    assert card.moves == ("start", "wait", "close")
    assert [row.id for row in case_queue(cast.ali.access("driver.accident"))] == [case]
    assert waiting_reports(cast.ali.access("driver.communication")) == []


def test_a_colleague_sees_nothing_of_it_until_it_is_taken_over(cast, alma):
    case = case_of(cast, dana_reports(cast).report)
    with pytest.raises(NotFoundHere):
        case_card(alma.access("driver.accident"), case)
    take_over_case(access=alma.access("driver.communication"), case=case)
    assert case_card(alma.access("driver.accident"), case).record["report.narrative"] == NARRATIVE
    with pytest.raises(NotFoundHere):
        case_card(cast.ali.access("driver.accident"), case)


def test_the_second_agent_is_told_that_somebody_was_first(cast, alma):
    receipt = dana_reports(cast)
    case_of(cast, receipt.report)
    with pytest.raises(Conflict) as refused:
        case_of(cast, receipt.report, agent=alma)
    assert refused.value.code == "case_taken"
    assert Case.objects.count() == 1


def test_a_case_without_report_is_opened_for_a_caller(cast):
    access = cast.ali.access("driver.communication")
    case = open_case(access=access, vehicle=cast.emre_car, driver=cast.emre.driver, kind="glass")
    card = case_card(cast.ali.access("driver.accident"), case)
    assert card.record["kind"] == "glass"
    assert card.record["driver.full_name"] == "CanaryEMRE VanderkanarieEMRE"
    assert card.record["report.id"] is None


def test_a_case_is_about_a_report_or_a_vehicle_and_of_a_known_kind(cast):
    access = cast.ali.access("driver.communication")
    with pytest.raises(BadInput):
        open_case(access=access)
    with pytest.raises(BadInput):
        open_case(access=access, vehicle=cast.dana_car, kind="meteor")


@pytest.mark.parametrize(
    ("who", "purpose"), [("dana", "driver.portal"), ("maud", "driver.accident"), ("femke", "driver.vehicle_management")]
)
def test_others_do_not_open_cases(cast, who, purpose):
    receipt = dana_reports(cast)
    with pytest.raises(NotPermitted):
        open_case(access=getattr(cast, who).access(purpose), report=receipt.report)


def test_a_private_lessees_report_is_opened_under_the_private_purpose(cast):
    from incidents.actions import report_damage
    from tests.incidents.scenes import accident

    receipt = report_damage(access=cast.lieve.access("private.portal"), report=accident(cast.lieve_car))
    assert waiting_reports(cast.ali.access("driver.communication")) == []
    with pytest.raises(NotFoundHere):
        case_of(cast, receipt.report)
    case = open_case(access=cast.ali.access("private.communication"), report=receipt.report)
    assert case_card(cast.ali.access("private.accident"), case).record["report.narrative"] == NARRATIVE


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_once_one_wins(cast, alma):
    receipt = dana_reports(cast)
    start, outcomes = threading.Barrier(2), []

    def try_it(person):
        try:
            start.wait(timeout=20)
            outcomes.append(case_of(cast, receipt.report, agent=person) and "opened")
        except Conflict as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=try_it, args=(person,)) for person in (cast.ali, alma)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert sorted(outcomes) == ["case_taken", "opened"]
    assert Case.objects.count() == 1
