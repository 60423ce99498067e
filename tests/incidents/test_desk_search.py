"""One search box at the desk: finds by plate, phone, e-mail, name and number, shows what opens a case, records each look-up."""

import pytest

from incidents.actions import report_damage
from incidents.queries import desk_search
from privacy.errors import NotPermitted, TooManyLookups
from privacy.gate import LOOKUPS_PER_MINUTE
from privacy.ledger.models import Event
from privacy.ledger.store import reference
from tests.incidents.scenes import NARRATIVE, accident, case_of, dana_reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast):
    access = cast.ali.access("driver.communication")
    return [access, access.with_purpose("private.communication")]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("x 771 dn", "plate"),
        ("X-771-DN", "plate"),
        ("+31 600 717171", "phone"),
        ("CANARY.dana.email@example.test", "email"),
        ("vanderkanariedana canarydana", "name"),
    ],
)
def test_dana_is_found_with_her_car_however_it_is_typed(cast, both, typed, kind):
    result = desk_search(both, typed)
    assert result.tried[-1] == kind
    [line] = result.found
    assert (line.kind, line.vehicle, line.driver) == ("vehicle", cast.dana_car, cast.dana.driver)
    assert line.purpose == "driver.communication"
    assert line.record["driver.full_name"] == "CanaryDANA VanderkanarieDANA"
    assert line.own_open_case is None


@pytest.mark.parametrize("typed", ["Z-999-ZZ", "+31 6 99 99 99 99", "nobody@example.test", "Nemo", "", "%", "\x00", "x" * 500])
def test_what_is_not_there_is_not_found(both, typed):
    assert desk_search(both, typed).found == ()


def test_a_private_lessee_is_found_under_the_private_purpose(cast, both):
    [line] = desk_search(both, "lieve@example.test").found
    assert (line.purpose, line.vehicle) == ("private.communication", cast.lieve_car)
    assert line.record["driver.full_name"] == "Lieve Vandamme"
    assert desk_search(both[:1], "lieve@example.test").found == ()


def test_a_report_and_its_case_are_found_by_number(cast, both):
    receipt = dana_reports(cast)
    [line] = desk_search(both, receipt.number.lower()).found
    assert (line.kind, line.report, line.vehicle) == ("report", receipt.report, cast.dana_car)
    case = case_of(cast, receipt.report)
    [line] = desk_search(both, receipt.number).found
    assert (line.kind, line.case, line.own_open_case) == ("case", case, case)
    number = line.record["number"]
    [again] = desk_search(both, number).found
    assert again.case == case


def test_a_colleagues_open_case_is_named_and_not_shown(cast, both):
    from tests.cast import LESSOR, _person
    from tests.factories import give_role, make_log_in

    case = case_of(cast, dana_reports(cast).report)
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    alma = _person("alma").access("driver.communication")
    [line] = desk_search([alma], "X-771-DN").found
    assert [(one.id, one.own) for one in line.open_cases] == [(case, False)]
    assert line.own_open_case is None
    assert NARRATIVE not in str(dict(line.record.values))
    [line] = desk_search(both, "X-771-DN").found
    assert line.own_open_case == case


def test_each_look_up_is_recorded_without_the_value(cast, both):
    desk_search(both, "canary.dana.email@example.test")
    events = list(Event.objects.filter(request_id=both[0].request_id, kind="lookup"))
    assert events
    assert any(reference(cast.dana.subject) in event.subject_refs for event in events)
    assert all("canary" not in str(vars(event)).lower() for event in events)


def test_looking_up_too_many_is_stopped(cast, both):
    for number in range(LOOKUPS_PER_MINUTE):
        assert desk_search(both[:1], f"Z-{number:03d}-ZZ").found == ()
    with pytest.raises(TooManyLookups):
        desk_search(both[:1], "Z-999-ZZ")


def test_only_the_desk_searches(cast):
    dana_reports(cast)
    with pytest.raises(NotPermitted):
        desk_search([cast.maud.access("driver.accident")], "X-771-DN")
    with pytest.raises(NotPermitted):
        desk_search([cast.dana.access("driver.portal")], "canary.emre.email@example.test")


def test_a_driver_with_two_kinds_of_report_is_not_mixed_up_with_another(cast, both):
    report_damage(access=cast.emre.access("driver.portal"), report=accident(cast.emre_car))
    [line] = desk_search(both, "X-772-MR").found
    assert line.driver == cast.emre.driver
