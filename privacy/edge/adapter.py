"""What the log-in library asks of us: nobody signs up by themselves, and a chosen password ends the temporary one (R-086)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.access import LESSOR, Access, Actor, Channel
from privacy.accounts import set_own_password
from privacy.errors import BadInput


class AccountAdapter(DefaultAccountAdapter):
    """ACCOUNT_ADAPTER of the site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Log-ins are made by an administrator, for a person that we know."""
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """As the site's rules ask; a temporary password does not become the chosen one.

        Raises:
            ValidationError: too weak, or the temporary one again.
        """
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.must_change_password and user.check_password(password):
            raise ValidationError(_("Choose another password than the one you were given."))
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """Replaces the password, recorded in the ledger as the person's own act.

        Raises:
            ValidationError: the password is too weak.
        """
        access = Access(
            actor=Actor(account_id=user.pk, subject_id=user.subject_id),
            role="system",
            organisation=LESSOR,
            purpose="operation.accounts",
            channel=Channel.PAGE,
            reason="password chosen by the person",
        )
        try:
            set_own_password(access=access, account=user.public_id, password=password)
        except BadInput as refusal:
            raise ValidationError(refusal.fields["password"]) from None
        user.refresh_from_db()
