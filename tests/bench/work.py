"""What is measured: our list and record against the plain and the audited peer, opening alone, and growth."""

from __future__ import annotations

import statistics

from django.utils import timezone
from guardian.shortcuts import get_objects_for_user
from rest_framework.renderers import JSONRenderer

from drivers.models import Driver
from drivers.queries import driver_card, vehicles_with_drivers
from privacy.access import Access
from privacy.edge.records import record, records
from privacy.edge.renderers import to_json
from privacy.look import Look
from privacy.plan import aliases, make_plan
from privacy.reading import read, shape_of
from tests.bench import population
from tests.bench.measure import Result, Work, against, compare, timed
from tests.bench.peers.models import ObjectLog, PlainDriver, PlainEmployer, PlainVehicle
from tests.bench.peers.serializers import VehicleWithDriver, WholeDriver
from tests.bench.population import Fleet

PAGE = 100
SIX = ("full_name", "email", "phone", "postal_address", "driver_id", "operational_contact")
OPEN_LIMIT_MS = 25.0

_small_list_ms: dict[str, float] = {}


def our_list(access: Access) -> bytes:
    """100 vehicles with nested drivers, purpose-limited, recorded, as JSON."""
    page = vehicles_with_drivers(access, size=PAGE)
    if len(page.rows) != PAGE:
        raise RuntimeError("the list is not whole")
    return to_json({"results": records(page.rows)})


def plain_list(fleet: Fleet) -> bytes:
    """The same from unsealed tables by a model serializer, without any record."""
    rows = PlainVehicle.objects.filter(employer=fleet.plain_employer).select_related("driver").order_by("id")[:PAGE]
    return JSONRenderer().render({"results": VehicleWithDriver(rows, many=True).data})


def audited_list(fleet: Fleet) -> bytes:
    """The peer a user would build: guardian grants on the employer and one log row per object, inserted in bulk."""
    granted = get_objects_for_user(fleet.manager, "peers.see_plain_fleet", klass=PlainEmployer)
    rows = list(PlainVehicle.objects.filter(employer__in=granted).select_related("driver").order_by("id")[:PAGE])
    data = VehicleWithDriver(rows, many=True).data
    now = timezone.now()
    seen = [*(("vehicle", row.pk) for row in rows), *(("driver", row.driver_id) for row in rows)]
    ObjectLog.objects.bulk_create(
        ObjectLog(user_id=fleet.manager.pk, object_kind=kind, object_id=pk, object_text=str(pk), action="read", at=now)
        for kind, pk in seen
    )
    return JSONRenderer().render({"results": data})


def our_driver(fleet: Fleet) -> bytes:
    """One driver with twelve sealed items: all are asked for, each is decided, what the purpose needs is released."""
    return to_json(record(driver_card(fleet.access(role="driver", purpose="driver.portal"), fleet.driver)))


def plain_driver(fleet: Fleet) -> bytes:
    """The same from the unsealed table."""
    return JSONRenderer().render(WholeDriver(PlainDriver.objects.get(pk=fleet.plain_driver)).data)


def small(fleet: Fleet, runs: int) -> list[Result]:
    """Limits on the list and on one record, with the measured employer alone in the database."""
    machine = {"role": "machine", "purpose": "driver.vehicle_management"}
    results = [
        compare(
            "list of 100, six driver items (machine)",
            lambda: our_list(fleet.access(**machine)),
            lambda: plain_list(fleet),
            limit=0.8,
            runs=runs,
        ),
        compare(
            "list of 100, manager's purpose",
            lambda: our_list(fleet.access()),
            lambda: plain_list(fleet),
            limit=0.8,
            runs=runs,
        ),
        compare(
            "list of 100: audited peer against plain",
            lambda: audited_list(fleet),
            lambda: plain_list(fleet),
            limit=None,
            runs=runs // 2,
        ),
    ]
    _small_list_ms["machine"], _small_list_ms["manager"] = (
        results[0].ours_ms / results[0].theirs_ms,
        (results[1].ours_ms / results[1].theirs_ms),
    )
    return [*results, one_driver(fleet, runs)]


def one_driver(fleet: Fleet, runs: int) -> Result:
    """Twelve sealed items of one person, as the person sees them."""
    subject = Driver.objects.filter(public_id=fleet.driver).values_list("subject_id", flat=True).get()
    themself = Themself(fleet, subject)
    return compare("one driver, twelve items", themself.card, lambda: plain_driver(fleet), limit=1.2, runs=runs * 2)


class Themself:
    """The driver of the fleet, looking at their own record."""

    def __init__(self, fleet: Fleet, subject: object) -> None:
        self._fleet, self._subject = fleet, subject

    def card(self) -> bytes:
        """The own record as JSON."""
        from dataclasses import replace

        access = self._fleet.access(role="driver", purpose="driver.portal")
        access = replace(access, actor=replace(access.actor, subject_id=self._subject))
        return to_json(record(driver_card(access, self._fleet.driver)))


def large(fleet: Fleet, runs: int) -> list[Result]:
    """Growth of the list with 100,000 vehicles and drivers around it, and opening alone."""
    machine = {"role": "machine", "purpose": "driver.vehicle_management"}
    results = []
    for name, choice in (("machine", machine), ("manager", {})):
        grown = compare(name, lambda c=choice: our_list(fleet.access(**c)), lambda: plain_list(fleet), limit=None, runs=runs)
        # both sides are taken relative to the plain list of the same moment, so a slower machine does not count as growth
        results.append(
            against(
                f"list of 100 ({name}), 100,000 around it",
                grown.ours_ms / grown.theirs_ms,
                _small_list_ms[name],
                limit=1.2,
                runs=runs,
            )
        )
    return [*results, opening(fleet, max(20, runs // 5))]


def opening(fleet: Fleet, runs: int) -> Result:
    """1,000 subjects with six items each, cold: one vault read for all keys, unwrapping, opening."""
    access = fleet.access(role="fleet_staff", purpose="driver.vehicle_management")
    rows = Driver.objects.filter(employer__name=population.OPENED).order_by("pk")
    shape = shape_of(make_plan(rows, aliases(SIX)), access, record_page=False)
    times = []
    for _ in range(runs + 3):
        look = Look(access, shape, read(rows, shape, 1_000))
        look.record(kind="disclose")
        times.append(timed(lambda look=look: list(look.open())))
    return against("open 1,000 subjects x 6 items, of 25 ms", statistics.median(times[3:]), OPEN_LIMIT_MS, limit=1.0, runs=runs)


__all__ = ["Work", "large", "small"]
