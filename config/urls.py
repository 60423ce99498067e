"""Every address of the product. Each app states its own in full; an app that has none yet adds nothing."""

from importlib.util import find_spec

from allauth.idp import urls as idp_urls
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from config import health

OWN_APPS = ("privacy", "fleet", "drivers", "fuelcards", "fines", "incidents")


def _of_app(name: str) -> list[URLResolver]:
    """Return the addresses of one app, none when it is not installed or has no `urls`."""
    if not apps.is_installed(name) or find_spec(f"{name}.urls") is None:
        return []
    return [path("", include(f"{name}.urls"))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("config.api_urls")),
    path("", include("privacy.media.urls")),
    *(entry for name in OWN_APPS for entry in _of_app(name)),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("", include(idp_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]

handler400 = "privacy.edge.problem_pages.bad_request"
handler403 = "privacy.edge.problem_pages.permission_denied"
handler404 = "privacy.edge.problem_pages.not_found"
handler500 = "privacy.edge.problem_pages.server_error"
