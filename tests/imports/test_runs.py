"""Runs: what is kept of a file, what stands in the ledger, how many queries a batch takes, and what happens when one is killed."""

from contextlib import ExitStack

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from drivers.imports import run as runs
from drivers.imports import staging
from drivers.imports.kinds import KINDS
from drivers.imports.report import run_view
from drivers.models import Driver, ImportLine, ImportRun
from fleet.actions import vehicles as vehicle_actions
from fleet.models import Vehicle
from privacy.errors import Conflict, LedgerUnavailable
from privacy.ledger.models import Event
from tests.factories import keeper, make_vehicle
from tests.imports.conftest import bring, csv_of, importer

pytestmark = pytest.mark.django_db

HEAD = "VIN;Make;Model;Licence plate"


def vehicles(*numbers):
    return csv_of(HEAD, *(f"WVWZZZ1KZAX{n:06d};Volkswagen;Golf;A-{n % 1000:03d}-BB" for n in numbers))


def people(count, first=0):
    wanted = range(first, first + count)
    lines = (f"Person {n};p{n}@example.test;Windmolen Nederland;{n};2024-01-01" for n in wanted)
    return csv_of("Name;E-mail;Employer;Employee number;Employed from", *lines)


def readings(count, vins):
    lines = (f"{vins[n % len(vins)]};{10_000 + n};2025-01-{n % 27 + 1:02d} 10:00" for n in range(count))
    return csv_of("VIN;Odometer;Read at", *lines)


def custodies(count, vins):
    lines = (f"{vins[n % len(vins)]};{('pool', 'garage')[n % 2]};2025-02-01 10:{n % 60:02d}" for n in range(count))
    return csv_of("VIN;Holder;From", *lines)


def contracts(count, vins):
    head = "Contract number;VIN;Employer;First day;Term;Kilometres agreed;Instalment"
    return csv_of(head, *(f"Q-{vins[n]};{vins[n]};Windmolen Nederland;2025-01-01;48;100000;500,00" for n in range(count)))


def queries_of(content, **more):
    with ExitStack() as stack:
        asked = [stack.enter_context(CaptureQueriesContext(connections[name])) for name in ("default", "vault", "ledger")]
        told = bring(content, **more)
    return told, tuple(map(len, asked))


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("kind", ["vehicles", "drivers", "custody", "odometer", "contracts"])
def test_a_batch_takes_as_many_queries_for_few_lines_as_for_many(cast, kind, dry_run):
    vins = [f"WVWZZZ1KZAY{n:06d}" for n in range(50)]
    if kind not in ("vehicles", "drivers"):
        for vin in vins:
            make_vehicle(cast.windmolen_nl, vin=vin)
    make = {
        "vehicles": lambda first, count: vehicles(*range(first, first + count)),
        "drivers": lambda first, count: people(count, first),
        "custody": lambda first, count: custodies(count, vins[first:]),
        "odometer": lambda first, count: readings(count, vins[first:]),
        "contracts": lambda first, count: contracts(count, vins[first:]),
    }[kind]
    few, few_queries = queries_of(make(1, 4), dry_run=dry_run)
    many, many_queries = queries_of(make(10, 40), dry_run=dry_run)
    assert sum(few.counts) == 4
    assert sum(many.counts) == 40
    assert few.counts[3] == many.counts[3] == 0, (few, many)
    assert many_queries <= few_queries, (few_queries, many_queries)


def test_a_second_import_of_known_lines_takes_no_more_queries_for_more_lines(cast):
    bring(vehicles(*range(60)))
    bring(people(60))
    for make in (lambda count: vehicles(*range(count)), people):
        _told, few = queries_of(make(5))
        told, many = queries_of(make(60))
        assert told.counts == (0, 0, 60, 0)
        assert many <= few


def test_each_batch_is_one_change_in_the_ledger(cast):
    told = bring(vehicles(1, 2, 3))
    changes = Event.objects.using("ledger").filter(kind="change", verb="fleet.add_vehicles")
    (request,) = set(changes.values_list("request_id", flat=True)) - {""}
    assert changes.filter(object_kind="fleet.Vehicle", request_id=request).count() == 1
    event = changes.get(object_kind="fleet.Vehicle", request_id=request)
    assert (len(event.object_ids), event.channel, event.purpose) == (3, "import", "driver.vehicle_management")
    kept = Event.objects.using("ledger").filter(object_kind="drivers.ImportRun", object_ids__contains=[told.run])
    assert set(kept.values_list("verb", flat=True)) == {"drivers.begin_import", "drivers.finish_import"}


