"""What happens again and again in these tests: Dana reports, Ali opens the case, the workshop gets the job."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from PIL import Image

from incidents.actions import NewPhoto, NewReport, ReportReceipt, open_case, refer_to_workshop, report_damage
from tests.cast import Cast, Person

NARRATIVE = "CANARY-DANA-NARRATIVE a van came from the left"
PLACE = "CANARY-DANA-PLACE Kanariestraat 5"
INJURY = "CANARY-DANA-INJURY sore neck"
DAMAGE = "CANARY-DANA-DAMAGE scratch over both doors"
POLICE = "CANARY-DANA-POLICE PV-881"
INSURER = "CANARY-DANA-INSURER 4711"


def accident(vehicle: UUID, **changes: Any) -> NewReport:
    """A complete accident of an hour ago."""
    told: dict[str, Any] = {
        "vehicle": vehicle,
        "kind": "accident",
        "happened_at": timezone.now() - timedelta(hours=1),
        "zones": ["left_front_door", "left_rear_door"],
        "drivable": "yes",
        "damage_description": DAMAGE,
        "narrative": NARRATIVE,
        "place": PLACE,
        "injury_information": INJURY,
        "passenger_count": 2,
        "police_reference": POLICE,
        "insurance_reference": INSURER,
        "may_name_others": True,
    }
    return NewReport(**(told | changes))


def dana_reports(cast: Cast, *photos: NewPhoto, key: str = "", **changes: Any) -> ReportReceipt:
    """Dana reports an accident with her own car."""
    access = cast.dana.access("driver.portal")
    return report_damage(access=access, report=accident(cast.dana_car, **changes), photos=photos, idempotency_key=key)


def case_of(cast: Cast, report: UUID, *, agent: Person | None = None) -> UUID:
    """Ali, or another agent, opens a case from a report."""
    return open_case(access=(agent or cast.ali).access("driver.communication"), report=report)


def job_of(cast: Cast, case: UUID, **more: Any) -> UUID:
    """Ali gives the job to garage De Sleutel."""
    return refer_to_workshop(access=cast.ali.access("driver.accident"), case=case, workshop=cast.garage, **more)


def picture(colour: str = "navy") -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()
