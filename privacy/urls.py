"""Addresses of the kernel's own pages: files, the privacy office, emergency access, and what a log-in still needs."""

from django.urls import URLPattern, URLResolver, include, path

from privacy.pages import emergency, log_in, office, policy_pages

OFFICE: list[URLPattern | URLResolver] = [
    path("", office.events, name="events"),
    path("find/", office.find, name="find"),
    path("events/<uuid:event>/", office.event, name="event"),
    path("explain/", policy_pages.explain, name="explain"),
    path("purposes/", policy_pages.purposes, name="purposes"),
    path("purposes/<str:purpose>/", policy_pages.purpose, name="purpose"),
    path("emergency/", emergency.grants, name="emergency"),
    path("emergency/<uuid:grant>/", emergency.grant, name="grant"),
]
EMERGENCY: list[URLPattern | URLResolver] = [
    path("", emergency.own, name="own"),
    path("<uuid:grant>/use/", emergency.use, name="use"),
    path("<uuid:grant>/end/", emergency.end, name="end"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("privacy.media.urls")),
    path("office/", include((OFFICE, "office"))),
    path("emergency/", include((EMERGENCY, "emergency"))),
    path("second-factor/", log_in.second_factor, name="second_factor"),
]
