"""Files of who has which vehicle: intervals placed on each vehicle's timeline, local clocks, handovers."""

from datetime import UTC, datetime

import pytest

from drivers.models import Custody
from drivers.queries import who_had
from tests.factories import keeper, make_driver, make_vehicle
from tests.imports.conftest import bring, csv_of

pytestmark = pytest.mark.django_db

HEAD = "Kenteken\tHouder\tE-mail bestuurder\tVanaf\tTot en met\tFormuliernummer"


@pytest.fixture
def car(cast):
    return make_vehicle(cast.windmolen_nl, licence_plate="CC-111-K")


@pytest.fixture
def people(cast):
    return [make_driver(cast.windmolen_nl, email=f"{name}@example.test") for name in ("anna", "bram")]


ANNA = "CC-111-K\t\tanna@example.test\t01-02-2024 09:00\t\tF-1"
BRAM = "CC-111-K\t\tbram@example.test\t01-06-2024 09:00\t\tF-2"
POOL = "CC-111-K\tpool\t\t01-03-2025\t31-03-2025\t"


def holder(car, *when):
    return who_had(keeper(), car, datetime(*when, tzinfo=UTC))


def test_a_file_becomes_a_timeline_on_the_local_clock(cast, car, people):
    told = bring(csv_of(HEAD, BRAM, ANNA, POOL))
    assert told.counts == (3, 0, 0, 0), told
    assert "times_local" in told.notes
    assert holder(car, 2024, 2, 1, 8, 0).driver == people[0]
    assert holder(car, 2024, 2, 1, 7, 59).kind == "nobody"
    assert holder(car, 2024, 6, 1, 7, 0).driver == people[1]
    assert holder(car, 2025, 3, 10).kind == "pool"
    assert holder(car, 2025, 3, 31, 21, 59).kind == "pool"
    assert holder(car, 2025, 3, 31, 22, 0).kind == "nobody"


def test_the_same_file_twice_changes_nothing_and_an_end_is_added(cast, car, people):
    bring(csv_of(HEAD, ANNA, BRAM))
    count = Custody.history.count()
    assert bring(csv_of(HEAD, ANNA, BRAM)).counts == (0, 0, 2, 0)
    assert Custody.history.count() == count
    ended = BRAM.replace("\t\tF-2", "\t30-09-2024 17:00\tF-2")
    assert bring(csv_of(HEAD, ANNA, ended)).counts == (0, 1, 1, 0)
    assert holder(car, 2024, 9, 30, 15, 0).kind == "nobody"


@pytest.mark.parametrize("dry_run", [True, False])
def test_refusals_name_line_column_and_reason(cast, car, people, dry_run):
    make_driver(cast.chantier, email="claire@example.test")
    lines = [
        ANNA,
        "CC-111-K\t\tbram@example.test\t01-02-2024 09:00\t\t",
        "ZZ-000-Z\t\tanna@example.test\t01-02-2024 09:00\t\t",
        "CC-111-K\t\tnobody@example.test\t01-07-2024\t\t",
        "CC-111-K\t\tclaire@example.test\t02-07-2024\t\t",
        "CC-111-K\t\tbram@example.test\t01-07-2023\t31-07-2023\t",
        "CC-111-K\tpool\tbram@example.test\t03-07-2024\t\t",
        "CC-111-K\t\t\t04-07-2024\t\t",
        "CC-111-K\tpool\t\t05-07-2024\t01-07-2024\tAnna's form",
        "CC-111-K\tpool\t\t29-03-2026 02:30\t\t",
        "CC-111-K\tpool\t\t26-10-2025 02:30\t\t",
        "CC-111-K\tpool\t\t26-10-2025 02:30 +01:00\t\t",
        "CC-111-K\t\tanna@example.test\t01-08-2024 09:00\t\t",
    ]
    told = bring(csv_of(HEAD, *lines), dry_run=dry_run)
    assert told.reasons == {
        (3, "starts_at"): "key_twice",
        (4, "licence_plate"): "vehicle_unknown",
        (5, "driver_email"): "person_unknown",
        (6, "driver_email"): "other_client",
        (7, "driver_email"): "not_employed",
        (8, "driver_email"): "driver_not_allowed",
        (9, "holder"): "holder_missing",
        (10, "evidence"): "evidence_is_a_number",
        (11, "starts_at"): "time_skipped",
        (12, "starts_at"): "time_twice",
        (14, "starts_at"): "same_holder",
    }
    assert told.counts == (2, 0, 0, 11)
    assert Custody.objects.filter(vehicle__public_id=car).exists() is not dry_run
