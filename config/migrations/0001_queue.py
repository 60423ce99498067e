"""The queue of background work, kept in PostgreSQL. Its contents may be lost at any time: the outbox sends them again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Install the queue's functions from the SQL that its package carries; the extension itself is not needed."""
    from pgmq.install import get_embedded_install_sql

    editor.execute("CREATE SCHEMA pgmq")
    editor.execute(get_embedded_install_sql(), params=None)  # type: ignore[arg-type]


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the queue with what is in it."""
    editor.execute("DROP SCHEMA pgmq CASCADE")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(install, remove)]
