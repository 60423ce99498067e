"""The language of the pages: chosen by the person, kept with the log-in, and on this device for the pages before it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_on_device

from privacy.accounts import choose_language
from privacy.edge.access import standing_of

API_PREFIX = "/api/"


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Changes the language (POST `language`) and goes back to `next`; with a log-in it holds on every device."""
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        choose_language(actor=standing_of(request).actor, language=wanted)
    return set_on_device(request)


class LanguageOfLogin:
    """Shows pages in the language kept with the log-in; programs ask for theirs in the Accept-Language header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API_PREFIX) and request.user.is_authenticated:
            language = request.user.language
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
