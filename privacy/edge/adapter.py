"""What the log-in library asks of us: nobody signs up by themselves; a temporary password works once and for a time, and a
chosen one ends it (R-086).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from privacy.access import LESSOR, Access, Actor, Channel
from privacy.accounts import set_own_password, use_temporary_password
from privacy.edge.middleware import FIRST_LOG_IN_KEY, PASSWORD_EXPIRED
from privacy.errors import BadInput


class AccountAdapter(DefaultAccountAdapter):
    """ACCOUNT_ADAPTER of the site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Log-ins are made by an administrator, for a person that we know."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account behind the credentials; None when they are wrong.

        Raises:
            ValidationError: right, but the temporary password was used before or ran out.
        """
        account = super().authenticate(request, **credentials)
        if account is not None and account.temporary_password_expired(datetime.now(UTC)):
            raise ValidationError(PASSWORD_EXPIRED.detail)
        return account

    def login(self, request: HttpRequest, user: Any) -> None:
        """Logs in; the one log-in of a temporary password uses it up, and this session alone may then choose another.

        Raises:
            ImmediateHttpResponse: two log-ins came at once, and the other one was first.
        """
        super().login(request, user)
        if not user.must_change_password:
            return
        access = _own_act(user, "temporary password used")
        if not use_temporary_password(access=access, account=user.public_id):
            logout(request)
            messages.error(request, PASSWORD_EXPIRED.detail)
            raise ImmediateHttpResponse(HttpResponseRedirect(resolve_url("account_login")))
        request.session[FIRST_LOG_IN_KEY] = str(user.public_id)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the start page: the password is not what the person came for."""
        return "/"

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
        access = _own_act(user, "password chosen by the person")
        try:
            set_own_password(access=access, account=user.public_id, password=password)
        except BadInput as refusal:
            raise ValidationError(refusal.fields["password"]) from None
        user.refresh_from_db()


def _own_act(account: Any, reason: str) -> Access:
    """The access of a person who sees to their own log-in; it needs no role of theirs."""
    return Access(
        actor=Actor(account_id=account.pk, subject_id=account.subject_id),
        role="system",
        organisation=LESSOR,
        purpose="operation.accounts",
        channel=Channel.PAGE,
        reason=reason,
    )
