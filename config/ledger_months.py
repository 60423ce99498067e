"""The ledger's partitions: one for each month, made before the month begins."""

from datetime import UTC, datetime

from django.db import connections

MONTHS_AHEAD = 3


def prepare_months(ahead: int = MONTHS_AHEAD) -> list[str]:
    """Make sure that this month and the `ahead` following ones have their partition; return the partitions' names.

    The database makes them with its owner's rights, so the application may ask for a month but not for a table.
    """
    today = datetime.now(UTC)
    names = []
    with connections["ledger"].cursor() as cursor:
        for step in range(ahead + 1):
            year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
            cursor.execute("SELECT ledger_make_month(%s)", [datetime(year, month + 1, 15, tzinfo=UTC)])
            names.append(cursor.fetchone()[0])
    return names
