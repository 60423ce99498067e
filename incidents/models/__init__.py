"""Reports, cases and photos of incidents. Imported from here by actions and queries."""

from incidents.models.cases import Case, CaseNote
from incidents.models.photos import Photo
from incidents.models.reports import DamageReport

__all__ = ["Case", "CaseNote", "DamageReport", "Photo"]
