"""Upkeep of the project itself: what the scheduler asks for."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from config.ledger_months import prepare_months
from drivers.imports import staging
from privacy import outbox
from privacy.edge import idempotency

REPEATS_KNOWN_FOR = timedelta(days=2)
IMPORTED_LINES_KNOWN_FOR = timedelta(days=30)


@shared_task(name="config.tasks.sweep_outbox")
def sweep_outbox() -> None:
    """Send again what the outbox holds and the queue lost."""
    outbox.sweep()


@shared_task(name="config.tasks.prepare_ledger")
def prepare_ledger() -> None:
    """Make sure that the ledger has partitions for the months ahead."""
    prepare_months()


@shared_task(name="config.tasks.forget_what_ended")
def forget_what_ended() -> None:
    """Delete ended log-in sessions, the keys of repeated calls that are too old to come again, and old lines of imports."""
    call_command("clearsessions", verbosity=0)
    idempotency.forget_before(timezone.now() - REPEATS_KNOWN_FOR)
    staging.forget_lines_before(timezone.now() - IMPORTED_LINES_KNOWN_FOR)


@shared_task(name="config.tasks.sweep_media")
def sweep_media() -> None:
    """Delete stored files that no row knows: what a change left behind that was rolled back."""
    call_command("sweep_media", verbosity=0)
