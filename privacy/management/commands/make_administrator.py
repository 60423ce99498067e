"""`manage.py make_administrator EMAIL`: the first log-in of an installation, from which all others are made on the pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from privacy.access import LESSOR, Access, Channel
from privacy.accounts import assign_role, make_account_for_new_person
from privacy.errors import Refused
from privacy.models import SubjectKind


class Command(BaseCommand):
    help = "Make a log-in with the role admin, and print its temporary password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="log-in address")
        parser.add_argument("--language", default="nl", choices=("nl", "fr", "en"))

    def handle(self, *args: Any, email: str, language: str, **options: Any) -> None:
        access = Access.for_job(
            name="make_administrator",
            purpose="operation.accounts",
            reason="first log-in of the installation",
            channel=Channel.ADMIN,
        )
        with translation.override(language):
            self._make(access, email, language)

    def _make(self, access: Access, email: str, language: str) -> None:
        try:
            with transaction.atomic():
                made = make_account_for_new_person(access=access, email=email, kind=SubjectKind.STAFF, language=language)
                assign_role(access=access, account=made.account, role="admin", organisation=LESSOR)
        except Refused as refusal:
            texts = [str(text) for texts in refusal.fields.values() for text in texts]
            raise CommandError(" ".join([str(refusal.message), *texts])) from None
        self.stdout.write(f"{email} can log in as administrator.")
        self.stdout.write(f"Temporary password, shown this once: {made.temporary_password}")
