"""What the codes of the incidents are called by people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents import rules

KINDS: Mapping[str, Any] = {
    rules.IncidentKind.DAMAGE: _("Damage"),
    rules.IncidentKind.ACCIDENT: _("Accident"),
    rules.IncidentKind.GLASS: _("Broken glass"),
    rules.IncidentKind.THEFT: _("Theft"),
    rules.IncidentKind.VANDALISM: _("Vandalism"),
}
DRIVABLE: Mapping[str, Any] = {
    rules.Drivable.YES: _("Can be driven"),
    rules.Drivable.NO: _("Cannot be driven"),
    rules.Drivable.UNKNOWN: _("Not known"),
}
REPORT_STATES: Mapping[str, Any] = {
    rules.ReportState.DRAFT: _("Draft"),
    rules.ReportState.REPORTED: _("Reported"),
    rules.ReportState.IN_CASE: _("Being handled"),
    rules.ReportState.WITHDRAWN: _("Withdrawn"),
    rules.ReportState.DISCARDED: _("Set aside"),
}
CASE_STATES: Mapping[str, Any] = {
    rules.CaseState.OPENED: _("Opened"),
    rules.CaseState.IN_PROGRESS: _("In progress"),
    rules.CaseState.WAITING: _("Waiting"),
    rules.CaseState.CLOSED: _("Closed"),
}
JOB_STATES: Mapping[str, Any] = {
    rules.JobState.NONE: _("No workshop yet"),
    rules.JobState.LIVE: _("With the workshop"),
    rules.JobState.FINISHED: _("Finished by the workshop"),
}
INSURANCE_STATES: Mapping[str, Any] = {
    rules.InsuranceState.UNKNOWN: _("Not known"),
    rules.InsuranceState.NOT_INSURED: _("Not insured"),
    rules.InsuranceState.NOTIFIED: _("Insurer informed"),
    rules.InsuranceState.ACCEPTED: _("Accepted by the insurer"),
    rules.InsuranceState.REFUSED: _("Refused by the insurer"),
    rules.InsuranceState.SETTLED: _("Settled"),
}
PHOTO_MARKS: Mapping[str, Any] = {
    rules.PhotoMark.DAMAGE: _("The damage"),
    rules.PhotoMark.SCENE: _("The place"),
    rules.PhotoMark.DOCUMENT: _("A document"),
    rules.PhotoMark.OTHER: _("Something else"),
}
SEVERITIES: Mapping[str, Any] = {
    rules.Severity.URGENT: _("Urgent"),
    rules.Severity.HIGH: _("High"),
    rules.Severity.NORMAL: _("Normal"),
}
ZONES: Mapping[str, Any] = {
    "front_bumper": _("Front bumper"),
    "bonnet": _("Bonnet"),
    "windscreen": _("Windscreen"),
    "roof": _("Roof"),
    "boot": _("Boot lid"),
    "rear_window": _("Rear window"),
    "rear_bumper": _("Rear bumper"),
    "left_front_wing": _("Left front wing"),
    "left_front_door": _("Left front door"),
    "left_rear_door": _("Left rear door"),
    "left_rear_wing": _("Left rear wing"),
    "left_mirror": _("Left mirror"),
    "left_sill": _("Left sill"),
    "right_front_wing": _("Right front wing"),
    "right_front_door": _("Right front door"),
    "right_rear_door": _("Right rear door"),
    "right_rear_wing": _("Right rear wing"),
    "right_mirror": _("Right mirror"),
    "right_sill": _("Right sill"),
    "left_front_wheel": _("Left front wheel"),
    "right_front_wheel": _("Right front wheel"),
    "left_rear_wheel": _("Left rear wheel"),
    "right_rear_wheel": _("Right rear wheel"),
    "left_headlight": _("Left headlight"),
    "right_headlight": _("Right headlight"),
    "left_rear_light": _("Left rear light"),
    "right_rear_light": _("Right rear light"),
    "side_window": _("Side window"),
    "underbody": _("Underbody"),
    "interior": _("Interior"),
}
