"""Damage reports, their photos, and cases, for apps and machines."""

from incidents.api.cases import Case, CaseNotes, Cases, CaseState
from incidents.api.reports import DamageReport, DamageReportPhotos, DamageReports

__all__ = ["Case", "CaseNotes", "CaseState", "Cases", "DamageReport", "DamageReportPhotos", "DamageReports"]
