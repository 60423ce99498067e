"""Addresses of the pages that need incidents; each workspace has a module of its own, with its namespace."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

WORKSPACES = {"my-car/": "mycar", "my-fleet/": "myfleet", "desk/": "desk", "workshop/": "workshop"}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"incidents.urls.{name}"))
    for prefix, name in WORKSPACES.items()
    if find_spec(f"incidents.urls.{name}") is not None
]
