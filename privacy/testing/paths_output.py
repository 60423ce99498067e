"""Ways out through what a program prints: templates, logs, error pages, mails, spreadsheets, admin."""

from __future__ import annotations

import csv
import io
import logging
import sys
import traceback
from typing import Any

import openpyxl
import structlog
from django.contrib.admin.utils import display_for_field, lookup_field
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.http import JsonResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from privacy.testing.paths import path
from privacy.testing.paths_python import value_of
from privacy.testing.rows import Planted


@path
def template_variable(planted: Planted) -> Any:
    return Template("{{ row.%s }} {{ row }}" % planted.field.name).render(Context({"row": planted.row}))  # noqa: UP031


@path
def template_filters(planted: Planted) -> Any:
    text = "{{ value|upper }} {{ value|slice:':4' }} {{ value|truncatechars:60 }} {{ value|pprint }} {{ value|default:'x' }}"
    return Template(text).render(Context({"value": value_of(planted)}))


@path
def template_safe(planted: Planted) -> Any:
    return Template("{{ value|safe }}{% if value == other %}{{ other }}{% endif %}").render(
        Context({"value": value_of(planted), "other": planted.canary.value})
    )


@path
def template_json_script(planted: Planted) -> Any:
    return Template("{{ value|json_script:'v' }}").render(Context({"value": value_of(planted)}))


@path
def log_line(planted: Planted) -> Any:
    stream = io.StringIO()
    logger = logging.Logger("conformance")  # noqa: LOG001 one of its own, that no configuration reaches
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("%s %r %s", value_of(planted), value_of(planted), planted.row)
    return stream.getvalue()


@path
def structured_log(planted: Planted) -> Any:
    with structlog.testing.capture_logs() as lines:
        structlog.get_logger().error("conformance", value=value_of(planted), row=planted.row)
    return [repr(line) for line in lines]


@path
def exception_text(planted: Planted) -> Any:
    try:
        raise ValueError(value_of(planted))
    except ValueError as problem:
        return [str(problem), repr(problem), traceback.format_exc()]


@path
def error_page(planted: Planted) -> Any:
    request = RequestFactory().get("/")
    sealed, row = value_of(planted), planted.row  # noqa: F841 the page shows local variables
    del planted
    try:
        raise RuntimeError("conformance")
    except RuntimeError:
        reporter = ExceptionReporter(request, *sys.exc_info())
        return [_own_frame(reporter.get_traceback_data()), sealed]


def _own_frame(data: dict[str, Any]) -> str:
    # only the frame that holds the row: the test's own frames hold the canary on purpose
    return str([frame["vars"] for frame in data["frames"] if frame["function"] == "error_page"])


@path
def mail_body(planted: Planted) -> Any:
    return EmailMessage("subject", f"{value_of(planted)} {planted.row}").message().as_string()


@path
def csv_line(planted: Planted) -> Any:
    stream = io.StringIO()
    csv.writer(stream).writerow([value_of(planted), planted.row])
    return stream.getvalue()


@path
def spreadsheet_cell(planted: Planted) -> Any:
    book = openpyxl.Workbook()
    book.active.append([value_of(planted)])
    return book.active["A1"].value


@path
def json_response(planted: Planted) -> Any:
    return JsonResponse({"value": value_of(planted)}).content


@path
def admin_column(planted: Planted) -> Any:
    _field, _attr, value = lookup_field(planted.field.name, planted.row)
    return [display_for_field(value, planted.field, "-"), value]


@path
def print_out(planted: Planted) -> Any:
    stream = io.StringIO()
    print(value_of(planted), planted.row, vars(planted.row), file=stream)
    return stream.getvalue()


@path
def dump_data(planted: Planted) -> Any:
    stream = io.StringIO()
    call_command("dumpdata", planted.row._meta.label_lower, stdout=stream, use_base_manager=True)
    return stream.getvalue()


@path
def assertion_message(planted: Planted) -> Any:
    try:
        raise AssertionError(f"{value_of(planted)!r} is not what was expected")
    except AssertionError as problem:
        return str(problem)


@path
def warning_text(planted: Planted) -> Any:
    return repr(UserWarning(value_of(planted)))
