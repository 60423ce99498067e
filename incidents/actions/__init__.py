"""Every change to reports, photos and cases, one function per verb."""

from incidents.actions.cases import (
    add_note,
    change_case_state,
    hand_over_case,
    open_case,
    record_insurance,
    take_over_case,
)
from incidents.actions.jobs import finish_job, refer_to_workshop
from incidents.actions.photos import NewPhoto, PhotoReceipt, PhotoRefusal, add_photos, mark_photo
from incidents.actions.reports import NewReport, ReportReceipt, discard_report, report_damage, withdraw_report

__all__ = [
    "NewPhoto",
    "NewReport",
    "PhotoReceipt",
    "PhotoRefusal",
    "ReportReceipt",
    "add_note",
    "add_photos",
    "change_case_state",
    "discard_report",
    "finish_job",
    "hand_over_case",
    "mark_photo",
    "open_case",
    "record_insurance",
    "refer_to_workshop",
    "report_damage",
    "take_over_case",
    "withdraw_report",
]
