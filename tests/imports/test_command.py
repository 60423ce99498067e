"""`manage.py import_fleet`: a readable report, exit codes, and refusals as CSV."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from drivers.imports.report import safe
from fleet.models import Vehicle
from tests.imports.conftest import csv_of

pytestmark = pytest.mark.django_db

HEAD = "VIN;Make;Model;CO2"
GOOD = "WVWZZZ1KZAW000041;Volkswagen;Golf;120"
BAD = "WVWZZZ1KZAW00004;Volkswagen;Golf;1.234"


@pytest.fixture
def file(tmp_path, cast):
    def write(*lines):
        path = tmp_path / "fleet.csv"
        path.write_bytes(csv_of(HEAD, *lines))
        return path

    return write


def said(*args, **options):
    out = io.StringIO()
    code = 0
    try:
        call_command("import_fleet", *map(str, args), stdout=out, **options)
    except SystemExit as left:
        code = left.code
    return code, out.getvalue()


def test_all_lines_taken_over_is_success(file):
    code, text = said(file(GOOD))
    assert code == 0
    assert "new 1" in text
    assert Vehicle.objects.filter(make="Volkswagen", model="Golf").exists()


def test_refused_lines_are_told_with_number_column_reason_and_code(file, tmp_path):
    report = tmp_path / "refused.csv"
    code, text = said(file(GOOD, BAD), dry_run=True, report=report)
    assert code == 1
    assert "line 3 · refused · VIN: A vehicle identification number has 17 characters" in text
    assert "[number_ambiguous]" in text
    assert "changed 0" in text
    assert not Vehicle.objects.filter(make="Volkswagen", model="Golf").exists()
    rows = list(csv.DictReader(io.StringIO(report.read_text("utf-8-sig")), delimiter=";"))
    assert [(row["line"], row["code"]) for row in rows] == [("3", "vin_length"), ("3", "number_ambiguous")]
    assert "WVWZZZ1KZAW00004" not in report.read_text("utf-8-sig") + text


def test_the_report_speaks_the_language_asked_for(file):
    _code, text = said(file(BAD), language="nl", decimal="comma", kind="vehicles")
    assert "Chassisnummer" in text


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        ((), {}, "file_empty"),
        ((GOOD,), {"kind": "odometer"}, "column_missing"),
        ((GOOD,), {"employer": "Nergens BV"}, "employer_unknown"),
    ],
)
def test_an_unusable_file_is_exit_code_two(file, lines, options, code):
    with pytest.raises(CommandError, match=code) as refused:
        call_command("import_fleet", str(file(*lines)), **options)
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_is_exit_code_two(tmp_path, db):
    with pytest.raises(CommandError) as refused:
        call_command("import_fleet", str(tmp_path / "nothing.csv"))
    assert refused.value.returncode == 2


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@SUM(1)", "\tx", "|x", "%0A"])
def test_nothing_in_a_report_is_taken_for_a_formula(text):
    assert safe(text) == f"'{text}"
    assert safe("plain") == "plain"
