"""Start of the kernel: collect the declarations of all apps, close the registry, register the checks."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    """The kernel."""

    name = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy import change, checks, registry  # noqa: F401 models are loaded only now

        autodiscover_modules("personal_data")
        registry.close()
