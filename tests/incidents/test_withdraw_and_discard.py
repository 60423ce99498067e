"""A report is taken back by who sent it, or set aside by the desk, as long as no case was opened from it."""

import pytest

from incidents.actions import discard_report, withdraw_report
from incidents.queries import my_reports
from privacy.errors import Conflict, NotFoundHere, NotPermitted
from tests.incidents.scenes import case_of, dana_reports

pytestmark = pytest.mark.django_db


def state(cast):
    [view] = my_reports(cast.dana.access("driver.portal"))
    return view.record["state"]


def test_the_driver_withdraws_once(cast):
    receipt = dana_reports(cast)
    access = cast.dana.access("driver.portal")
    withdraw_report(access=access, report=receipt.report)
    assert state(cast) == "withdrawn"
    with pytest.raises(Conflict):
        withdraw_report(access=access, report=receipt.report)


def test_the_desk_sets_aside(cast):
    receipt = dana_reports(cast)
    discard_report(access=cast.ali.access("driver.communication"), report=receipt.report)
    assert state(cast) == "discarded"


def test_once_a_case_is_open_neither_is_possible(cast):
    receipt = dana_reports(cast)
    case_of(cast, receipt.report)
    with pytest.raises(Conflict):
        withdraw_report(access=cast.dana.access("driver.portal"), report=receipt.report)
    with pytest.raises(NotFoundHere):
        discard_report(access=cast.ali.access("driver.communication"), report=receipt.report)
    assert state(cast) == "in_case"


def test_a_report_of_somebody_else_is_out_of_reach(cast):
    receipt = dana_reports(cast)
    with pytest.raises(NotFoundHere):
        withdraw_report(access=cast.emre.access("driver.portal"), report=receipt.report)
    with pytest.raises(NotPermitted):
        discard_report(access=cast.dana.access("driver.portal"), report=receipt.report)
    assert state(cast) == "reported"
