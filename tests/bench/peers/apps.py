"""What a user would build without sealing: the yardstick."""

from django.apps import AppConfig


class PeersConfig(AppConfig):
    """Plain tables of the same shape."""

    name = "tests.bench.peers"
    label = "peers"
    default_auto_field = "django.db.models.BigAutoField"
