"""Damage of the demo company: one report that waits for the desk, and one case that a garage works on."""

from datetime import timedelta

from django.utils import timezone

from config.demo import log_ins
from config.demo.accesses import as_person
from config.demo.company import Company
from incidents.actions import NewReport, open_case, refer_to_workshop, report_damage


def report(company: Company) -> None:
    """Report as the drivers do, and open the second one as the agent does."""
    now = timezone.now()
    manager = as_person(log_ins.MANAGER, "driver", "driver.accident")
    report_damage(
        access=manager,
        report=NewReport(
            vehicle=company.car("manager"),
            kind="glass",
            happened_at=now - timedelta(days=1, hours=3),
            zones=("windscreen",),
            drivable="yes",
            damage_description="Ster in de voorruit, rechts onder, zo groot als een munt.",
            narrative="Steentje van een vrachtwagen op de snelweg.",
            place="A16 bij Dordrecht",
        ),
    )
    parked = report_damage(
        access=as_person(log_ins.DRIVER_2, "driver", "driver.accident"),
        report=NewReport(
            vehicle=company.car("driver2"),
            kind="damage",
            happened_at=now - timedelta(days=6),
            zones=("rear_bumper", "left_rear_wing"),
            drivable="yes",
            damage_description="Deuk en krassen links achter.",
            narrative="Aangetroffen op de parkeerplaats, de andere auto was al weg.",
            place="Parkeerplaats Havenstraat, Rotterdam",
        ),
    )
    case = open_case(access=as_person(log_ins.AGENT, "agent", "driver.communication"), report=parked.report)
    refer_to_workshop(access=as_person(log_ins.AGENT, "agent", "driver.accident"), case=case, workshop=company.garage)
