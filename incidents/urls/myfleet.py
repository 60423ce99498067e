"""Addresses of MyFleet."""

from django.urls import path

from drivers.pages import myfleet as cars
from incidents.pages import myfleet, myfleet_not_shown

app_name = "myfleet"

urlpatterns = [
    path("", myfleet.home, name="home"),
    path("vehicles/", cars.vehicles, name="vehicles"),
    path("vehicles/<uuid:vehicle>/", myfleet.vehicle, name="vehicle"),
    path("damage/", myfleet.damages, name="damages"),
    path("damage/<uuid:report>/", myfleet.damage, name="damage"),
    path("not-shown/", myfleet_not_shown.not_shown, name="not_shown"),
]
