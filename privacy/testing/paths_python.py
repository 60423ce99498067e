"""Ways out through Python objects: attributes, conversions, copies, serialisers."""

from __future__ import annotations

import base64
import copy
import json
import marshal
import pickle
from typing import Any

import orjson
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.serializers import serialize
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.utils.encoding import force_bytes, force_str
from kombu.serialization import dumps
from rest_framework import serializers

from privacy.testing.paths import path
from privacy.testing.rows import Planted


def value_of(planted: Planted) -> Any:
    return getattr(planted.row, planted.field.attname)


@path
def attribute(planted: Planted) -> Any:
    return value_of(planted)


@path
def instance_dict(planted: Planted) -> Any:
    return vars(planted.row)


@path
def private_slot(planted: Planted) -> Any:
    sealed = value_of(planted)
    return [getattr(sealed, name) for name in type(sealed).__slots__]


@path
def deferred_reload(planted: Planted) -> Any:
    return value_of(Planted(planted.rows.defer(planted.field.name).get(), planted.field, planted.canary))


@path
def only_reload(planted: Planted) -> Any:
    return value_of(Planted(planted.rows.only(planted.field.name).get(), planted.field, planted.canary))


@path
def refresh_from_db(planted: Planted) -> Any:
    planted.row.refresh_from_db(fields=[planted.field.name])
    return vars(planted.row)


@path
def text_of_value(planted: Planted) -> Any:
    return str(value_of(planted))


@path
def repr_of_value(planted: Planted) -> Any:
    return repr(value_of(planted))


@path
def f_string(planted: Planted) -> Any:
    return f"{value_of(planted)} {value_of(planted)!r} {value_of(planted)!s:>40}"


@path
def percent_format(planted: Planted) -> Any:
    return "%s %r" % (value_of(planted), value_of(planted))  # noqa: UP031 the old form is the path


@path
def str_format(planted: Planted) -> Any:
    return "{0} {0!r} {0:x>50}".format(value_of(planted))


@path
def text_of_row(planted: Planted) -> Any:
    return [str(planted.row), repr(planted.row)]


@path
def bytes_of_value(planted: Planted) -> Any:
    return bytes(value_of(planted))


@path
def force_text(planted: Planted) -> Any:
    return [force_str(value_of(planted)), force_bytes(value_of(planted))]


@path
def iterate(planted: Planted) -> Any:
    return "".join(list(value_of(planted)))


@path
def slice_of_value(planted: Planted) -> Any:
    return value_of(planted)[:]


@path
def length_of_value(planted: Planted) -> Any:
    return planted.canary.marks[0] if len(value_of(planted)) == len(planted.canary.marks[0]) else ""


@path
def compare_equal(planted: Planted) -> Any:
    return str(planted.canary.value) if value_of(planted) == planted.canary.value else ""


@path
def compare_order(planted: Planted) -> Any:
    return sorted([value_of(planted), planted.canary.value])


@path
def membership(planted: Planted) -> Any:
    return str(planted.canary.value) if value_of(planted) in [planted.canary.value] else ""


@path
def dictionary_key(planted: Planted) -> Any:
    return {value_of(planted): 1}


@path
def number_of_value(planted: Planted) -> Any:
    return [int(value_of(planted)), float(value_of(planted))]


@path
def shallow_copy(planted: Planted) -> Any:
    return [copy.copy(value_of(planted)), vars(copy.copy(planted.row))]


@path
def deep_copy(planted: Planted) -> Any:
    return [copy.deepcopy(value_of(planted)), vars(copy.deepcopy(planted.row))]


@path
def pickle_value(planted: Planted) -> Any:
    return pickle.dumps(value_of(planted))


@path
def pickle_row(planted: Planted) -> Any:
    return pickle.dumps(planted.row)


@path
def pickle_queryset(planted: Planted) -> Any:
    rows = planted.rows.all()
    len(rows)
    return pickle.dumps(rows)


@path
def marshal_value(planted: Planted) -> Any:
    return marshal.dumps(value_of(planted))


@path
def json_plain(planted: Planted) -> Any:
    return json.dumps({"value": value_of(planted)})


@path
def json_django(planted: Planted) -> Any:
    return json.dumps({"value": value_of(planted)}, cls=DjangoJSONEncoder)


@path
def json_default_str(planted: Planted) -> Any:
    return json.dumps({"value": value_of(planted)}, default=str)


@path
def json_fast(planted: Planted) -> Any:
    return orjson.dumps({"value": value_of(planted)})


@path
def base64_value(planted: Planted) -> Any:
    return base64.b64encode(force_bytes(value_of(planted)))


@path
def cache_entry(planted: Planted) -> Any:
    cache.set("conformance", planted.row, 5)
    return vars(cache.get("conformance"))


@path
def session_entry(planted: Planted) -> Any:
    session = SessionStore()
    return session.encode({"value": value_of(planted)})


@path
def task_argument(planted: Planted) -> Any:
    return dumps({"value": value_of(planted)}, serializer="json")


@path
def dump_json(planted: Planted) -> Any:
    return serialize("json", [planted.row])


@path
def dump_xml(planted: Planted) -> Any:
    return serialize("xml", [planted.row])


@path
def dump_python(planted: Planted) -> Any:
    return serialize("python", [planted.row])


@path
def as_form_data(planted: Planted) -> Any:
    return [model_to_dict(planted.row), model_to_dict(planted.row, fields=[planted.field.name])]


@path
def model_form(planted: Planted) -> Any:
    return str(modelform_factory(planted.model, fields="__all__")(instance=planted.row))


@path
def model_form_named(planted: Planted) -> Any:
    return str(modelform_factory(planted.model, fields=[planted.field.name])(instance=planted.row))


@path
def rest_serializer(planted: Planted) -> Any:
    meta = type("Meta", (), {"model": planted.model, "fields": [planted.field.name]})
    made = type("Made", (serializers.ModelSerializer,), {"Meta": meta})
    return made(planted.row).data


@path
def field_value_from_object(planted: Planted) -> Any:
    return [planted.field.value_from_object(planted.row), planted.field.value_to_string(planted.row)]


@path
def descriptor(planted: Planted) -> Any:
    return getattr(planted.model, planted.field.attname).__get__(planted.row, planted.model)


@path
def plain_assignment(planted: Planted) -> Any:
    setattr(planted.row, planted.field.attname, planted.canary.value)  # must raise: it would be saved readable
    return planted.canary.value
