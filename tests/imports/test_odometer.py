"""Files of odometer readings: nothing readable refused, doubts named, twice is once."""

from datetime import UTC, datetime

import pytest

from fleet.models import OdometerReading
from fleet.queries import odometer_log
from tests.factories import keeper, make_vehicle
from tests.imports.conftest import bring, csv_of

pytestmark = pytest.mark.django_db

HEAD = "VIN;Odometer;Unit;Read at;Source of reading"
LINES = (
    "WVWZZZ1KZAW000021;10 000;km;2025-01-10T12:00+01:00;driver",
    "WVWZZZ1KZAW000021;12 500;km;10/02/2025 12:00;garage",
    "WVWZZZ1KZAW000021;8.000,5;mi;2025-03-10 12:00;",
    "WVWZZZ1KZAW000021;11 000;km;2025-04-10 12:00;",
)


@pytest.fixture
def car(cast):
    return make_vehicle(cast.windmolen_nl, vin="WVWZZZ1KZAW000021")


def test_readings_are_recorded_and_a_doubt_is_told(cast, car):
    told = bring(csv_of(HEAD, *LINES))
    assert told.counts == (4, 0, 0, 0), told
    assert told.reasons == {(5, "value"): "suspicion_backwards"}
    entries = odometer_log(keeper(), car).entries
    assert [(entry.reading["value_km"], entry.status) for entry in entries] == [
        (11_000, "quarantined"),
        (12_876, "accepted"),
        (12_500, "accepted"),
        (10_000, "accepted"),
    ]
    assert entries[-1].reading["read_at"] == datetime(2025, 1, 10, 11, tzinfo=UTC)


def test_the_same_file_twice_changes_nothing(cast, car):
    bring(csv_of(HEAD, *LINES))
    assert bring(csv_of(HEAD, *LINES)).counts == (0, 0, 4, 0)
    assert OdometerReading.objects.filter(vehicle__public_id=car).count() == 4


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_cannot_be_read_is_refused_by_line(cast, car, dry_run):
    lines = [
        "WVWZZZ1KZAW000021;-5;km;2025-01-10 12:00;",
        "WVWZZZ1KZAW000021;12.345;km;2025-01-10 12:00;",
        "WVWZZZ1KZAW000021;NaN;km;2025-01-10 12:00;",
        "WVWZZZ1KZAW000021;1e5;furlong;10-01-25;moon",
        "WVWZZZ1KZAW000099;5;km;2025-01-10 12:00;",
        ";5;km;2025-01-10 12:00;",
        "WVWZZZ1KZAW000021;;km;;",
        "WVWZZZ1KZAW000021;5;km;2025-01-10 25:00;",
    ]
    told = bring(csv_of(HEAD, *lines), dry_run=dry_run)
    assert told.counts == (0, 0, 0, 8)
    assert told.reasons == {
        (2, "value"): "odometer_negative",
        (3, "value"): "number_ambiguous",
        (4, "value"): "number_unreadable",
        (5, "value"): "number_unreadable",
        (5, "unit"): "choice",
        (5, "read_at"): "date_two_digit_year",
        (5, "source"): "choice",
        (6, "vin"): "vehicle_unknown",
        (7, "licence_plate"): "vehicle_not_named",
        (8, "value"): "required",
        (8, "read_at"): "required",
        (9, "read_at"): "time_impossible",
    }
