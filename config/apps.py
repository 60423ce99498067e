"""The project itself as an app: commands, base templates, static files and the queue's migration."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Loads the queue's configuration with the rest, so that `shared_task` finds it in every process."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from config import celery  # noqa: F401 - importing it makes it the current Celery app
