"""Addresses of this app's own pages; those of the workspaces stand in the app above, which has pages in each of them."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("imports/", include("drivers.imports.urls"))]
