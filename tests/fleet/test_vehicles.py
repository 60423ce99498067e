"""The register of vehicles: one VIN once, plates with a history, stages in order, rows within reach."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from fleet import actions, queries
from fleet.models import PlatePeriod, Vehicle
from privacy.access import Organisation
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.fields import Sealed
from tests.fleet.conftest import VINS, lessor


def plates(access, vehicle):
    return [(row["licence_plate"], row["starts_on"], row["ends_on"]) for row in queries.plate_history(access, vehicle)]


def test_identity_is_sealed_and_comes_back_through_the_gate(staff, tree, car):
    made = car(tree.company, licence_plate="gb001b", vin=" wba71dc010ch14720 ")
    row = Vehicle.objects.get(public_id=made)
    assert isinstance(row.vin, Sealed)
    assert isinstance(row.licence_plate, Sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT v::text FROM fleet_vehicle v UNION ALL SELECT h::text FROM fleet_historicalvehicle h")
        stored = "".join(line for (line,) in cursor.fetchall())
    assert VINS[0] not in stored
    assert VINS[0].encode().hex() not in stored
    card = queries.vehicle_card(staff, made)
    assert (card["vin"], card["licence_plate"], card["plate_country"]) == (VINS[0], "GB-001-B", "NL")


def test_a_vin_is_registered_once_and_the_refusal_tells_nothing(staff, tree, car):
    car(tree.company, vin=VINS[0])
    with pytest.raises(Conflict) as refused:
        car(tree.other, vin=VINS[0].lower())
    assert refused.value.code == "vehicle_not_added"
    assert VINS[0] not in str(refused.value.message) + str(refused.value)
    assert Vehicle.objects.count() == 1


def test_a_vehicle_without_employer_waits_for_its_private_lessee(car):
    assert Vehicle.objects.get(public_id=car()).employer is None


def test_many_vehicles_are_added_with_few_queries_and_in_order(staff, tree):
    rows = [
        actions.NewVehicle(vin=vin, make="Kia", model="Niro", licence_plate=f"X00{n}GB", employer=tree.company)
        for n, vin in enumerate(VINS)
    ]
    made = actions.add_vehicles(access=staff, rows=rows)
    assert [queries.vehicle_card(staff, one)["vin"] for one in made] == list(VINS)
    assert PlatePeriod.objects.count() == len(VINS)


def test_the_number_of_queries_does_not_grow_with_the_rows(staff, tree, django_assert_max_num_queries):
    rows = [actions.NewVehicle(vin=vin, make="Kia", model="Niro", licence_plate="X001GB", employer=tree.other) for vin in VINS]
    actions.add_vehicles(access=staff, rows=rows[:1])
    with django_assert_max_num_queries(20):
        actions.add_vehicles(access=staff, rows=rows[1:])


def test_all_or_none_and_each_bad_row_is_named(staff, tree):
    rows = [
        actions.NewVehicle(vin=VINS[0], make="Kia", model="Niro"),
        actions.NewVehicle(vin="short", make="", model="Niro", co2_g_km=-1),
        actions.NewVehicle(vin=VINS[0], make="Kia", model="Niro", fuel_type="coal", licence_plate="--", plate_country="NL"),
    ]
    with pytest.raises(BadInput) as refused:
        actions.add_vehicles(access=staff, rows=rows)
    assert set(refused.value.fields) == {"1.vin", "1.make", "1.co2_g_km", "2.vin", "2.fuel_type", "2.licence_plate"}
    assert Vehicle.objects.count() == 0


def test_a_known_vin_in_a_file_is_named_by_its_row(staff, tree, car):
    car(tree.company, vin=VINS[1])
    rows = [actions.NewVehicle(vin=vin, make="Kia", model="Niro") for vin in VINS[:2]]
    with pytest.raises(Conflict) as refused:
        actions.add_vehicles(access=staff, rows=rows)
    assert list(refused.value.fields) == ["1.vin"]
    assert Vehicle.objects.count() == 1


def test_an_employer_out_of_reach_is_not_found(staff, tree):
    with pytest.raises(NotFoundHere):
        actions.add_vehicle(access=staff, vin=VINS[0], make="Kia", model="Niro", employer=tree.company.__class__(int=7))


def test_only_the_lessor_writes_vehicles(staff, tree, manager):
    machine = replace(lessor("machine"), organisation=Organisation("employer", tree.company, "client"))
    for access in (manager(tree.company, tree.company), machine, lessor("agent", "driver.communication")):
        with pytest.raises(NotPermitted):
            actions.add_vehicle(access=access, vin=VINS[0], make="Kia", model="Niro", employer=tree.company)
    assert actions.add_vehicle(access=lessor("machine"), vin=VINS[0], make="Kia", model="Niro", employer=tree.company)


def test_plates_have_a_history_without_overlap(staff, car):
    made = car(licence_plate="GB001B", plate_since=date(2026, 1, 1))
    doubts = actions.change_plate(access=staff, vehicle=made, licence_plate="1-abc-234", country="B", since=date(2026, 3, 1))
    assert doubts == ()
    assert plates(staff, made) == [
        ("1-ABC-234", date(2026, 3, 1), None),
        ("GB-001-B", date(2026, 1, 1), date(2026, 3, 1)),
    ]
    assert queries.vehicle_card(staff, made)["plate_country"] == "BE"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"licence_plate": ""}, "licence_plate"),
        ({"licence_plate": "A\x00B"}, "licence_plate"),
        ({"country": "Elbonia"}, "country"),
        ({"since": date(2026, 6, 2)}, "since"),
        ({"since": date(2025, 12, 31)}, "since"),
    ],
)
def test_an_impossible_plate_change_names_its_field(staff, car, given, field):
    made = car(licence_plate="GB001B", plate_since=date(2026, 1, 1))
    with pytest.raises(BadInput) as refused:
        actions.change_plate(access=staff, vehicle=made, **{"licence_plate": "GB002B", "country": "NL"} | given)
    assert list(refused.value.fields) == [field]


def test_the_database_itself_refuses_overlapping_plates(staff, car):
    made = Vehicle.objects.get(public_id=car(licence_plate="GB001B", plate_since=date(2026, 1, 1)))
    with pytest.raises(IntegrityError, match="fleet_plateperiod_no_overlap"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fleet_plateperiod (public_id, vehicle_id, country, starts_on, created_at, changed_at)"
            " VALUES (gen_random_uuid(), %s, 'NL', '2026-02-01', now(), now())",
            [made.pk],
        )


def test_a_foreign_plate_is_taken_with_a_doubt(staff, car):
    assert actions.change_plate(access=staff, vehicle=car(), licence_plate="wa 1234x", country="PL") == (
        "plate_country_without_rules",
    )


def test_the_life_of_a_vehicle_has_an_order(staff, car):
    made = car(licence_plate="GB001B")
    with pytest.raises(Conflict):
        actions.put_in_life(access=staff, vehicle=made)
    actions.deliver_vehicle(access=staff, vehicle=made)
    actions.put_in_life(access=staff, vehicle=made)
    actions.return_vehicle(access=staff, vehicle=made)
    with pytest.raises(Conflict):
        actions.return_vehicle(access=staff, vehicle=made)
    verbs = [row.history_verb for row in Vehicle.history.order_by("history_id")]
    assert verbs == ["fleet.add_vehicle", "fleet.deliver_vehicle", "fleet.put_in_life", "fleet.return_vehicle"]


def test_a_vehicle_without_plate_does_not_go_on_the_road(staff, car):
    made = car()
    actions.deliver_vehicle(access=staff, vehicle=made)
    with pytest.raises(Conflict) as refused:
        actions.put_in_life(access=staff, vehicle=made)
    assert refused.value.code == "vehicle_without_plate"


def test_the_stage_cannot_be_set_past_the_machine(car):
    row = Vehicle.objects.get(public_id=car())
    with pytest.raises(AttributeError):
        row.stage = "in_life"


def test_a_manager_reads_the_granted_branch_only(tree, manager, car):
    mine, below, elsewhere = car(tree.dutch), car(tree.site), car(tree.belgian)
    access = manager(tree.company, tree.dutch)
    assert [row.id for row in queries.list_vehicles(access).rows] == [mine, below]
    with pytest.raises(NotFoundHere):
        queries.vehicle_card(access, elsewhere)
    assert queries.list_vehicles(access).rows[0]["employer"] == "Noordzee Nederland"


def test_moving_a_vehicle_moves_its_readers(staff, tree, manager, car):
    made = car(tree.dutch)
    access = manager(tree.company, tree.dutch)
    actions.move_vehicle_to_employer(access=staff, vehicle=made, employer=tree.belgian)
    assert queries.list_vehicles(access).rows == []
    actions.move_vehicle_to_employer(access=staff, vehicle=made, employer=None)
    assert queries.employer_of(staff, made) is None


def test_a_list_has_pages(tree, manager, car):
    made = [car(tree.company) for _ in range(5)]
    access = manager(tree.company, tree.company)
    seen, cursor = [], None
    for _ in range(3):
        page = queries.list_vehicles(access, cursor=cursor, size=2)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
    assert (seen, cursor) == (made, None)
    for nonsense in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(BadInput):
            queries.list_vehicles(access, cursor=nonsense)


def test_a_list_is_narrowed_by_unit_and_stage(staff, tree, manager, car):
    delivered = car(tree.site)
    car(tree.belgian)
    actions.deliver_vehicle(access=staff, vehicle=delivered)
    access = manager(tree.company, tree.company)
    assert [row.id for row in queries.list_vehicles(access, employer=tree.dutch).rows] == [delivered]
    assert [row.id for row in queries.list_vehicles(access, stage="delivered").rows] == [delivered]
    assert queries.list_vehicles(access, employer=tree.other).rows == []
    with pytest.raises(BadInput):
        queries.list_vehicles(access, stage="flying")


def test_the_desk_finds_vehicles_on_the_road_by_plate(staff, car):
    on_road, ordered = car(licence_plate="GB001B"), car(licence_plate="GB002B")
    actions.deliver_vehicle(access=staff, vehicle=on_road)
    actions.put_in_life(access=staff, vehicle=on_road)
    agent = lessor("agent", "driver.communication")
    assert [row.id for row in queries.find_vehicles(agent, licence_plate="gb 001 b")] == [on_road]
    assert queries.find_vehicles(agent, licence_plate="GB-002-B") == []
    assert [row.id for row in queries.find_vehicles(staff, licence_plate="GB-002-B")] == [ordered]
    with pytest.raises(NotPermitted):
        queries.find_vehicles(agent, vin=VINS[0])
    for nothing in ("", "--", "١٢٣"):
        with pytest.raises(BadInput):
            queries.find_vehicles(agent, licence_plate=nothing)


def test_an_import_matches_many_vins_at_once(staff, tree, car, manager):
    made = {vin: car(tree.company) for vin in VINS[:3]}
    assert queries.vehicles_by_vin(staff, [*VINS, "unknown"]) == made
    with pytest.raises(NotPermitted):
        queries.vehicles_by_vin(manager(tree.company, tree.company), VINS)


def test_totals_need_a_group_of_five(staff, tree, car, manager):
    for _ in range(5):
        car(tree.company)
    access = manager(tree.company, tree.company)
    (line,) = queries.fleet_totals(access)
    assert (line["stage"], line["subjects"], line["co2"]) == ("ordered", 5, 128)
    car(tree.company, fuel_type="electric", co2_g_km=0)
    by_fuel = {line["fuel_type"]: line for line in queries.fleet_totals(access, group_by=["fuel_type"])}
    assert by_fuel["electric"]["withheld"]
    assert by_fuel["electric"]["co2"] is None
    with pytest.raises(BadInput):
        queries.fleet_totals(access, group_by=["vin"])
