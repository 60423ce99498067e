"""JSON and forms in. Broken bodies are told apart, with the place where they break, and nothing of them is repeated.

The standard library reads the JSON because it can keep decimals exact, refuse NaN, and see a key that stands twice; bodies
are small.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser, MultiPartParser

from privacy.edge.refusals import BadCall
from privacy.errors import TooLarge

DEEPEST = 20
MULTIPART_BYTES = 64 * 1024 * 1024


class JsonParser(BaseParser):
    """Reads a JSON body of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed document.

        Raises:
            TooLarge: when there are more bytes than are taken.
            BadCall: when the body is not JSON, names a key twice, or nests too deeply.
        """
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MULTIPART_BYTES
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLarge(
                _("The body is larger than the %(most)d bytes that are taken.") % {"most": most}, code="body_too_large"
            )
        return parse_json(body)


def parse_json(body: bytes) -> Any:
    """Strict JSON: UTF-8, no NaN, no key twice, at most DEEPEST levels; decimals exact.

    Raises:
        BadCall: with the line and column where it breaks.
    """
    try:
        document = json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_without_doubles,
        )
    except json.JSONDecodeError as broken:
        raise BadCall(
            _("The body is not valid JSON: it breaks at line %(line)d, column %(column)d.")
            % {"line": broken.lineno, "column": broken.colno},
            code="broken_json",
        ) from None
    except UnicodeDecodeError as broken:
        raise BadCall(
            _("The body is not UTF-8: byte %(position)d cannot be read.") % {"position": broken.start},
            code="not_utf8",
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        # A run of thousands of digits: Python refuses to turn it into a number.
        raise BadCall(_("A number in the body is too long."), code="number_too_long") from None
    _check_depth(document)
    return document


def _refuse_constant(_name: str) -> NoReturn:
    raise BadCall(_("NaN and Infinity are not JSON numbers."), code="broken_json")


def _object_without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise BadCall(_("A name stands twice in one object of the body."), code="name_twice")
    return document


def _check_depth(document: Any) -> None:
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise _too_deep()
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _inner(outer)]


def _inner(outer: dict[str, Any] | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer


def _too_deep() -> BadCall:
    return BadCall(_("The body nests more than %(most)d levels.") % {"most": DEEPEST}, code="too_deep")


class FormParser(MultiPartParser):
    """Forms with files. A photo that is too large is refused later, one by one, so that the rest of the report is kept."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The fields and files.

        Raises:
            TooLarge: when the whole body is larger than is taken at all.
        """
        most = getattr(settings, "MULTIPART_MAX_BYTES", MULTIPART_BYTES)
        if _declared_length(parser_context) > most:
            raise TooLarge(
                _("The body is larger than the %(most)d bytes that are taken.") % {"most": most}, code="body_too_large"
            )
        return super().parse(stream, media_type, parser_context)


def _declared_length(parser_context: Any) -> int:
    try:
        return int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
