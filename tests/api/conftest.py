"""Callers of the API: each person of the cast with a session, and a machine with a token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from django.test import Client

from privacy.edge.models import MachineClient
from privacy.edge.throttles import ReadThrottle
from privacy.models import Account
from tests.cast import Cast, Person, _cast_once, cast

__all__ = ["_cast_once", "cast"]


@dataclass(frozen=True)
class Caller:
    """Calls the API as somebody, for a purpose."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def named(self, purpose: str = "", **more: str) -> Caller:
        """The same caller with headers; the purpose goes into X-Purpose."""
        given = {"X-Purpose": purpose} if purpose else {}
        return Caller(self.client, self.headers | given | {name.replace("_", "-"): value for name, value in more.items()})

    def get(self, path: str, **query: Any) -> Any:
        """GET below /api/v1/."""
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, raw: bytes | None = None, content_type: str = "application/json") -> Any:
        """POST JSON (or raw bytes) below /api/v1/."""
        content = raw if raw is not None else json.dumps(body).encode()
        return self.client.post(f"/api/v1/{path}", content, content_type=content_type, headers=self.headers)

    def send_form(self, path: str, fields: dict[str, Any]) -> Any:
        """POST a form with files below /api/v1/."""
        return self.client.post(f"/api/v1/{path}", fields, headers=self.headers)


@pytest.fixture(autouse=True)
def _full_buckets() -> Iterator[None]:
    ReadThrottle.clear()
    yield
    ReadThrottle.clear()


@pytest.fixture
def as_person(request: pytest.FixtureRequest) -> Callable[..., Caller]:
    """Makes a caller of a person: by name, with an optional purpose."""
    people: Cast = request.getfixturevalue("cast")

    def call(name: str, purpose: str = "") -> Caller:
        person: Person = getattr(people, name)
        client = Client()
        client.force_login(Account.objects.get(pk=person.account_id), "allauth.account.auth_backends.AuthenticationBackend")
        return Caller(client).named(purpose)

    return call


@pytest.fixture
def machine(db: None) -> Callable[..., Caller]:
    """Makes a caller of a registered machine, with a token from the token endpoint."""

    def call(*purposes: str, organisation: Any = None, registered: bool = True) -> Caller:
        client = OAuthClient.objects.create(name="Fleet link", scopes="fleet", default_scopes="fleet", type="confidential")
        client.set_grant_types(["client_credentials"])
        client.set_secret("machine secret")
        client.save()
        if registered:
            MachineClient.objects.create(
                client=client,
                organisation_kind="employer" if organisation else "lessor",
                organisation_id=organisation,
                organisation_name="Fleet link",
                purposes=list(purposes),
                valid_from=datetime(2024, 1, 1, tzinfo=UTC),
            )
        asked = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": "machine secret"}
        token = Client().post("/identity/o/api/token", asked).json()["access_token"]
        return Caller(Client(), {"Authorization": f"Bearer {token}"})

    return call
