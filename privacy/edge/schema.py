"""The API described in OpenAPI 3.1 from the same declarations that read the input and release the fields, so it cannot
drift from them.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import FilteredRelation
from drf_spectacular.openapi import AutoSchema

from privacy import plan, policy
from privacy.edge.access import EMERGENCY_HEADER, PURPOSE_HEADER, ROLE_HEADER
from privacy.edge.idempotency import HEADER as IDEMPOTENCY_HEADER
from privacy.edge.inputs import InputField, Many, Number, Text, Whole, input_fields, unwrap
from privacy.edge.operations import Operation, Released
from privacy.edge.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from privacy.edge.problems import JSON_TYPE, TITLES
from privacy.policy.model import text_in

Schema = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "request_id": {"type": "string"},
    },
}
WITHHELD: Schema = {
    "type": "object",
    "description": "Fields that are not shown for this purpose, by name, with the reason.",
    "additionalProperties": {
        "type": "object",
        "properties": {"code": {"type": "string"}, "text": {"type": "string"}},
    },
}
COMPONENTS: Schema = {
    "schemas": {"Problem": PROBLEM, "Withheld": WITHHELD},
    "securitySchemes": {
        "browserSession": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        "appSession": {"type": "apiKey", "in": "header", "name": "X-Session-Token"},
        "machine": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/identity/o/api/token", "scopes": {}}},
        },
    },
}
SECURITY: list[Schema] = [{"browserSession": []}, {"appSession": []}, {"machine": []}]
READ_PROBLEMS = (400, 401, 403, 404, 405, 406, 422, 429, 503)
CHANGE_PROBLEMS = (*READ_PROBLEMS, 409, 413, 415)

_TYPES: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    uuid.UUID: {"type": "string", "format": "uuid"},
    datetime.date: {"type": "string", "format": "date"},
    datetime.datetime: {"type": "string", "format": "date-time"},
}
_COLUMNS: tuple[tuple[type, Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DecimalField, {"type": "string", "format": "decimal"}),
    (models.IntegerField, {"type": "integer"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
)


def input_schema(wanted: type) -> Schema:
    """The JSON schema of an input class."""
    fields = input_fields(wanted)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: field_schema(field) for field in fields},
    }


def field_schema(field: InputField) -> Schema:
    """The JSON schema of one input field."""
    schema = _kind_schema(field.kind, field.bounds)
    return {"anyOf": [schema, {"type": "null"}]} if field.nullable else schema


def _kind_schema(kind: Any, bounds: Any) -> Schema:
    if typing.get_origin(kind) in (list, tuple):
        inner, inner_bounds, _nullable = unwrap(typing.get_args(kind)[0])
        return {"type": "array", "items": _kind_schema(inner, inner_bounds), "maxItems": (bounds or Many()).most}
    if dataclasses.is_dataclass(kind):
        return input_schema(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [choice.value for choice in kind]}
    if kind is str:
        limits = bounds or Text()
        return {"type": "string", "maxLength": limits.max_chars} | ({} if limits.blank else {"minLength": 1})
    if kind is int:
        whole = bounds or Whole()
        return {"type": "integer", "minimum": whole.least, "maximum": whole.most}
    if kind is Decimal:
        return _decimal_schema(bounds or Number())
    return dict(_TYPES[kind])


def _decimal_schema(bounds: Number) -> Schema:
    schema: Schema = {"type": "number", "multipleOf": float(Decimal(1).scaleb(-bounds.decimals))}
    if bounds.least is not None:
        schema["minimum"] = float(bounds.least)
    if bounds.most is not None:
        schema["maximum"] = float(bounds.most)
    return schema


def record_schema(released: Released) -> Schema:
    """The JSON schema of a record: every field may be missing, because a purpose may not need it; then `withheld` says why."""
    properties: Schema = {"id": dict(_TYPES[uuid.UUID]), "withheld": {"$ref": "#/components/schemas/Withheld"}}
    for column in _columns(released):
        place = properties
        *path, last = column.alias.split(".")
        for step in path:
            place = place.setdefault(step, {"type": "object", "properties": {}})["properties"]
        place[last] = _column_schema(column)
    properties.update(released.extra)
    return {"type": "object", "required": ["id"], "properties": properties}


def _columns(released: Released) -> Iterator[plan.Column]:
    rows = apps.get_model(released.model)._base_manager.all()
    for name, relation in released.relations.items():
        rows = rows.annotate(**{name: FilteredRelation(relation)})
    return iter(plan.make_plan(rows, plan.aliases(released.fields)).columns)


def _column_schema(column: plan.Column) -> Schema:
    schema: Schema = {}
    if column.sealed is None:
        schema = next((dict(found) for kind, found in _COLUMNS if isinstance(column.model_field, kind)), {})
    if "type" in schema:
        # A part that is not there (a car without a driver) gives null.
        schema["type"] = [schema["type"], "null"]
    if column.item is not None:
        schema["title"] = text_in(policy.current().items[column.item].title, "en")
        schema["x-item"] = column.item
    return schema


class EdgeSchema(AutoSchema):
    """Describes views that declare `operations`; nothing is guessed from serializers, of which there are none."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema | None:
        """The OpenAPI operation of one method, None for methods that the view does not declare."""
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method
        view: Any = self.view
        operation: Operation | None = getattr(view, "operations", {}).get(method)
        if operation is None:
            return None
        described: Schema = {
            "operationId": _operation_id(path, method, operation),
            "summary": operation.summary,
            "description": self.get_description() or "",
            "tags": [_words(path)[0]],
            "parameters": list(_parameters(path, operation, method, view.purposes.get(method, ()))),
            "security": SECURITY,
            "responses": _responses(operation, method),
        }
        body = _body(operation)
        return described | ({"requestBody": body} if body else {})


