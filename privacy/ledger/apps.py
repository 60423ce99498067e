"""The ledger: an app of its own, because its table lives in a database of its own."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The append-only record of looks."""

    name = "privacy.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
