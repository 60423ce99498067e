"""Public numbers of reports and cases, from database sequences (migration 0002): two people at once never get the same one."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from incidents import rules


def next_report_number(at: datetime) -> str:
    """The next S-number; its year is the local year of `at`."""
    return rules.report_number(timezone.localtime(at).year, _next("incidents_report_serial"))


def next_case_number(at: datetime) -> str:
    """The next C-number; its year is the local year of `at`."""
    return rules.case_number(timezone.localtime(at).year, _next("incidents_case_serial"))


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        (serial,) = cursor.fetchone()
    return int(serial)
