"""Files of vehicles: registered by VIN, brought up to date, refused line by line, and read back through the gate."""

import pytest

from fleet.models import Vehicle
from fleet.queries import plate_history, vehicle_card, vehicles_by_vin
from tests.factories import keeper
from tests.imports.conftest import bring, csv_of, importer, xlsx_of

pytestmark = pytest.mark.django_db

HEAD = "Chassisnummer;Merk;Model;Brandstof;CO2 (g/km);Kenteken;Land kenteken;Kenteken sinds;Werkgever;Status"
GOLF = "WVWZZZ1KZAW000001;Volkswagen;Golf;benzine;120;GH-123-K;NL;01-02-2024;Windmolen Nederland;in gebruik"
MODEL3 = "5YJ3E7EB1KF000002;Tesla;Model 3;elektrisch;0;;;;;besteld"


def card(vin):
    access = keeper()
    return vehicle_card(access, vehicles_by_vin(access, [vin])[vin])


def test_new_vehicles_are_registered_and_read_back_through_the_gate(cast):
    told = bring(csv_of(HEAD, GOLF, MODEL3))
    assert told.counts == (2, 0, 0, 0)
    golf = card("WVWZZZ1KZAW000001")
    assert (golf["licence_plate"], golf["make"], golf["fuel_type"], golf["co2_g_km"]) == ("GH-123-K", "Volkswagen", "petrol", 120)
    assert (golf["employer"], golf["stage"]) == ("Windmolen Nederland", "in_life")
    assert card("5YJ3E7EB1KF000002")["licence_plate"] is None


def test_the_same_file_twice_changes_nothing(cast):
    bring(csv_of(HEAD, GOLF, MODEL3))
    history = Vehicle.history.count()
    assert bring(csv_of(HEAD, GOLF, MODEL3)).counts == (0, 0, 2, 0)
    assert Vehicle.history.count() == history


def test_a_dry_run_tells_the_same_and_writes_nothing(cast):
    before = Vehicle.objects.count()
    told = bring(csv_of(HEAD, GOLF, MODEL3, GOLF.replace("WVW", "WVQ")), dry_run=True)
    assert told.counts == (2, 0, 0, 1)
    assert told.reasons == {(4, "vin"): "vin_forbidden_letter"}
    assert Vehicle.objects.count() == before


def test_changed_lines_go_through_their_actions(cast):
    bring(csv_of(HEAD, GOLF, MODEL3))
    other_plate = GOLF.replace("GH-123-K", "ZZ-999-K").replace("01-02-2024", "01-03-2025").replace("Golf", "Golf Variant")
    delivered = "5YJ3E7EB1KF000002;Tesla;Model 3;elektrisch;0;TT-333-K;NL;;Windmolen België;in gebruik"
    told = bring(csv_of(HEAD, other_plate, delivered))
    assert told.counts == (0, 2, 0, 0), told
    golf, tesla = card("WVWZZZ1KZAW000001"), card("5YJ3E7EB1KF000002")
    assert (golf["licence_plate"], golf["model"]) == ("ZZ-999-K", "Golf Variant")
    assert [row["licence_plate"] for row in plate_history(keeper(), golf.id)] == ["ZZ-999-K", "GH-123-K"]
    assert (tesla["stage"], tesla["employer"], tesla["licence_plate"]) == ("in_life", "Windmolen België", "TT-333-K")
    assert bring(csv_of(HEAD, other_plate, delivered)).counts == (0, 0, 2, 0)


def test_each_refused_line_is_named_with_number_column_and_code(cast):
    lines = [
        GOLF,
        "WVWZZZ1KZAW00000;Volkswagen;Golf;benzine;120;;;;;",
        "WVWZZZ1KZAW000003;;Golf;kernenergie;12,5;;;;;",
        "",
        "WVWZZZ1KZAW000004;Volkswagen;Golf;;;;;31-02-2024;Nergens BV;",
        "WVWZZZ1KZAW000005;Volkswagen;Golf;;;;;;;;surplus",
        GOLF.replace("Golf", "Polo"),
        GOLF,
    ]
    told = bring(csv_of(HEAD, *lines))
    assert told.counts == (1, 0, 1, 5)
    assert told.reasons == {
        (3, "vin"): "vin_length",
        (4, "make"): "required",
        (4, "fuel_type"): "choice",
        (4, "co2_g_km"): "number_not_whole",
        (6, "plate_since"): "date_impossible",
        (7, ""): "cells_surplus",
        (8, "vin"): "key_twice",
        (9, ""): "line_repeated",
    }
    assert "empty_lines" in told.notes


def test_names_of_employers_that_fit_nobody_or_several_are_refused(cast):
    bad = "WVWZZZ1KZAW000004;Volkswagen;Golf;;;;;;Nergens BV;"
    way = "WVWZZZ1KZAW000005;Volkswagen;Golf;;;;;;Windmolen Logistiek BV > windmolen nederland;"
    wrong_way = "WVWZZZ1KZAW000006;Volkswagen;Golf;;;;;;Chantier du Nord SA > Windmolen Nederland;"
    told = bring(csv_of(HEAD, bad, way, wrong_way))
    assert told.reasons == {(2, "employer"): "employer_unknown", (4, "employer"): "employer_unknown"}
    assert told.counts == (1, 0, 0, 2)


def test_lines_without_employer_get_the_one_of_the_run(cast):
    bring(csv_of(HEAD, MODEL3), employer="Windmolen België")
    assert card("5YJ3E7EB1KF000002")["employer"] == "Windmolen België"


def test_a_vehicle_goes_no_stage_back_and_stays_with_its_customer(cast):
    bring(csv_of(HEAD, GOLF))
    told = bring(csv_of(HEAD, GOLF.replace("in gebruik", "besteld")))
    assert told.reasons == {(2, "stage"): "stage_backwards"}


def test_a_workbook_with_typed_cells_says_the_same(cast):
    from datetime import date

    told = bring(
        xlsx_of(
            ["VIN", "Make", "Model", "Fuel", "co2", "Plate", "Plate since", "Employer", "Stage"],
            [
                "WVWZZZ1KZAW000001",
                "Volkswagen",
                "Golf",
                "petrol",
                120,
                "GH-123-K",
                date(2024, 2, 1),
                "Windmolen Nederland",
                "in use",
            ],
            [None, None, None],
            ["WVWZZZ1KZAW000007", "Volkswagen", 208, "petrol", 120.5, None, 45000, None, None],
        )
    )
    assert told.counts == (1, 0, 0, 1)
    assert told.reasons == {(4, "co2_g_km"): "number_not_whole", (4, "plate_since"): "date_is_number"}
    assert {"workbook", "empty_lines"} <= told.notes
    assert bring(csv_of(HEAD, GOLF)).counts == (0, 0, 1, 0)


def test_somebody_who_keeps_no_vehicles_may_not_import(cast):
    from privacy.errors import NotPermitted

    with pytest.raises(NotPermitted):
        bring(csv_of(HEAD, GOLF), access=cast.maud.access("driver.vehicle_management"))
    assert importer().channel == "import"
