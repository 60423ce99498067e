"""Actions of the drivers and of the imports."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from drivers import actions as drivers
from drivers.actions.custody_many import NewCustody, record_custodies
from drivers.imports.run import run_import
from tests.cast import Cast
from tests.factories import keeper, make_driver, make_vehicle
from tests.performing import NOW, YESTERDAY, Prepared, action, staff

action(
    "drivers.add_driver",
    lambda cast: staff(new=drivers.NewDriver(full_name="New", employer=cast.windmolen_nl, employed_from=YESTERDAY)),
    lambda p: drivers.add_driver(access=p.access, driver=p.new),
)
action(
    "drivers.add_drivers",
    lambda cast: staff(new=drivers.NewDriver(full_name="New", employer=cast.windmolen_nl, employed_from=YESTERDAY)),
    lambda p: drivers.add_drivers(access=p.access, drivers=[p.new]),
)
action(
    "drivers.change_contact",
    lambda cast: staff(driver=cast.dana.driver),
    lambda p: drivers.change_contact(access=p.access, driver=p.driver, phone="+31611223344"),
)
action(
    "drivers.end_employment",
    lambda cast: staff(driver=make_driver(cast.windmolen_nl)),
    lambda p: drivers.end_employment(access=p.access, driver=p.driver, at=YESTERDAY),
)
action(
    "drivers.invite_account",
    lambda cast: staff(driver=make_driver(cast.windmolen_nl, email="new.driver@example.test")),
    lambda p: drivers.invite_account(access=p.access, driver=p.driver),
)
action(
    "drivers.start_custody",
    lambda cast: staff(vehicle=make_vehicle(cast.windmolen_nl), driver=cast.dana.driver),
    lambda p: drivers.start_custody(access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver),
)
action(
    "drivers.hand_over",
    lambda cast: staff(vehicle=cast.dana_car, driver=cast.emre.driver),
    lambda p: drivers.hand_over(access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver, at=YESTERDAY),
)
action(
    "drivers.plan_hand_over",
    lambda cast: staff(vehicle=cast.dana_car, driver=cast.emre.driver),
    lambda p: drivers.plan_hand_over(
        access=p.access, vehicle=p.vehicle, holder="driver", driver=p.driver, at=NOW + timedelta(days=9)
    ),
)


def planned(cast: Cast, at: datetime) -> Any:
    return drivers.plan_hand_over(access=keeper(), vehicle=cast.dana_car, holder="driver", driver=cast.emre.driver, at=at)


action(
    "drivers.confirm_hand_over",
    lambda cast: Prepared(custody=planned(cast, NOW + timedelta(days=9)), access=replace(keeper(), at=NOW + timedelta(days=10))),
    lambda p: drivers.confirm_hand_over(access=p.access, custody=p.custody),
)
action(
    "drivers.withdraw_planned_hand_over",
    lambda cast: staff(custody=planned(cast, NOW + timedelta(days=9))),
    lambda p: drivers.withdraw_planned_hand_over(access=p.access, custody=p.custody),
)
action(
    "drivers.end_custody",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: drivers.end_custody(access=p.access, vehicle=p.vehicle, at=YESTERDAY),
)
action(
    "drivers.mark_pool",
    lambda cast: staff(vehicle=cast.dana_car),
    lambda p: drivers.mark_pool(access=p.access, vehicle=p.vehicle, at=YESTERDAY),
)
action(
    "drivers.record_custodies",
    lambda cast: staff(row=NewCustody(make_vehicle(cast.windmolen_nl), "driver", YESTERDAY, cast.dana.driver)),
    lambda p: record_custodies(access=p.access, rows=[p.row]),
)
action(
    "drivers.run_import",
    lambda cast: staff(content=b"vin;make;model\nWVWZZZ1KZAW000999;VW;Golf\n"),
    lambda p: run_import(access=p.access, content=p.content, kind="vehicles"),
)
