"""What the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Load every address, with the code behind it, before the first caller waits for it."""
    from django.urls import get_resolver

    len(get_resolver().url_patterns)


_warm_up()
