"""Addresses of imports."""

from django.urls import path

from drivers.imports import pages

app_name = "imports"

urlpatterns = [
    path("", pages.home, name="home"),
    path("upload/", pages.upload, name="upload"),
    path("<uuid:run>/", pages.run, name="run"),
    path("<uuid:run>/refusals.csv", pages.refusals, name="refusals"),
    path("templates/<slug:kind>.<slug:form>", pages.template, name="template"),
]
