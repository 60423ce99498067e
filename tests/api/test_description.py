"""The description of the API is valid, complete, and open to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config import api_urls
from privacy import policy
from privacy.edge.views import ApiView


def views() -> Iterator[tuple[str, type[ApiView]]]:
    for pattern in api_urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = getattr(pattern.callback, "cls", None)
        if view is not None and issubclass(view, ApiView):
            yield str(pattern.pattern), view


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid(description: dict[str, Any]) -> None:
    validate_schema(description)
    assert description["openapi"].startswith("3.1")


def test_every_method_is_declared_with_its_purposes_and_described(description: dict[str, Any]) -> None:
    described = {path.replace("{", "<").replace("}", ">"): methods for path, methods in description["paths"].items()}
    found = list(views())
    assert len(found) >= 15
    for address, view in found:
        path = "/" + address.replace("uuid:", "")
        methods = {name.upper() for name in ("get", "post", "patch", "put", "delete") if hasattr(view, name)}
        assert methods == set(view.operations) == set(view.purposes), view
        assert {method.lower() for method in methods} <= set(described[path]), path


def test_every_purpose_named_is_one_of_the_policy_and_served_to_somebody() -> None:
    rules = policy.current()
    claimed = {purpose for role in rules.roles for purpose in rules.claimable_by(role)}
    for _address, view in views():
        for purposes in view.purposes.values():
            assert set(purposes) <= set(rules.purposes), view
            assert not purposes or claimed.intersection(purposes), view


def test_operation_ids_are_distinct(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for methods in description["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_the_description_is_open_to_read() -> None:
    assert Client().get("/api/schema/").status_code == 200
    page = Client(headers={"Accept-Language": "en"}).get("/api/docs/")
    assert page.status_code == 200
    assert b"/api/v1/vehicles/" in page.content
