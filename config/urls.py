"""Every address of the product. Each app states its own in full; an app that has none yet adds nothing."""

from importlib.util import find_spec

from allauth.idp import urls as idp_urls
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from config import health
from config.home import home
from config.language import set_language
from privacy.edge.workspaces import switch

OWN_APPS = ("privacy", "fleet", "drivers", "fuelcards", "fines", "incidents")


def _of_app(name: str) -> list[URLResolver]:
    """Return the addresses of one app, none when it is not installed or has no `urls`."""
    if not apps.is_installed(name) or find_spec(f"{name}.urls") is None:
        return []
    return [path("", include(f"{name}.urls"))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("config.api_urls")),
    *(entry for name in OWN_APPS for entry in _of_app(name)),
    path("administration/", include("config.administration_urls")),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("", include(idp_urls)),
    path("language/", set_language, name="set_language"),
    path("workspaces/", switch, name="workspace_switch"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]

handler400 = "privacy.edge.problem_pages.bad_request"
handler403 = "privacy.edge.problem_pages.permission_denied"
handler404 = "privacy.edge.problem_pages.not_found"
handler500 = "privacy.edge.problem_pages.server_error"
