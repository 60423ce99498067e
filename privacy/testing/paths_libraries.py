"""Ways out through the libraries that a Django project stands on: REST framework, filters, admin, tasks, mails, answers."""

from __future__ import annotations

import gc
import inspect
import pickle
import pprint
import re
import reprlib
import sys
import traceback
import urllib.parse
from typing import Any

import django_filters
from celery import current_app
from django.contrib.admin import ModelAdmin, site
from django.contrib.admin.helpers import AdminReadonlyField
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers import deserialize, serialize
from django.forms import modelformset_factory
from django.http import HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from kombu.serialization import dumps, registry  # type: ignore[attr-defined]
from rest_framework import filters, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.settings import api_settings

from privacy.testing.paths import path
from privacy.testing.paths_python import value_of
from privacy.testing.rows import Planted


@path
def rest_all_fields(planted: Planted) -> Any:
    meta = type("Meta", (), {"model": planted.model, "fields": "__all__"})
    made = type("Made", (serializers.ModelSerializer,), {"Meta": meta})
    return JSONRenderer().render(made(planted.row).data)


@path
def rest_read_only_field(planted: Planted) -> Any:
    made = type("Made", (serializers.Serializer,), {planted.field.name: serializers.ReadOnlyField()})
    return [made(planted.row).data, JSONRenderer().render(made(planted.row).data)]


@path
def rest_text_field(planted: Planted) -> Any:
    made = type("Made", (serializers.Serializer,), {planted.field.name: serializers.CharField()})
    return made(planted.row).data


@path
def rest_search(planted: Planted) -> Any:
    view = type("View", (), {"search_fields": [planted.field.name]})()
    asked = Request(RequestFactory().get("/", {api_settings.SEARCH_PARAM: planted.canary.marks[0]}))
    return planted.canary.marks[0] if filters.SearchFilter().filter_queryset(asked, planted.rows, view).exists() else ""


@path
def rest_ordering(planted: Planted) -> Any:
    view = type("View", (), {"ordering_fields": [planted.field.name]})()
    asked = Request(RequestFactory().get("/", {api_settings.ORDERING_PARAM: planted.field.name}))
    return [vars(row) for row in filters.OrderingFilter().filter_queryset(asked, planted.rows, view)]


@path
def filter_set(planted: Planted) -> Any:
    meta = type("Meta", (), {"model": planted.model, "fields": [planted.field.name]})
    made = type("Made", (django_filters.FilterSet,), {"Meta": meta})
    return _filtered(planted, made)


@path
def filter_set_by_hand(planted: Planted) -> Any:
    own = django_filters.CharFilter(field_name=planted.field.name, lookup_expr="icontains")
    return _filtered(planted, type("Made", (django_filters.FilterSet,), {planted.field.name: own}))


def _filtered(planted: Planted, made: Any) -> Any:
    asked = made({planted.field.name: planted.canary.marks[0]}, queryset=planted.rows)
    form = str(asked.form)
    return [planted.canary.marks[0] if asked.qs.exists() else "", form.replace(planted.canary.marks[0], "")]


@path
def admin_search(planted: Planted) -> Any:
    admin = ModelAdmin(planted.model, site)
    admin.search_fields = [planted.field.name]  # type: ignore[misc]
    found, _more = admin.get_search_results(RequestFactory().get("/"), planted.rows, planted.canary.marks[0])
    return planted.canary.marks[0] if found.exists() else ""


@path
def admin_read_only_field(planted: Planted) -> Any:
    name, admin = planted.field.name, ModelAdmin(planted.model, site)
    form = admin.get_form(RequestFactory().get("/"), planted.row, fields=[])(instance=planted.row)
    return AdminReadonlyField(form, name, is_first=True, model_admin=admin).contents()


@path
def model_formset(planted: Planted) -> Any:
    return str(modelformset_factory(planted.model, fields="__all__")(queryset=planted.rows))


