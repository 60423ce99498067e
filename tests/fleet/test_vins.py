"""Vehicle identification numbers: form is required, the check digit is only a doubt."""

import json
from pathlib import Path

import pytest

from fleet.rules.malformed import Malformed
from fleet.rules.vins import check_digit, parse

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "vehicles" / "vin_cases.json"


def _published_cases():
    if not CASES.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the published VIN cases are not on this machine"))]
    return [pytest.param(case, id=repr(case["vin"])) for case in json.loads(CASES.read_text())["cases"]]


@pytest.mark.parametrize("case", _published_cases())
def test_published_cases(case):
    if not case["well_formed"]:
        with pytest.raises(Malformed):
            parse(case["vin"])
        return
    assert parse(case["vin"]).check_digit_holds is case["check_digit_holds"]


def test_lower_case_and_reading_spaces_are_understood():
    assert parse(" wba 71dc0-10ch 14720 ").number == "WBA71DC010CH14720"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "vin_length"),
        ("WBA71DC010CH1472", "vin_length"),
        ("WBA71DC010CH147201", "vin_length"),
        ("WBA71DC010CHI4720", "vin_forbidden_letter"),
        ("WBA71DC010CHO4720", "vin_forbidden_letter"),
        ("QBA71DC010CH14720", "vin_forbidden_letter"),
        ("WBA71DC010CH:4720", "vin_characters"),
        ("WBA71DC010CH\x004720", "vin_characters"),
        ("WBA71DC010CH١4720", "vin_characters"),
    ],
)
def test_the_reason_of_a_refusal_is_named_without_the_number(given, code):
    with pytest.raises(Malformed) as refused:
        parse(given)
    assert refused.value.code == code == str(refused.value)


def test_check_digit_ten_is_written_as_x():
    assert check_digit("1M8GDM9AXKP042788") == "X"


def test_a_wrong_check_digit_is_doubted_only_where_the_law_demands_one():
    assert parse("1M8GDM9AYKP042788").warnings == ("vin_check_digit",)
    assert parse("TM912345678901234").warnings == ()
    assert parse("1M8GDM9AXKP042788").warnings == ()
