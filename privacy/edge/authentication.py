"""Who calls the API: people by session cookie (with CSRF) or app session token, machines by OAuth2 client credentials."""

from __future__ import annotations

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from allauth.idp.oidc.contrib.rest_framework.authentication import TokenAuthentication
from allauth.idp.oidc.models import Client
from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

BEARER = "bearer "
LONGEST_TOKEN = 2_000


class MachineAuthentication(BaseAuthentication):
    """A bearer token of the client-credentials grant.

    A token that stands for a person is refused: people come with their own session, in which their roles and second factor
    count.
    """

    def authenticate(self, request: Any) -> tuple[AnonymousUser, Any] | None:
        """No user, and the token.

        Raises:
            AuthenticationFailed: for a token that is unknown, expired, a person's, or of another kind of client.
        """
        header = request.headers.get("Authorization", "")
        if not header.lower().startswith(BEARER):
            return None
        found = TokenAuthentication().authenticate(request._request) if len(header) < LONGEST_TOKEN else None
        token = found[1] if found else None
        if token is None or token.user_id is not None or not _is_machine(token.client):
            raise AuthenticationFailed()
        return AnonymousUser(), token

    def authenticate_header(self, request: Any) -> str:
        """The challenge of a 401 answer."""
        return 'Bearer realm="api"'


def _is_machine(client: Client) -> bool:
    return client.type == Client.Type.CONFIDENTIAL and Client.GrantType.CLIENT_CREDENTIALS in client.get_grant_types()


class AppSessionAuthentication(XSessionTokenAuthentication):
    """The session token of an app (header X-Session-Token). One that is sent and not valid is refused, not ignored."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """The account and its session.

        Raises:
            AuthenticationFailed: for a token that is not valid any more.
        """
        token = self.get_session_token(request)
        if not token:
            return None
        found: tuple[Any, Any] | None = (
            super().authenticate(request) if token.isascii() and token.isalnum() and len(token) <= 64 else None
        )
        if found is None:
            raise AuthenticationFailed()
        return found


class BrowserSessionAuthentication(SessionAuthentication):
    """The session cookie of the pages; changes need the CSRF token."""


AUTHENTICATION = (MachineAuthentication, AppSessionAuthentication, BrowserSessionAuthentication)