def test_nothing_of_the_file_is_kept(cast):
    lines = ("Secretname;secret@example.test;Windmolen Nederland;99-99-2024", "Secretname;x;Secretfirm;")
    content = csv_of("Name;E-mail;Employer;Employed from", *lines)
    told = bring(content)
    kept = [*ImportLine.objects.filter(run__public_id=told.run).values(), *ImportRun.objects.filter(public_id=told.run).values()]
    kept += list(ImportRun.history.filter(public_id=told.run).values())
    assert len(kept) > 3
    assert "secret" not in repr(kept).lower()
    assert "windmolen" not in repr(kept).lower()


def test_a_dry_run_writes_outcomes_only(cast):
    from privacy.vault.models import DataKey

    before = (Vehicle.objects.count(), Driver.objects.count(), DataKey.objects.using("vault").count())
    assert bring(vehicles(1, 2), dry_run=True).counts == (2, 0, 0, 0)
    assert bring(people(3), dry_run=True).counts == (3, 0, 0, 0)
    assert (Vehicle.objects.count(), Driver.objects.count(), DataKey.objects.using("vault").count()) == before
    added = Event.objects.using("ledger").filter(verb__in=["fleet.add_vehicles", "drivers.add_drivers"], channel="import")
    assert not added.exists()


def test_a_run_that_was_killed_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    original, calls = KINDS["vehicles"].add, []

    def killed(access, lines):
        calls.append(len(lines))
        if len(calls) == 2:
            raise LedgerUnavailable
        original(access, lines)

    monkeypatch.setattr(KINDS["vehicles"], "add", killed)
    with pytest.raises(LedgerUnavailable):
        bring(vehicles(1, 2, 3, 4, 5))
    broken = ImportRun.objects.get(finished_at=None)
    assert (broken.added, broken.settled_to, broken.lines.count()) == (2, 3, 2)
    assert Vehicle.objects.filter(make="Volkswagen", model="Golf").count() == 2
    told = bring(vehicles(1, 2, 3, 4, 5))
    assert (told.run, told.counts) == (broken.public_id, (5, 0, 0, 0))
    assert "continued" in told.notes
    assert calls == [2, 2, 2, 1]
    assert bring(vehicles(1, 2, 3, 4, 5)).counts == (0, 0, 5, 0)


def test_two_processes_do_not_work_on_one_run(cast):
    run, goes_on = staging.begin(importer(), kind="vehicles", dry_run=False, content_hash=b"x" * 32, lines=10)
    other, again = staging.begin(importer(), kind="vehicles", dry_run=False, content_hash=b"x" * 32, lines=10)
    assert (goes_on, again, other.pk) == (False, True, run.pk)
    ImportRun.objects.filter(pk=run.pk).update(settled_to=5)
    with pytest.raises(Conflict):
        staging.lock(run)


def test_what_only_the_action_can_see_refuses_its_line_and_no_other(cast, monkeypatch):
    """Somebody registers one of the vehicles between the look-up and the insert."""
    original = vehicle_actions.seal_many
    raced = []

    def register_meanwhile(entries):
        entries = list(entries)
        if not raced:
            raced.append(True)
            make_vehicle(vin="WVWZZZ1KZAX000003")
        original(entries)

    monkeypatch.setattr(vehicle_actions, "seal_many", register_meanwhile)
    told = bring(vehicles(1, 2, 3, 4))
    assert told.counts == (3, 0, 0, 1)
    assert told.reasons == {(4, "vin"): "vehicle_not_added"}


def test_lines_are_forgotten_and_the_counts_stay(cast):
    told = bring(vehicles(1, 2))
    assert staging.forget_lines_before(timezone.now()) >= 2
    assert not ImportLine.objects.filter(run__public_id=told.run).exists()
    assert run_view(keeper(), told.run).added == 2
