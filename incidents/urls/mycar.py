"""Addresses of MyCar, in one namespace: the pages about the own car and data, and those about reports."""

from django.urls import path

from drivers import pages as drivers
from incidents.pages import mycar

app_name = "mycar"

urlpatterns = [
    path("", drivers.home, name="home"),
    path("cars/<uuid:vehicle>/", drivers.car, name="car"),
    path("report/", mycar.report, name="report"),
    path("reports/", mycar.reports, name="reports"),
    path("reports/<uuid:report>/", mycar.report_detail, name="report_detail"),
    path("reports/<uuid:report>/photos/", mycar.add_photos, name="add_photos"),
    path("reports/<uuid:report>/withdraw/", mycar.withdraw, name="withdraw"),
    path("my-data/", drivers.my_data, name="my_data"),
    path("my-data/<uuid:driver>/contact/", drivers.change_contact, name="change_contact"),
    path("who-saw-my-data/", drivers.who_saw, name="who_saw"),
]
