"""The vault: an app of its own, because its table lives in a database of its own."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys by subject and retention class."""

    name = "privacy.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
