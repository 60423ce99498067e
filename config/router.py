"""Which database holds which app: the vault and the ledger live apart from everything else."""

from typing import Any

from django.db.models import Model

OWN_DATABASE = {"vault": "vault", "ledger": "ledger"}
"""App label to database alias; every other app lives in `default`."""


def database_of(app_label: str) -> str:
    """Return the alias of the database that holds the tables of an app."""
    return OWN_DATABASE.get(app_label, "default")


class SeparateStores:
    """Route the vault and the ledger to their own databases, and nothing else there."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return where rows of the model are read."""
        return database_of(model._meta.app_label)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Return where rows of the model are written."""
        return database_of(model._meta.app_label)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Allow links only inside one database: a foreign key cannot cross servers."""
        return database_of(one._meta.app_label) == database_of(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Create the tables of an app only in the database that holds them."""
        return database_of(app_label) == db
