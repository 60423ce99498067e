"""Every code that a rule can give has words for the person who typed."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from fleet.actions.vehicles import NewVehicle
from fleet.actions.wording import TEXTS
from fleet.models import Suspicion
from fleet.rules import contracts, employer_tree, naming, odometer, plates, vins

SUSPICIONS = {
    odometer.UNIT_SLIP,
    odometer.DIGIT_SWAP,
    odometer.BACKWARDS,
    odometer.BEYOND_LATER,
    odometer.TOO_FAST,
    odometer.VERY_HIGH,
    odometer.IN_FUTURE,
}


@pytest.mark.parametrize("rules", [contracts, employer_tree, naming, odometer, plates, vins], ids=lambda rules: rules.__name__)
def test_codes_of_the_rules_have_words(rules):
    source = Path(rules.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'Malformed\("(\w+)"', source)) | set(
        re.findall(r'"((?:contract|vin|tree|odometer)_[a-z_]+)"', source)
    )
    doubts = {"vin_check_digit"}
    assert codes - doubts <= set(TEXTS)


def test_suspicions_have_words():
    assert set(Suspicion.values) == SUSPICIONS
    with override("en"):
        assert all(str(label).endswith(".") for label in Suspicion.labels)


@pytest.mark.parametrize(
    "value", [NewVehicle("WBA71DC010CH14720", "BMW", "320d"), plates.parse("GB001B", "NL"), vins.parse("WBA71DC010CH14720")]
)
def test_an_identity_on_its_way_does_not_print(value):
    assert "WBA71" not in repr(value)
    assert "001" not in repr(value)
