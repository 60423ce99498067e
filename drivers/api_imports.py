"""Imports for apps and machines: send a file, ask how it went, take a template."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from drivers.imports import report, templates
from drivers.imports.job import PURPOSES
from drivers.imports.kinds import KINDS
from drivers.imports.pages import MOST_LINES, TYPES
from drivers.imports.run import run_import
from privacy.edge.inputs import Text, Whole
from privacy.edge.operations import Operation
from privacy.edge.parsers import FormParser
from privacy.edge.views import ApiView
from privacy.errors import BadInput

VIEWING = (*PURPOSES, "operation.accounts")
COUNT = {"type": "integer", "minimum": 0}
REASON = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("field", "title", "code", "text")},
}
RUN = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string", "enum": list(KINDS)},
        "dry_run": {"type": "boolean"},
        **dict.fromkeys(("total", "added", "changed", "unchanged", "refused"), COUNT),
        "notes": {"type": "array", "items": {"type": "object"}},
        "begun_at": {"type": "string", "format": "date-time"},
        "finished_at": {"type": ["string", "null"], "format": "date-time"},
        "lines": {
            "type": "array",
            "description": "Lines that were refused, or taken over with a remark; no values.",
            "items": {
                "type": "object",
                "properties": {"number": COUNT, "outcome": {"type": "string"}, "said": {"type": "array", "items": REASON}},
            },
        },
        "next_after": {"type": ["integer", "null"], "description": "Ask with after=… for the lines behind these."},
    },
}


class KindOfFile(StrEnum):
    """What a file is about."""

    VEHICLES = "vehicles"
    CONTRACTS = "contracts"
    DRIVERS = "drivers"
    CUSTODY = "custody"
    ODOMETER = "odometer"


class FormOfFile(StrEnum):
    """Workbook or CSV."""

    XLSX = "xlsx"
    CSV = "csv"


class Language(StrEnum):
    """The languages of the product."""

    NL = "nl"
    FR = "fr"
    EN = "en"


@dataclass(frozen=True, kw_only=True)
class ImportInput:
    """How the file is to be read. It is told from its headings what it is about, unless `kind` says it."""

    kind: Annotated[str, Text(max_chars=20, blank=True)] = ""
    dry_run: bool = False
    employer: Annotated[str, Text(max_chars=200, blank=True)] = ""
    decimal: Annotated[str, Text(max_chars=1, blank=True)] = ""


@dataclass(frozen=True, kw_only=True)
class LinesQuery:
    """Lines behind a line number."""

    after: Annotated[int, Whole(least=0)] = 0


@dataclass(frozen=True, kw_only=True)
class TemplateQuery:
    """Which template."""

    kind: KindOfFile
    form: FormOfFile = FormOfFile.XLSX
    language: Language = Language.EN


@dataclass(frozen=True, kw_only=True)
class NoFilter:
    """A list that offers no filter."""


class Imports(ApiView):
    """Files of vehicles, contracts, drivers, custody and odometer readings. The same file twice changes nothing."""

    purposes = {"GET": VIEWING, "POST": PURPOSES}
    operations = {
        "GET": Operation(
            "Latest imports", gives={"type": "object", "properties": {"results": {"type": "array", "items": RUN}}}, query=NoFilter
        ),
        "POST": Operation("Import a file", gives=RUN, takes=ImportInput, files=("file",), form_only=True, status=201),
    }
    parser_classes = (FormParser,)

    def get(self, request: Any) -> Response:
        """The latest runs, newest first."""
        self.query(NoFilter)
        return self.shaped({"results": [_run(view) for view in report.recent_runs(self.access)]})

    def post(self, request: Any) -> Response:
        """Checks the file, or takes it over, for the purpose of the call; lines for another purpose are refused."""
        sent = self.read(ImportInput)
        files = self.photos()
        if len(files) != 1:
            raise BadInput(code="file_missing", fields={"file": [_("Send one file under this name.")]})
        run = run_import(access=self.access, content=files[0].read(), most_lines=MOST_LINES, **asdict(sent))
        address = reverse("api_import", args=[run])
        return self.shaped(_with_lines(self.access, run, 0), status=201, headers={"Location": address})


class Import(ApiView):
    """One import."""

    purposes = {"GET": VIEWING}
    operations = {"GET": Operation("How an import went", gives=RUN, query=LinesQuery)}

    def get(self, request: Any, run: uuid.UUID) -> Response:
        """Counts, notes, and the lines that were refused, a hundred at a time."""
        wanted = self.query(LinesQuery)
        return self.shaped(_with_lines(self.access, run, wanted.after))


class ImportTemplate(ApiView):
    """An empty file to fill in."""

    purposes = {"GET": VIEWING}
    operations = {"GET": Operation("An empty file to fill in", query=TemplateQuery)}

    def get(self, request: Any) -> HttpResponse:
        """A workbook or CSV file with the headings in the language asked for."""
        wanted = self.query(TemplateQuery)
        make = templates.workbook if wanted.form is FormOfFile.XLSX else templates.csv_file
        content = make(KINDS[wanted.kind], wanted.language.value)
        name = f"{wanted.kind}.{wanted.form}"
        return HttpResponse(
            content, content_type=TYPES[wanted.form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


def _run(view: report.RunView) -> dict[str, Any]:
    return {**asdict(view), "title": str(view.title)}


def _with_lines(access: Any, run: uuid.UUID, after: int) -> Mapping[str, Any]:
    view = report.run_view(access, run)
    lines = report.lines_told(access, run, after=after, limit=report.PAGE + 1)
    shown = lines[: report.PAGE]
    further = shown[-1].number if len(lines) > report.PAGE else None
    return {**_run(view), "lines": [asdict(line) for line in shown], "next_after": further}
