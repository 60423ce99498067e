"""What is open in the damage of an employer, for the first page of MyFleet."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from incidents import rules
from incidents.models import DamageReport
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed

OPEN_DAMAGE: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "happened_at": "happened_at",
    "vehicle.licence_plate": "vehicle__licence_plate",
}


def open_damage(access: Access, *, limit: int = 6) -> list[Disclosed]:
    """The newest reports that wait or whose case is open, in outline."""
    unsettled = Q(state=rules.ReportState.REPORTED) | Q(case__state__in=rules.OPEN_CASE_STATES)
    rows = DamageReport.objects.filter(unsettled).order_by("-created_at", "-id")
    return gate.disclose(access, rows, OPEN_DAMAGE, limit=limit)