def _words(path: str) -> list[str]:
    """The fixed words of an address behind /api/v1/."""
    return [word for word in path.split("/") if word and not word.startswith("{")][2:] or ["api"]


def _operation_id(path: str, method: str, operation: Operation) -> str:
    verb = {"GET": "list" if operation.many else "read", "POST": "add", "PATCH": "change", "PUT": "replace", "DELETE": "remove"}
    return "_".join([*(word.replace("-", "_") for word in _words(path)), verb[method]])


def _parameters(path: str, operation: Operation, method: str, purposes: tuple[str, ...]) -> Iterator[Schema]:
    for word in path.split("/"):
        if word.startswith("{"):
            yield {"name": word[1:-1], "in": "path", "required": True, "schema": dict(_TYPES[uuid.UUID])}
    if operation.query is not None:
        for field in input_fields(operation.query):
            schema = _kind_schema(field.kind, field.bounds)
            yield {"name": field.name, "in": "query", "required": field.required, "schema": schema}
    if operation.many:
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
        yield {"name": "limit", "in": "query", "schema": limit}
        yield {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "From `next` of the page before."}
    yield from _headers(operation, method, purposes)


def _headers(operation: Operation, method: str, purposes: tuple[str, ...]) -> Iterator[Schema]:
    if purposes:
        text = "The purpose of this call; needed where your role may claim several of these."
        yield _header(PURPOSE_HEADER, {"type": "string", "enum": list(purposes)}, text)
        yield _header(ROLE_HEADER, {"type": "string"}, "The role, or role@organisation; needed where you hold several.")
        yield _header(EMERGENCY_HEADER, dict(_TYPES[uuid.UUID]), "A running emergency grant of yours.")
    if method == "POST":
        key = {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"}
        yield _header(IDEMPOTENCY_HEADER, key, "The same key does the work once, however often the call is sent.")
    if operation.versioned:
        yield _header("If-Match", {"type": "string"}, "ETag of the version that is changed.", required=True)


def _header(name: str, schema: Schema, text: str, *, required: bool = False) -> Schema:
    return {"name": name, "in": "header", "required": required, "schema": schema, "description": text}


def _body(operation: Operation) -> Schema | None:
    if operation.takes is None and not operation.files:
        return None
    schema: Schema = input_schema(operation.takes) if operation.takes else {"type": "object", "properties": {}}
    content: Schema = {} if operation.form_only else {"application/json": {"schema": schema}}
    if operation.files:
        photos: Schema = {name: {"type": "array", "items": {"type": "string", "format": "binary"}} for name in operation.files}
        form = schema | {"properties": {**schema["properties"], **photos}}
        content["multipart/form-data"] = {"schema": form}
    return {"required": True, "content": content}


def _responses(operation: Operation, method: str) -> Schema:
    problems = CHANGE_PROBLEMS if method != "GET" else READ_PROBLEMS
    if operation.versioned:
        problems = (*problems, 412, 428)
    shown = {"$ref": "#/components/schemas/Problem"}
    responses: Schema = {
        str(status): {"description": str(TITLES[status]), "content": {JSON_TYPE: {"schema": shown}}} for status in problems
    }
    success: Schema = {"description": "Success"}
    if operation.gives is not None:
        success["content"] = {"application/json": {"schema": _given(operation)}}
    return {str(operation.status): success, **responses}


def _given(operation: Operation) -> Mapping[str, Any]:
    given = operation.gives
    one = record_schema(given) if isinstance(given, Released) else given
    if not operation.many:
        return typing.cast("Mapping[str, Any]", one)
    return {
        "type": "object",
        "required": ["results", "next"],
        "properties": {
            "results": {"type": "array", "items": one},
            "next": {"type": ["string", "null"], "description": "Cursor of the next page."},
        },
    }


def add_components(result: Schema, generator: Any = None, request: Any = None, public: bool = True) -> Schema:
    """Post-processing hook of the description: the parts that all operations refer to."""
    components = result.setdefault("components", {})
    for kind, parts in COMPONENTS.items():
        components.setdefault(kind, {}).update(parts)
    return result
