"""Totals: over tracked columns only, of groups that are large enough, for purposes that show the item."""

from typing import Any

import pytest
from django.db.models import Avg, Count, F, Max, Min, Q, Sum, TextField
from django.db.models.functions import Cast as CastTo

from drivers.models import Driver
from fleet.models import OdometerReading, Vehicle
from fleet.queries.vehicles import fleet_totals
from privacy import gate
from privacy.errors import NotPermitted
from privacy.registry import RegistryError
from tests.cast import Cast
from tests.factories import make_vehicle
from tests.privacy.looks import both_books, events_of

pytestmark = pytest.mark.django_db
REPORTING = "driver.fleet_reporting"


def test_a_group_of_fewer_than_five_is_withheld(cast: Cast) -> None:
    access = cast.maud.access(REPORTING)
    [line] = [line for line in fleet_totals(access) if line["stage"] == "in_life"]
    assert line["withheld"]
    assert (line["subjects"], line["km"], line["co2"]) == (None, None, None)
    for number in range(4):
        make_vehicle(cast.windmolen_nl, fuel_type="diesel" if number else "electric", co2_g_km=100)
    with both_books() as books:
        [line] = [line for line in fleet_totals(access) if line["stage"] == "in_life"]
    assert not line["withheld"]
    assert line["subjects"] >= 5
    assert line["co2"] is not None
    assert (books.announced, books.opened) == (0, 0)
    event = events_of(access)[-1]
    assert (event.kind, event.items["odometer"], event.subject_refs) == ("aggregate", "aggregate", [])
    assert event.detail == {"groups": 1, "by": ["stage"]}
    by_fuel = {line["fuel_type"]: line["withheld"] for line in fleet_totals(access, group_by=("fuel_type",))}
    assert by_fuel["diesel"] is True


def test_totals_stay_inside_the_scope(cast: Cast) -> None:
    for _ in range(5):
        make_vehicle(cast.chantier)
    mine = fleet_totals(cast.maud.access(REPORTING))
    theirs = fleet_totals(cast.marc.access(REPORTING))
    assert all(line["withheld"] for line in mine)
    assert [line["subjects"] for line in theirs] == [6]
    with pytest.raises(NotPermitted):
        fleet_totals(cast.petra.access("rights.own_record"))


def test_an_item_that_the_purpose_does_not_show_is_not_added_up(cast: Cast) -> None:
    access = cast.ali.access("driver.communication")
    with pytest.raises(NotPermitted):
        gate.aggregate(access, Vehicle.objects.all(), ("stage",), km=Sum("odometer_km"))
    [event] = events_of(access)
    assert (event.kind, event.detail["items"]) == ("refusal", ["odometer"])


@pytest.mark.parametrize("group_by", [("full_name",), ("email_index",), ("no_such",), ("vehicle__vin",)])
def test_nobody_groups_by_a_sealed_value(cast: Cast, group_by: tuple[str, ...]) -> None:
    with pytest.raises(RegistryError):
        gate.aggregate(cast.maud.access(REPORTING), Driver.objects.all(), group_by, n=Count("pk"))


@pytest.mark.parametrize("hidden", [Max("full_name"), Min("vehicle__licence_plate")])
def test_nobody_adds_up_a_sealed_value(cast: Cast, hidden: Any) -> None:
    model = OdometerReading if "vehicle" in str(hidden) else Driver
    with pytest.raises(RegistryError):
        gate.aggregate(cast.maud.access(REPORTING), model.objects.all(), out=hidden)


@pytest.mark.parametrize(
    "hidden",
    [
        Sum(F("odometer_km") + 0),
        Avg(F("odometer_km") * 1.0),
        Max(CastTo("odometer_km", TextField())),
        Count("id", filter=Q(odometer_km__gt=0)),
        Count("id", filter=Q(licence_plate__isnull=False, odometer_km__gt=0)),
    ],
)
def test_an_expression_around_a_column_does_not_hide_it(cast: Cast, hidden: Any) -> None:
    """Dearer words for the same column: for this purpose the odometer is not shown, however it is asked for."""
    for _ in range(5):
        make_vehicle(cast.windmolen_nl)
    with pytest.raises((NotPermitted, RegistryError, TypeError)):
        gate.aggregate(cast.ali.access("driver.communication"), Vehicle.objects.all(), (), out=hidden)
