"""`manage.py sweep_media`: delete sealed files that no row names."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.media.sweep import MIN_AGE, sweep


class Command(BaseCommand):
    """Delete sealed media files without a row; nothing is opened, so nothing is disclosed."""

    help = "Delete sealed media files that no row names (left by a process that died). Run it daily."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="count only, delete nothing")
        parser.add_argument(
            "--min-age",
            type=int,
            default=int(MIN_AGE.total_seconds() // 60),
            metavar="MINUTES",
            help="leave younger files alone, their transaction may still be running (default: %(default)s)",
        )

    def handle(self, *args: Any, dry_run: bool, min_age: int, **options: Any) -> None:
        """Sweep and say what was found."""
        if min_age < 0:
            raise CommandError("--min-age must not be negative.")
        swept = sweep(min_age=timedelta(minutes=min_age), dry_run=dry_run)
        verb = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"{swept.seen} sealed files seen, {swept.orphans} without a row {verb}.")
