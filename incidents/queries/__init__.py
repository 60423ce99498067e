"""Every read of reports, cases and photos that leaves this app. All go through the gate: scope, decision, ledger, then values."""

from incidents.queries.cases import (
    CaseCard,
    JobCard,
    case_card,
    case_queue,
    cases,
    job_card,
    job_list,
    waiting_reports,
)
from incidents.queries.choices import PHOTO_STATES, Choices, choices
from incidents.queries.desk import Found, SearchResult, desk_search
from incidents.queries.photos import PhotoView, photo_link_id
from incidents.queries.reports import (
    ReportView,
    damage_for_manager,
    damage_list,
    my_reports,
    report_card,
    reports,
)

__all__ = [
    "PHOTO_STATES",
    "CaseCard",
    "Choices",
    "Found",
    "JobCard",
    "PhotoView",
    "ReportView",
    "SearchResult",
    "case_card",
    "case_queue",
    "cases",
    "choices",
    "damage_for_manager",
    "damage_list",
    "desk_search",
    "job_card",
    "job_list",
    "my_reports",
    "photo_link_id",
    "report_card",
    "reports",
    "waiting_reports",
]
