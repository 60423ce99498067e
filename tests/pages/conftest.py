"""Readers of the pages: each person of the cast with a session and one workspace chosen."""

from collections.abc import Callable

import pytest
from django.test import Client

from privacy.models import Account
from tests.cast import Cast, _cast_once, cast

__all__ = ["_cast_once", "cast"]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def reader(cast: Cast) -> Callable[[str], Client]:
    """Logs a person of the cast in, by name; pages are in English, so that their words can be asked for."""

    def log_in(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(Account.objects.get(email=f"{name}@cast.test"), BACKEND)
        return client

    return log_in
