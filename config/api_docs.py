"""A page that lists the API: plain HTML from the description, so that it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from privacy.edge.access import PURPOSE_HEADER


@dataclass(frozen=True, slots=True)
class Line:
    """One method of one address."""

    method: str
    path: str
    summary: str
    description: str
    purposes: tuple[str, ...]
    parameters: tuple[str, ...]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The list of addresses, with what each takes and which purposes it serves."""
    description = SchemaGenerator().get_schema(request=None, public=True)
    return render(request, "api_docs.html", {"lines": list(_lines(description)), "info": description["info"]})


def _lines(description: dict[str, Any]) -> Iterator[Line]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            purposes = [one["schema"]["enum"] for one in parameters if one["name"] == PURPOSE_HEADER]
            yield Line(
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=operation["description"],
                purposes=tuple(purposes[0]) if purposes else (),
                parameters=tuple(one["name"] for one in parameters if one["in"] == "query"),
            )
