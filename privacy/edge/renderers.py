"""JSON out. One renderer, by orjson; a sealed value has no JSON form and stops the response instead of leaving it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


def to_json(data: Any) -> bytes:
    """The bytes of a JSON document; decimals as strings, moments in UTC with Z.

    Raises:
        TypeError: for a value that has no JSON form (a sealed value, a model row).
    """
    return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Promise):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class OrjsonRenderer(BaseRenderer):
    """The only renderer of the API. There is no browsable API: it would read fields that no purpose asked for."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """JSON bytes; nothing at all for an empty answer."""
        return b"" if data is None else to_json(data)
