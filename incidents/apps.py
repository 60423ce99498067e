"""The incidents app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Damage, accidents, theft and glass: reports, cases, photos."""

    name = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
