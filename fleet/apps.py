"""Employers, vehicles, contracts, odometer readings and suppliers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    name = "fleet"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Fleet")
