"""`manage.py setup_databases`: tables, rights and partitions of the three databases. Run it as their owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connections

from config import databases
from config.ledger_months import prepare_months

SETUP_LOCK = 0x0D15C4EE7
"""Number of the advisory lock that keeps two set-ups of one database apart."""


class Command(BaseCommand):
    help = "Migrate default, vault and ledger, give the application's role its rights, and prepare the ledger's months."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="also when nothing seems to have changed")

    def handle(self, *args: Any, force: bool, verbosity: int, **options: Any) -> None:
        for alias in settings.DATABASES:
            try:
                self._set_up(alias, force=force, verbosity=verbosity)
            except Error as error:
                raise CommandError(f"Database {alias} cannot be set up: {error}") from error
        prepare_months()

    def _set_up(self, alias: str, *, force: bool, verbosity: int) -> None:
        """Bring one database to the state the code needs, unless it is there."""
        if not databases.role_exists(alias, settings.APP_ROLE):
            raise CommandError(f"Database {alias} has no role {settings.APP_ROLE}; see docs/operations.md.")
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
        wanted = databases.fingerprint(alias)
        if force or databases.recorded_fingerprint(alias) != wanted:
            databases.migrate(alias, verbosity=verbosity - 1)
            databases.record_fingerprint(alias, wanted)
            databases.grant_application(alias)
            self.stdout.write(f"database {alias}: set up")
        else:
            self.stdout.write(f"database {alias}: up to date")
        connections[alias].close()
