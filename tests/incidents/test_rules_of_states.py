"""Which moves the states of a report, a case and a workshop job allow."""

import pytest

from incidents.rules import CASE_MOVES, JOB_MOVES, REPORT_MOVES, may_move, moves_from


@pytest.mark.parametrize(
    ("moves", "verb", "state", "target"),
    [
        (REPORT_MOVES, "send", "draft", "reported"),
        (REPORT_MOVES, "take_into_case", "reported", "in_case"),
        (REPORT_MOVES, "withdraw", "reported", "withdrawn"),
        (REPORT_MOVES, "discard", "reported", "discarded"),
        (CASE_MOVES, "start", "opened", "in_progress"),
        (CASE_MOVES, "resume", "waiting", "in_progress"),
        (CASE_MOVES, "close", "waiting", "closed"),
        (CASE_MOVES, "reopen", "closed", "in_progress"),
        (JOB_MOVES, "refer", "none", "live"),
        (JOB_MOVES, "refer", "finished", "live"),
        (JOB_MOVES, "finish", "live", "finished"),
    ],
)
def test_a_move_leads_to_its_state(moves, verb, state, target):
    move = may_move(moves, verb, state)
    assert (move.allowed, move.target) == (True, target)


@pytest.mark.parametrize(
    ("moves", "verb", "state"),
    [
        (REPORT_MOVES, "withdraw", "in_case"),
        (REPORT_MOVES, "take_into_case", "withdrawn"),
        (REPORT_MOVES, "take_into_case", "in_case"),
        (CASE_MOVES, "close", "closed"),
        (CASE_MOVES, "reopen", "waiting"),
        (JOB_MOVES, "refer", "live"),
        (JOB_MOVES, "finish", "none"),
    ],
)
def test_a_move_from_another_state_is_refused_with_the_reason(moves, verb, state):
    assert may_move(moves, verb, state).reason == "state_does_not_allow"


def test_an_unknown_verb_is_told_apart_from_a_wrong_state():
    assert may_move(CASE_MOVES, "explode", "opened").reason == "verb_unknown"


def test_the_buttons_of_a_page_are_the_moves_of_the_state():
    assert moves_from(CASE_MOVES, "opened") == ("start", "wait", "close")
    assert moves_from(CASE_MOVES, "closed") == ("reopen",)
    assert moves_from(REPORT_MOVES, "in_case") == ()
