"""Addresses of the desk."""

from django.urls import path

from incidents.pages import desk, desk_case

app_name = "desk"

urlpatterns = [
    path("", desk.search, name="search"),
    path("cases/", desk.queue, name="queue"),
    path("cases/open/", desk.open_case, name="open"),
    path("cases/<uuid:case>/", desk_case.case, name="case"),
    path("reports/<uuid:report>/", desk.report, name="report"),
]
