"""The public numbers of reports and cases."""

from __future__ import annotations

import re

NUMBER = re.compile(r"^([SC])-(\d{4})-(\d{6,9})$")


def report_number(year: int, serial: int) -> str:
    """The public number of a report: S-2026-000123. The serial never starts again, so gaps and years do not matter."""
    return f"S-{year:04d}-{serial:06d}"


def case_number(year: int, serial: int) -> str:
    """The public number of a case: C-2026-000123."""
    return f"C-{year:04d}-{serial:06d}"
