"""Numbers and dates as people write them: read one way, or refused."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.imports.cells import Reading, UnreadableError
from drivers.imports.moments import in_zone, read_day, read_moment
from drivers.imports.numbers import decimal_sign, read_decimal, read_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("512,40", "512.40"),
        ("512.40", "512.40"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1 234 567,5", "1234567.5"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1'234.50", "1234.50"),
        ("€ 12,5", "12.5"),
        ("-3,25", "-3.25"),
        ("−3", "-3"),
        ("0,125", "0.125"),
        ("12345", "12345"),
        (512.4, "512.4"),
        (7, "7"),
    ],
)
def test_a_number_with_one_reading_is_read(text, number):
    assert read_decimal(text, Reading()) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "123,456", "12.000"])
def test_a_number_with_two_readings_is_refused_unless_the_locale_is_known(text):
    with pytest.raises(UnreadableError, match="number_ambiguous"):
        read_decimal(text, Reading())
    as_comma = read_decimal(text, Reading(decimal=","))
    as_point = read_decimal(text, Reading(decimal="."))
    assert {as_comma, as_point} == {Decimal(text.replace(",", ".")), Decimal(text.replace(",", "").replace(".", ""))}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_unreadable"),
        ("ten", "number_unreadable"),
        ("NaN", "number_unreadable"),
        ("1e5", "number_unreadable"),
        ("1.23.4", "number_unreadable"),
        ("1,2,3", "number_unreadable"),
        ("12.34.567,8", "number_unreadable"),
        ("1 23", "number_unreadable"),
        ("1.234,5.6", "number_unreadable"),
        ("٣", "number_unreadable"),
        (True, "number_unreadable"),
        ("9" * 60, "number_too_large"),
        (1e300, "number_too_large"),
        (float("nan"), "number_too_large"),
    ],
)
def test_what_is_no_number_is_refused(text, code):
    with pytest.raises(UnreadableError, match=code):
        read_decimal(text, Reading())


def test_a_number_of_another_locale_than_declared_is_refused():
    with pytest.raises(UnreadableError, match="number_other_locale"):
        read_decimal("1.234,56", Reading(decimal="."))


def test_the_decimal_sign_is_told_from_the_whole_file():
    assert decimal_sign(["120", "1.234", "512,40"]) == ","
    assert decimal_sign(["1,234", "1,234,567"]) == "."
    assert decimal_sign(["1.234", "7"]) == ""
    with pytest.raises(UnreadableError, match="numbers_mixed"):
        decimal_sign(["512,40", "512.40"])


def test_whole_numbers_have_no_decimals():
    assert read_whole("120 000", Reading()) == 120_000
    assert read_whole("12,0", Reading()) == 12
    with pytest.raises(UnreadableError, match="number_not_whole"):
        read_whole("12,5", Reading())


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text):
    for read in (read_decimal, read_day, read_moment):
        try:
            read(text, Reading())
        except UnreadableError:
            continue


@pytest.mark.parametrize("text", ["2026-05-04", "04-05-2026", "4/5/2026", "04.05.2026", "2026/05/04", "2026-05-04 00:00:00"])
def test_days_are_iso_or_day_before_month(text):
    assert read_day(text, Reading()) == date(2026, 5, 4)


def test_day_before_month_is_said_where_it_could_be_doubted():
    reading = Reading()
    for text in ("04/05/2026", "2026-05-04", "25/05/2026", "05/05/2026"):
        read_day(text, reading)
    assert reading.told == Counter(dates_day_first=1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("05/13/2026", "date_month_first"),
        ("31-02-2026", "date_impossible"),
        ("2026-13-01", "date_impossible"),
        ("04-05-26", "date_two_digit_year"),
        ("4 mei 2026", "date_unreadable"),
        ("20260504", "date_unreadable"),
        ("01-01-0001", "date_year"),
        ("2026-05-04 10:00", "date_with_time"),
        (45000.0, "date_is_number"),
    ],
)
def test_days_that_cannot_be_are_refused(text, code):
    with pytest.raises(UnreadableError, match=code):
        read_day(text, Reading())


@pytest.mark.parametrize(
    ("text", "country", "moment"),
    [
        ("2026-05-04T10:30:00Z", "NL", datetime(2026, 5, 4, 10, 30, tzinfo=UTC)),
        ("2026-05-04 10:30+0200", "FR", datetime(2026, 5, 4, 8, 30, tzinfo=UTC)),
        ("04-05-2026 10:30", "NL", datetime(2026, 5, 4, 8, 30, tzinfo=UTC)),
        ("04/12/2026 10.30", "BE", datetime(2026, 12, 4, 9, 30, tzinfo=UTC)),
        ("04/12/2026 10h30", "FR", datetime(2026, 12, 4, 9, 30, tzinfo=UTC)),
        (datetime(2026, 5, 4, 10, 29, 59, 999_998), "NL", datetime(2026, 5, 4, 8, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_on_the_clock_of_the_country(text, country, moment):
    assert in_zone(read_moment(text, Reading()), country) == moment


def test_a_day_alone_begins_at_midnight_and_ends_at_the_next():
    written = read_moment("04-05-2026", Reading())
    assert in_zone(written, "NL") == datetime(2026, 5, 3, 22, tzinfo=UTC)
    assert in_zone(written, "NL", end=True) == datetime(2026, 5, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize(("text", "code"), [("2026-03-29 02:30", "time_skipped"), ("2026-10-25 02:30", "time_twice")])
def test_hours_that_the_clock_shows_twice_or_not_at_all_are_refused(text, code):
    with pytest.raises(UnreadableError, match=code):
        in_zone(read_moment(text, Reading()), "BE")
    assert in_zone(read_moment(f"{text}+01:00", Reading()), "BE").tzinfo is UTC
