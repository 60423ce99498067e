"""Addresses of the workshop's pages."""

from django.urls import path

from incidents.pages import workshop

app_name = "workshop"

urlpatterns = [
    path("", workshop.jobs, name="jobs"),
    path("<uuid:case>/", workshop.job, name="job"),
    path("<uuid:case>/finish/", workshop.finish, name="finish"),
]
