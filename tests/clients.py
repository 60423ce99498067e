"""Browsers of the cast: logged in as somebody, in a language, with what a test asks of an answer."""

from typing import Any

from django.test import Client

from privacy.models import Account
from tests.cast import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser_of(person: Person | None, language: str = "en", **options: Any) -> Client:
    """A browser in which this person is logged in, nobody where there is none.

    Args:
        options: of Django's test client, such as `raise_request_exception`.
    """
    client = Client(headers={"Accept-Language": language}, **options)
    if person is not None:
        account = Account.objects.get(pk=person.account_id)
        if account.language != language:
            Account.objects.filter(pk=account.pk).update(language=language)
            account.language = language
        client.force_login(account, BACKEND)
    return client
