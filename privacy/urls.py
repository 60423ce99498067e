"""Addresses of the kernel's own pages: files, the privacy office and the administration."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("privacy.media.urls")),
]
