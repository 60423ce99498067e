"""Two answers for whoever watches over the servers: alive, and ready to work."""

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether all three databases answer; 503 names those that do not."""
    silent = [alias for alias in connections if not _answers(alias)]
    if silent:
        return HttpResponse(f"no answer from: {', '.join(silent)}\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def _answers(alias: str) -> bool:
    """Tell whether one database answers a question."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
