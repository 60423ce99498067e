"""What makes a damage report acceptable, and how fast it must be looked at."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.rules import (
    MAX_PASSENGERS,
    TEXT_LIMITS,
    ReportFacts,
    Severity,
    check_report,
    severity,
)

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # the night in which Amsterdam skips an hour


def facts(**changes):
    known = {
        "kind": "damage",
        "happened_at": NOW - timedelta(hours=2),
        "zones": ["left_front_door"],
        "drivable": "yes",
        "texts": {"narrative": "A trolley rolled into the door."},
    }
    return ReportFacts(**(known | changes))


def codes(**changes):
    return [(problem.field, problem.code) for problem in check_report(facts(**changes), now=NOW)]


def test_a_complete_report_is_accepted():
    assert codes() == []


def test_what_is_not_known_is_no_error():
    assert codes(zones=[], drivable="unknown", texts={}, passenger_count=None) == []


@pytest.mark.parametrize(
    ("happened_at", "expected"),
    [
        (NOW, []),
        (NOW + timedelta(minutes=4), []),  # a phone that runs ahead
        (NOW + timedelta(minutes=6), [("happened_at", "in_the_future")]),
        (NOW - timedelta(days=365 * 9), []),
        (NOW - timedelta(days=365 * 11), [("happened_at", "too_long_ago")]),
        (NOW.replace(tzinfo=None), [("happened_at", "zone_of_time_missing")]),
    ],
)
def test_the_moment_lies_in_the_past_and_has_a_zone(happened_at, expected):
    assert codes(happened_at=happened_at) == expected


@pytest.mark.parametrize("field", sorted(set(TEXT_LIMITS) - {"injury_information"}))
def test_a_text_is_taken_up_to_its_limit_and_not_beyond(field):
    limit = TEXT_LIMITS[field]
    assert codes(texts={field: "x" * limit}) == []
    assert codes(texts={field: "x" * (limit + 1)}) == [(field, "text_too_long")]


def test_a_text_of_40_000_characters_names_the_limit_and_what_was_given():
    [problem] = check_report(facts(texts={"narrative": "é" * 40_000}), now=NOW)
    assert (problem.limit, problem.given) == (20_000, 40_000)


def test_nul_is_refused_and_other_strange_characters_are_kept():
    assert codes(texts={"narrative": "a\x00b"}) == [("narrative", "text_has_nul")]
    assert codes(texts={"narrative": "\u202etxt.exe \u200b \U0001f697 ﷽ <script>"}) == []


def test_words_of_closed_lists_are_checked_together():
    assert codes(kind="meteor", drivable="perhaps", zones=["left_front_door", "keel"]) == [
        ("kind", "kind_unknown"),
        ("drivable", "drivable_unknown"),
        ("zones", "zone_unknown"),
    ]


@pytest.mark.parametrize(("count", "ok"), [(0, True), (MAX_PASSENGERS, True), (-1, False), (MAX_PASSENGERS + 1, False)])
def test_passengers_are_counted_within_reason(count, ok):
    assert (codes(passenger_count=count) == []) is ok


def test_telling_of_injuries_needs_the_declaration_of_r_102():
    told = {"injury_information": "The passenger has a sore neck."}
    assert codes(texts=told) == [("may_name_others", "declaration_missing")]
    assert codes(texts=told, may_name_others=True) == []


@pytest.mark.parametrize(
    ("kind", "drivable", "injury_told", "expected"),
    [
        ("glass", "yes", True, (Severity.URGENT, "injury_told")),
        ("theft", "unknown", False, (Severity.HIGH, "vehicle_gone")),
        ("damage", "no", False, (Severity.HIGH, "not_drivable")),
        ("accident", "unknown", False, (Severity.HIGH, "drivable_not_known")),
        ("accident", "yes", False, (Severity.NORMAL, "can_wait")),
        ("damage", "unknown", False, (Severity.NORMAL, "can_wait")),
    ],
)
def test_severity_puts_people_first_and_says_why(kind, drivable, injury_told, expected):
    assert severity(kind=kind, drivable=drivable, injury_told=injury_told) == expected
