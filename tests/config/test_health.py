"""The answers for whoever watches over the servers, and the reference that each answer carries."""

import pytest
from django.db import OperationalError
from django.test import Client

from config import health


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_when_all_three_databases_answer(client: Client) -> None:
    assert client.get("/readyz").content == b"ready\n"


def test_not_ready_names_the_silent_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_answers", lambda alias: alias != "ledger")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"no answer from: ledger\n"


def test_a_silent_database_is_no_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def cursor(self) -> None:
            raise OperationalError

    monkeypatch.setattr(health, "connections", {"default": Silent()})
    assert health._answers("default") is False


@pytest.mark.parametrize("given", ["a" * 65, "short", "with space in it", "<script>alert(1)</script>"])
def test_a_strange_request_id_is_replaced(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] != given


def test_a_good_request_id_is_kept(client: Client) -> None:
    assert client.get("/healthz", headers={"x-request-id": "gateway-0001"})["X-Request-ID"] == "gateway-0001"
