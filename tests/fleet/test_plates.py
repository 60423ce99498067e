"""Plates: normalised to compare, shown as the country writes them, doubted but not refused."""

import pytest

from fleet.rules.malformed import Malformed
from fleet.rules.plates import DUTCH_SIDE_CODES, country_code, normalise, parse


@pytest.mark.parametrize(
    ("given", "display", "series"),
    [
        ("DB0101", "DB-01-01", "nl-1"),
        ("0101db", "01-01-DB", "nl-2"),
        ("01db01", "01-DB-01", "nl-3"),
        ("db01db", "DB-01-DB", "nl-4"),
        ("DBDB01", "DB-DB-01", "nl-5"),
        ("01DBDB", "01-DB-DB", "nl-6"),
        ("01-gbb-1", "01-GBB-1", "nl-7"),
        ("1 kbb 01", "1-KBB-01", "nl-8"),
        ("GB001B", "GB-001-B", "nl-9"),
        ("G001BB", "G-001-BB", "nl-10"),
        ("GGG01B", "GGG-01-B", "nl-11"),
        ("G01GGG", "G-01-GGG", "nl-12"),
        ("1GG001", "1-GG-001", "nl-13"),
        ("001GG1", "001-GG-1", "nl-14"),
    ],
)
def test_each_dutch_side_code_is_shown_with_its_own_dashes(given, display, series):
    plate = parse(given, "NL")
    assert (plate.display, plate.series, plate.warnings) == (display, series, ())
    assert plate.normalised == display.replace("-", "")


def test_dutch_table_knows_every_series_once():
    assert sorted(number for number, _ in DUTCH_SIDE_CODES.values()) == list(range(1, 15))
    assert all(sum(groups) == len(shape) for shape, (_, groups) in DUTCH_SIDE_CODES.items())


def test_dutch_plate_with_a_vowel_is_kept_with_a_doubt():
    plate = parse("AE-001-B", "NL")
    assert plate.display == "AE-001-B"
    assert plate.warnings == ("plate_rare_letters",)


@pytest.mark.parametrize("given", ["CDJ1", "12345678", "١٢٣٤٥٦", "KENTEKEN"])
def test_dutch_plate_outside_the_series_is_kept_with_a_doubt(given):
    assert parse(given, "NL").warnings == ("plate_unusual_for_country",)


@pytest.mark.parametrize(
    ("country", "given", "display", "series"),
    [
        ("BE", "1abc234", "1-ABC-234", "be-2010"),
        ("BE", "123-ABC", "123-ABC", "be-2008"),
        ("BE", "ABC123", "ABC-123", "be-1973"),
        ("FR", "ab 123 cd", "AB-123-CD", "fr-siv"),
        ("FR", "1234AB75", "1234 AB 75", "fr-fni"),
        ("FR", "12 abc 2a", "12 ABC 2A", "fr-fni"),
        ("LU", "ab1234", "AB 1234", "lu-letters"),
        ("LU", "12345", "12345", "lu-digits"),
        ("GB", "ab12cde", "AB12 CDE", "gb-2001"),
        ("GB", "a123 bcd", "A123 BCD", "gb-prefix"),
        ("GB", "ABC123D", "ABC 123D", "gb-suffix"),
        ("GB", "ABZ1234", "ABZ 1234", "gb-northern-ireland"),
        ("GB", "1ABC", "1 ABC", "gb-dateless"),
        ("DE", "m ab 123", "M-AB 123", "de"),
        ("DE", "MÜ-AB 12E", "MÜ-AB 12E", "de"),
        ("DE", "HH-X1H", "HH-X 1H", "de"),
    ],
)
def test_neighbouring_countries_have_their_own_writing(country, given, display, series):
    plate = parse(given, country)
    assert (plate.display, plate.series, plate.warnings) == (display, series, ())


def test_german_plate_run_together_is_not_guessed_apart():
    plate = parse("MAB123", "DE")
    assert plate.display == "MAB123"
    assert plate.warnings == ("plate_district_unclear",)
    assert parse("M-AB 123", "DE").normalised == parse("MA-B 123", "DE").normalised


@pytest.mark.parametrize("country", ["PL", "ZZ", "xk"])
def test_a_country_without_a_table_is_accepted_with_a_doubt(country):
    plate = parse("wa 1234x", country)
    assert plate.display == "WA 1234X"
    assert plate.warnings == ("plate_country_without_rules",)


@pytest.mark.parametrize(("sign", "code"), [("D", "DE"), ("b", "BE"), (" UK ", "GB"), ("nl", "NL"), ("L", "LU")])
def test_signs_on_cars_are_understood_as_countries(sign, code):
    assert country_code(sign) == code


@pytest.mark.parametrize(
    ("given", "country", "code"),
    [
        ("", "NL", "plate_empty"),
        (" -.- ", "NL", "plate_empty"),
        ("\N{PILE OF POO}", "BE", "plate_empty"),
        ("AB\x00123C", "NL", "plate_control_characters"),
        ("AB\n123C", "NL", "plate_control_characters"),
        ("A" * 13, "NL", "plate_too_long"),
        ("AB123C", "Narnia", "country_malformed"),
        ("AB123C", "", "country_malformed"),
        ("AB123C", "1", "country_malformed"),
    ],
)
def test_what_cannot_be_a_plate_is_named(given, country, code):
    with pytest.raises(Malformed) as refused:
        parse(given, country)
    assert refused.value.code == code
    assert given not in str(refused.value) or not given


def test_separators_case_and_width_do_not_matter():
    assert normalise("ab·12_cd") == normalise("AB-12-CD") == normalise("ＡＢ１２ＣＤ") == "AB12CD"
