"""One search box: what a typed text may be."""

import pytest

from incidents.rules import MAX_SEARCH_CHARS, SearchKind, case_number, recognise, report_number


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        (report_number(2026, 123), SearchKind.REPORT_NUMBER),
        (case_number(2026, 4), SearchKind.CASE_NUMBER),
        (" s-2026-000123 ", SearchKind.REPORT_NUMBER),
        ("Jan.Peeters@Example.Test", SearchKind.EMAIL),
        ("WVWZZZ1JZXW000001", SearchKind.PLATE),  # the desk finds by plate, not by chassis number
        ("+31 6 1234 5678", SearchKind.PHONE),
        ("(0475) 12.34.56", SearchKind.PHONE),
        ("AB-123-C", SearchKind.PLATE),
        ("ab 123 c", SearchKind.PLATE),
        ("1-ABC-234", SearchKind.PLATE),
        ("12345", SearchKind.PLATE),
        ("Jan Peeters", SearchKind.NAME),
        ("Zoë", SearchKind.NAME),
        ("محمد", SearchKind.NAME),
    ],
)
def test_the_kind_of_a_text_is_recognised(typed, first):
    assert recognise(typed)[0] == first


def test_a_short_word_without_digits_may_be_a_personal_plate_too():
    assert recognise("MYCAR") == (SearchKind.NAME, SearchKind.PLATE)
    assert recognise("van den Berghe") == (SearchKind.NAME,)


@pytest.mark.parametrize("typed", ["", "   ", "---", "%", "\x00AB123C", "x" * (MAX_SEARCH_CHARS + 1), "' ;"])
def test_what_cannot_be_searched_by_is_nothing(typed):
    assert recognise(typed) == ()


def test_seventeen_letters_are_a_name():
    assert recognise("van den Herrewegen") == (SearchKind.NAME,)
