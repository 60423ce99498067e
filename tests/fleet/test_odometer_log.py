"""The odometer log: nothing refused, nothing overwritten, corrections that repair what a wrong reading had spoilt."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from fleet import actions, queries
from fleet.models import OdometerReading, Vehicle
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from tests.fleet.conftest import NOW, lessor


@pytest.fixture
def vehicle(tree, car):
    """One vehicle."""
    return car(tree.company)


@pytest.fixture
def read(staff, vehicle):
    """Record a reading some days before now."""

    def record(value, days=0.0, **given):
        moment = NOW - timedelta(days=days)
        return actions.record_odometer(access=staff, vehicle=vehicle, value=value, read_at=moment, **given)

    return record


def shown(staff, vehicle):
    """Distance and standing of the whole log, oldest first."""
    entries = queries.odometer_log(staff, vehicle).entries
    return [(entry.reading["value_km"], entry.status) for entry in reversed(entries)]


def on_vehicle():
    return Vehicle.objects.get().odometer_km


def test_a_reading_moves_the_mileage_of_the_vehicle(read):
    assert read(45_000).status == "accepted"
    assert on_vehicle() == 45_000
    assert Vehicle.objects.get().odometer_at == NOW


def test_a_suspect_reading_is_kept_aside_with_the_reason(staff, vehicle, read):
    read(45_000, days=1)
    outcome = read(45_100_000)
    assert (outcome.status, outcome.suspicion) == ("quarantined", "unit_slip")
    assert outcome.explanation
    assert "45" not in str(outcome.explanation)
    assert on_vehicle() == 45_000
    assert shown(staff, vehicle) == [(45_000, "accepted"), (45_100_000, "quarantined")]
    assert [entry.reading.id for entry in queries.list_readings(staff, status="quarantined").entries] == [outcome.reading]


def test_a_late_bill_does_not_move_the_mileage_back(read):
    read(40_000, days=20)
    read(45_000)
    assert read(42_000, days=10).status == "accepted"
    assert on_vehicle() == 45_000


def test_the_same_reading_twice_is_one_reading(read):
    assert read("45000.0").reading == read(45_000).reading
    assert OdometerReading.objects.count() == 1
    read(45_000, source="garage")
    assert OdometerReading.objects.count() == 2


def test_miles_are_converted_and_kept(staff, vehicle, read):
    read(1_000, unit="mi")
    (entry,) = queries.odometer_log(staff, vehicle).entries
    assert (entry.reading["value_km"], entry.reading["original_value"], entry.reading["original_unit"]) == (1609, 1000, "mi")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"value": -5}, "value", "odometer_negative"),
        ({"value": Decimal("NaN")}, "value", "odometer_not_a_number"),
        ({"value": float("inf")}, "value", "odometer_not_a_number"),
        ({"value": 10**12}, "value", "odometer_absurd"),
        ({"unit": "furlong"}, "unit", "odometer_unit"),
        ({"source": "rumour"}, "source", "choice"),
        ({"read_at": datetime(2026, 1, 1)}, "read_at", "odometer_zone"),
        ({"read_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "read_at", "odometer_date"),
        ({"read_at": datetime(1, 1, 1, tzinfo=UTC)}, "read_at", "odometer_date"),
    ],
)
def test_what_is_no_reading_is_refused_by_field(staff, vehicle, given, field, code):
    with pytest.raises(BadInput) as refused:
        actions.record_odometer(access=staff, vehicle=vehicle, **{"value": 5} | given)
    assert (list(refused.value.fields), refused.value.code) == ([field], code)


def test_a_reading_without_moment_is_read_now(staff, vehicle):
    actions.record_odometer(access=staff, vehicle=vehicle, value=5)
    assert OdometerReading.objects.get().read_at == staff.at


def test_a_file_of_readings_is_judged_in_order_of_time(staff, vehicle):
    rows = [
        actions.NewReading(vehicle, km, read_at=NOW - timedelta(days=days))
        for km, days in [(45_300, 0), (45_000, 2), (54_100, 1), (45_150, 1)]
    ]
    outcomes = actions.record_odometers(access=staff, rows=rows)
    assert [outcome.suspicion for outcome in outcomes] == ["", "", "digit_swap", ""]
    with pytest.raises(BadInput) as refused:
        actions.record_odometers(access=staff, rows=[*rows, actions.NewReading(vehicle, "x")])
    assert list(refused.value.fields) == ["4.value"]


@pytest.mark.parametrize("statement", ["UPDATE fleet_odometerreading SET value_km = 1", "DELETE FROM fleet_odometerreading"])
def test_the_database_refuses_to_change_the_log(read, statement):
    read(45_000)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_correction_supersedes_and_repairs_what_the_wrong_one_spoilt(staff, vehicle, read):
    wrong = read(450_000, days=30)
    assert read(46_000, days=10).suspicion == "backwards"
    assert read(46_500).suspicion == "backwards"
    assert on_vehicle() == 450_000
    outcome = actions.correct_odometer(access=staff, reading=wrong.reading, value=45_000)
    assert outcome.status == "accepted"
    assert on_vehicle() == 46_500
    assert sorted(shown(staff, vehicle)) == [
        (45_000, "accepted"),
        (46_000, "accepted"),
        (46_000, "superseded"),
        (46_500, "accepted"),
        (46_500, "superseded"),
        (450_000, "superseded"),
    ]
    with pytest.raises(Conflict):
        actions.correct_odometer(access=staff, reading=wrong.reading, value=1)


def test_the_only_reading_corrected_to_a_suspect_one_leaves_no_mileage(staff, vehicle, read):
    wrong = read(45_000)
    outcome = actions.correct_odometer(access=staff, reading=wrong.reading, value=45_000_000)
    assert outcome.status == "quarantined"
    assert on_vehicle() is None


def test_a_reading_in_quarantine_can_be_confirmed(staff, vehicle, read):
    read(45_000, days=1)
    suspect = read(48_000)
    assert suspect.suspicion == "too_fast"
    assert actions.confirm_odometer(access=staff, reading=suspect.reading).status == "accepted"
    assert on_vehicle() == 48_000
    accepted = OdometerReading.objects.get(value_km=45_000)
    with pytest.raises(Conflict):
        actions.confirm_odometer(access=staff, reading=accepted.public_id)


def test_a_replaced_meter_counts_on(staff, vehicle, read):
    read(80_000, days=30)
    outcome = actions.replace_meter(
        access=staff, vehicle=vehicle, old_meter=81_000, new_meter=10, replaced_at=NOW - timedelta(days=20)
    )
    assert outcome.status == "accepted"
    assert read(1_010, days=10).status == "accepted"
    assert on_vehicle() == 82_000
    assert read(80_500, days=25).status == "accepted"
    newest = OdometerReading.objects.order_by("-read_at").first()
    assert (newest.original_value, newest.offset_km) == (1_010, 80_990)


def test_a_replacement_noted_late_explains_earlier_suspicions(staff, vehicle, read):
    read(80_000, days=30)
    assert read(500, days=10).suspicion == "backwards"
    actions.replace_meter(access=staff, vehicle=vehicle, old_meter=81_000, replaced_at=NOW - timedelta(days=20))
    assert on_vehicle() == 81_500


def test_a_wrong_replacement_is_corrected_by_another(staff, vehicle, read):
    read(80_000, days=30)
    moment = NOW - timedelta(days=20)
    wrong = actions.replace_meter(access=staff, vehicle=vehicle, old_meter=81_500, replaced_at=moment)
    read(500, days=10)
    with pytest.raises(Conflict):
        actions.correct_odometer(access=staff, reading=wrong.reading, value=5)
    actions.replace_meter(access=staff, vehicle=vehicle, old_meter=81_000, replaced_at=moment, corrects=wrong.reading)
    assert on_vehicle() == 81_500


@pytest.mark.parametrize("given", [{"old_meter": -1}, {"old_meter": 5, "new_meter": "x"}, {"old_meter": 5, "unit": "ell"}])
def test_an_impossible_replacement_is_refused(staff, vehicle, given):
    with pytest.raises(BadInput):
        actions.replace_meter(access=staff, vehicle=vehicle, **given)


def test_a_manager_of_another_employer_reaches_no_log(tree, vehicle, manager, read):
    first = read(45_000)
    outsider = manager(tree.other, tree.other)
    with pytest.raises(NotFoundHere):
        queries.odometer_log(outsider, vehicle)
    with pytest.raises(NotFoundHere):
        actions.record_odometer(access=outsider, vehicle=vehicle, value=5)
    with pytest.raises(NotFoundHere):
        actions.correct_odometer(access=outsider, reading=first.reading, value=5)
    assert queries.list_readings(outsider).entries == []


def test_only_the_fleet_department_overrules_a_suspicion(tree, vehicle, manager, read):
    read(45_000, days=1)
    suspect = read(48_000)
    for access in (manager(tree.company, tree.company), lessor("agent", "driver.communication")):
        with pytest.raises(NotPermitted):
            actions.confirm_odometer(access=access, reading=suspect.reading)


def test_the_log_has_pages_newest_first(staff, vehicle, read):
    for n in range(5):
        read(45_000 + n, days=5 - n)
    first = queries.odometer_log(staff, vehicle, size=3)
    second = queries.odometer_log(staff, vehicle, size=3, cursor=first.next_cursor)
    values = [entry.reading["value_km"] for entry in (*first.entries, *second.entries)]
    assert values == [45_004, 45_003, 45_002, 45_001, 45_000]
    assert second.next_cursor is None