@path
def validation_error(planted: Planted) -> Any:
    planted.row.clean_fields(exclude={f.name for f in planted.model._meta.fields if f.name != planted.field.name})
    return ValidationError("%(value)s is wrong", params={"value": value_of(planted)}).messages


@path
def task_body(planted: Planted) -> Any:
    return dumps(dict(current_app.signature("conformance", args=[value_of(planted)])), serializer="json")


@path
def task_body_of_row(planted: Planted) -> Any:
    return dumps(dict(current_app.signature("conformance", kwargs=_without_state(planted.row))), serializer="json")


def _without_state(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


@path
def task_body_pickled(planted: Planted) -> Any:
    registry.enable("pickle")
    return dumps({"value": value_of(planted), "row": planted.row}, serializer="pickle")


@path
def task_repr(planted: Planted) -> Any:
    return [repr(current_app.signature("conformance", args=[value_of(planted)])), reprlib.repr([value_of(planted), planted.row])]


@path
def signed_value(planted: Planted) -> Any:
    return signing.dumps({"value": value_of(planted)})


@path
def http_body(planted: Planted) -> Any:
    return HttpResponse(value_of(planted)).content


@path
def http_stream(planted: Planted) -> Any:
    return b"".join(StreamingHttpResponse([value_of(planted)]).streaming_content)  # type: ignore[arg-type]


@path
def http_header(planted: Planted) -> Any:
    answer = HttpResponse()
    answer["X-Value"] = value_of(planted)
    answer.set_cookie("value", value_of(planted))
    return [str(answer.serialize_headers()), answer.cookies.output()]


@path
def query_string(planted: Planted) -> Any:
    return [urllib.parse.urlencode({"value": value_of(planted)}), urllib.parse.quote(str(value_of(planted)))]


@path
def html_formatting(planted: Planted) -> Any:
    return [format_html("<p>{}</p>", value_of(planted)), conditional_escape(value_of(planted)), mark_safe(value_of(planted))]  # noqa: S308


@path
def template_debug(planted: Planted) -> Any:
    template = Template(
        "{% load i18n %}{% blocktranslate with v=value %}{{ v }}{% endblocktranslate %}{% for c in value %}{{ c }}{% endfor %}{% debug %}"
    )
    return template.render(Context({"value": value_of(planted), "row": planted.row}))


@path
def load_data(planted: Planted) -> Any:
    lines = serialize("jsonl", [planted.row])
    return [lines, [vars(one.object) for one in deserialize("jsonl", lines)]]


@path
def joined_text(planted: Planted) -> Any:
    return "".join([value_of(planted)])


@path
def added_text(planted: Planted) -> Any:
    return value_of(planted) + ""


@path
def matched_text(planted: Planted) -> Any:
    return re.findall(".+", value_of(planted))


@path
def pretty_printed(planted: Planted) -> Any:
    return pprint.pformat([value_of(planted), vars(planted.row)])


@path
def members(planted: Planted) -> Any:
    return inspect.getmembers(value_of(planted))


@path
def referents(planted: Planted) -> Any:
    return gc.get_referents(value_of(planted))


@path
def pickle_fields(planted: Planted) -> Any:
    return pickle.dumps(vars(planted.row))


@path
def reduce_by_base(planted: Planted) -> Any:
    return [object.__reduce_ex__(value_of(planted), 2), object.__getstate__(value_of(planted))]


@path
def traceback_with_locals(planted: Planted) -> Any:
    value, row = value_of(planted), planted.row
    del planted
    try:
        raise RuntimeError(value, row)
    except RuntimeError:
        told = traceback.TracebackException(*sys.exc_info(), capture_locals=True)
        return [frame.locals for frame in told.stack if frame.name == "traceback_with_locals"]


@path
def context_manager_note(planted: Planted) -> Any:
    problem = ValueError(value_of(planted))
    problem.add_note(str(value_of(planted)))
    return [repr(problem), problem.__notes__]
