"""Make the demo company with its eight log-ins; does nothing where it stands already."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo import seed
from config.preparation import DEMO_PASSWORD
from privacy.errors import BadInput, Refused


class Command(BaseCommand):
    """`manage.py seed_demo`, with the password of the log-ins in DISCREET_DEMO_PASSWORD."""

    help = "Makes the demo company and its log-ins; does nothing where it stands already."
    requires_system_checks: list[str] = []  # checked when the server starts; here a second start must be quick

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get(DEMO_PASSWORD, "").strip()
        if not password:
            raise CommandError(f"Set {DEMO_PASSWORD} to the password that the demo log-ins shall have.")
        try:
            made = seed(password)
        except BadInput as refused:
            texts = [str(text) for texts in refused.fields.values() for text in texts] or [str(refused.message)]
            raise CommandError(" ".join(texts)) from None
        except Refused as refused:
            raise CommandError(str(refused.message)) from None
        self.stdout.write("The demo company was made." if made else "The demo company is there.")
