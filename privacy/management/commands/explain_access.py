"""`manage.py explain_access --as EMAIL --item ITEM [--purpose P]`: may this account see this kind of data, by which rule, from which source?

Reads the policy and the account's roles only; no person's data is opened, so nothing is recorded in the ledger.
"""

from __future__ import annotations

from argparse import ArgumentParser
from difflib import get_close_matches
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from privacy import policy
from privacy.edge.entitlements import Workspace, of_account

NEAR_EMAILS = 5
CANDIDATES = 500


class Command(BaseCommand):
    help = "Says for each role of an account whether it may see an item, in which form, by which rule and source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="log-in e-mail of the account")
        parser.add_argument("--item", required=True, help="name of an item of the policy, e.g. injury_information")
        parser.add_argument("--purpose", help="id of one purpose; without it, each purpose that the role may claim")
        parser.add_argument("--language", default="en", choices=("nl", "fr", "en"), help="language of the answer")

    def handle(self, *args: Any, **options: Any) -> None:
        rules = policy.current()
        _check_name("item", options["item"], rules.items)
        if options["purpose"]:
            _check_name("purpose", options["purpose"], rules.purposes)
        roles = _roles_of(options["email"])
        title = policy.text_in(rules.items[options["item"]].title, options["language"])
        with translation.override(options["language"]):
            self.stdout.write(f"{options['email']} · {options['item']} ({title}) · policy {rules.version}")
            for held in roles:
                self._explain_role(rules, held, options)

    def _explain_role(self, rules: policy.Policy, held: Workspace, options: dict[str, Any]) -> None:
        organisation = f" · {held.organisation.name}" if held.organisation.name else ""
        self.stdout.write(f"\n{policy.text_in(rules.roles[held.role].title, options['language'])} ({held.role}){organisation}")
        found = policy.explain(role=held.role, purpose=options["purpose"], item=options["item"], language=options["language"])
        for row in found:
            self._explain_row(rules, row, options["language"])

    def _explain_row(self, rules: policy.Policy, row: policy.Explanation, language: str) -> None:
        kinds = ", ".join(policy.text_in(rules.subject_kinds[kind].title, language) for kind in row.subject_kinds)
        self.stdout.write(f"  {row.purpose} ({row.purpose_title}) · {kinds}")
        for form in row.forms or (policy.form_text(rules, policy.Branch(policy.WITHHELD), language),):
            self.stdout.write(f"    decision: {form}")
        if row.reason:
            self.stdout.write(f"    reason:   {row.reason} [{row.decision.reason}]")
        self.stdout.write(f"    rule:     {row.rule}")
        self.stdout.write(f"    source:   {', '.join(row.sources)}")


def _check_name(what: str, name: str, known: Any) -> None:
    if name not in known:
        near = get_close_matches(name, list(known), n=5, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else f"Known are: {', '.join(sorted(known))}."
        raise CommandError(f"The policy has no {what} {name}. {hint}")


def _roles_of(email: str) -> tuple[Workspace, ...]:
    account = get_user_model().objects.filter(email__iexact=email.strip()).values_list("pk", "is_active").first()
    if account is None:
        raise CommandError(f"There is no account with the e-mail {email}.{_near_emails(email)}")
    key, active = account
    if not active:
        raise CommandError(f"The account {email} is closed; a closed account sees nothing.")
    roles = of_account(key, timezone.now()).workspaces
    if not roles:
        raise CommandError(f"The account {email} holds no role at the moment; without a role it sees nothing.")
    return roles


def _near_emails(email: str) -> str:
    accounts = get_user_model().objects.filter(is_active=True)
    start = email.strip().lower()[:2]
    known = accounts.filter(email__startswith=start).values_list("email", flat=True)[:CANDIDATES]
    near = get_close_matches(email.strip().lower(), list(known), n=NEAR_EMAILS, cutoff=0.5)
    return f" Did you mean {', '.join(near)}?" if near else " Check the spelling."
