"""Reading what was sent into a frozen dataclass, field by field, before anything else sees it.

An endpoint declares a frozen dataclass and calls `read_input(TheClass, data)`. What does not fit is refused as `BadInput`
with a text per field; unknown fields are refused by name, so that a misspelt field is never silently dropped. Values are
never repeated in a text. Any writing system and any direction of text is taken as it is; only NUL bytes and broken
characters are refused.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from privacy.edge.input_values import READERS, Many, Number, Text, UnfitError, Whole, clean_text, read_choice
from privacy.errors import BadInput

__all__ = ["InputField", "Many", "Number", "Text", "Whole", "clean_text", "input_fields", "read_input", "unwrap"]

Input = TypeVar("Input")

SHOWN_NAME_CHARS = 64
SHOWN_UNKNOWN_FIELDS = 20


@dataclass(frozen=True, slots=True)
class InputField:
    """One declared field: its name, plain type, bounds, and whether it may be left out or empty.

    A name that Python keeps for itself is declared with an underscore behind it: `from_` is sent as "from".
    """

    name: str
    attribute: str
    kind: Any
    bounds: Any
    required: bool
    nullable: bool


def read_input(wanted: type[Input], data: Any) -> Input:
    """Reads what was sent into the dataclass.

    Args:
        wanted: a frozen dataclass; its fields' types and `Annotated` bounds say what is taken.
        data: a mapping (parsed JSON, or a form's fields).

    Raises:
        BadInput: with a text per field that is missing, unknown or unfit.
    """
    if not isinstance(data, Mapping):
        raise BadInput(_("Send one object with named fields."), code="object_expected")
    values, errors = _read_fields(wanted, data)
    if errors:
        raise BadInput(fields=errors)
    return wanted(**values)


@cache
def input_fields(wanted: type) -> tuple[InputField, ...]:
    """The declared fields of an input class; also feeds the API description."""
    hints = typing.get_type_hints(wanted, include_extras=True)
    return tuple(_declared(field, hints[field.name]) for field in dataclasses.fields(wanted))


def _declared(field: dataclasses.Field[Any], hint: Any) -> InputField:
    kind, bounds, nullable = unwrap(hint)
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    if kind is str and bounds is None:
        bounds = Text(blank=not required)
    name = field.name.removesuffix("_")
    return InputField(name=name, attribute=field.name, kind=kind, bounds=bounds, required=required, nullable=nullable)


def unwrap(hint: Any) -> tuple[Any, Any, bool]:
    """Takes `Annotated[...]` and `... | None` apart into (plain type, bounds, may be null)."""
    bounds, nullable = None, False
    while True:
        origin = typing.get_origin(hint)
        if origin is typing.Annotated:
            hint, *extras = typing.get_args(hint)
            bounds = extras[0]
        elif origin in (typing.Union, types.UnionType):
            arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
            nullable, hint = True, arms[0]
        else:
            return hint, bounds, nullable


def _read_fields(wanted: type, data: Mapping[Any, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    declared = input_fields(wanted)
    values: dict[str, Any] = {}
    errors: dict[str, list[Any]] = _unknown_fields(declared, data)
    for field in declared:
        if field.name not in data:
            if field.required:
                errors[field.name] = [_("This field is needed.")]
            continue
        try:
            values[field.attribute] = _read_value(field, _picked(field, data))
        except UnfitError as unfit:
            errors[field.name] = [unfit.text]
        except BadInput as nested:
            errors |= {f"{field.name}.{name}": texts for name, texts in nested.fields.items()}
            errors.setdefault(field.name, [nested.message])
    return values, errors


def _unknown_fields(declared: Sequence[InputField], data: Mapping[Any, Any]) -> dict[str, list[Any]]:
    known = [field.name for field in declared]
    unknown = [str(name)[:SHOWN_NAME_CHARS].replace("\x00", "?") for name in data if name not in known]
    text = _("This field is not known here. Known are: %(names)s.") % {"names": ", ".join(known)}
    return {name: [text] for name in unknown[:SHOWN_UNKNOWN_FIELDS]}


def _picked(field: InputField, data: Mapping[Any, Any]) -> Any:
    """A form sends several values under one name; a list field takes them all."""
    getlist = getattr(data, "getlist", None)
    if getlist is not None and typing.get_origin(field.kind) is list:
        return getlist(field.name)
    return data[field.name]


def _read_value(field: InputField, value: Any) -> Any:
    if value is None:
        if field.nullable:
            return None
        raise UnfitError(_("This field cannot be empty."))
    if value == "" and field.nullable and field.kind is not str:
        return None
    return _read_as(field.kind, field.bounds, value)


def _read_as(kind: Any, bounds: Any, value: Any) -> Any:
    if typing.get_origin(kind) in (list, tuple):
        return _read_list(kind, bounds, value)
    if dataclasses.is_dataclass(kind):
        return read_input(typing.cast(type, kind), value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return read_choice(kind, value)
    return READERS[kind](value, bounds)


def _read_list(kind: Any, bounds: Any, value: Any) -> Any:
    limits = bounds or Many()
    if not isinstance(value, list):
        raise UnfitError(_("Send a list."))
    if len(value) > limits.most:
        raise UnfitError(_("Send at most %(count)d.") % {"count": limits.most})
    item_kind, item_bounds, _nullable = unwrap(typing.get_args(kind)[0])
    items = [_read_as(item_kind, item_bounds, item) for item in value]
    return tuple(items) if typing.get_origin(kind) is tuple else items
