"""Damage reports, their photos, and cases, for apps and machines."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from incidents import actions, queries, rules
from incidents.queries import fields as views
from privacy.edge.inputs import Many, Text, Whole
from privacy.edge.operations import Operation, Released
from privacy.edge.parsers import FormParser, JsonParser
from privacy.edge.records import record, records
from privacy.edge.views import ApiView
from privacy.errors import BadInput
from privacy.media.links import link_for

SELF = ("driver.portal", "driver.accident", "private.portal", "private.accident")
EMPLOYER = ("driver.fleet_reporting", "driver.vehicle_management", "driver.maintenance")
DESK = ("driver.accident", "private.accident", "driver.communication", "private.communication")
READING = tuple(dict.fromkeys((*SELF, *EMPLOYER, *DESK)))
REPORTING = tuple(dict.fromkeys((*DESK, *SELF)))
CASES = (*DESK, "driver.maintenance")

STRINGS = {"type": "array", "items": {"type": "string"}}
PHOTO = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "mark": {"type": "string", "enum": [str(mark) for mark in rules.PhotoMark]},
        "position": {"type": "integer"},
        "url": {"type": ["string", "null"], "description": "Shows the photo for five minutes, to you only."},
        "withheld": {"type": "object", "description": "Why the photo is not shown for this purpose."},
    },
}
REFUSED_PHOTO = {
    "type": "object",
    "properties": {
        "position": {"type": "integer"},
        "name": {"type": "string"},
        "code": {"type": "string"},
        "text": {"type": "string"},
    },
}
REPORT = Released(
    "incidents.DamageReport",
    views.REPORT_FOR_MANAGER,
    extra={"photos": {"type": "array", "items": PHOTO}, "progress": {"type": "string"}, "moves": STRINGS},
)
NEW_REPORT = Released(
    REPORT.model,
    REPORT.fields,
    extra={
        **REPORT.extra,
        "photos_refused": {"type": "array", "items": REFUSED_PHOTO},
        "warnings": STRINGS,
    },
)
PHOTOS_ANSWER = {
    "type": "object",
    "properties": {
        "photos": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "photos_refused": {"type": "array", "items": REFUSED_PHOTO},
    },
}
CASE = Released(
    "incidents.Case",
    views.CASE_CARD,
    extra={
        "photos": {"type": "array", "items": PHOTO},
        "notes": {"type": "array", "items": {"type": "object"}},
        "moves": STRINGS,
        "severity": {"type": "string"},
        "own": {"type": "boolean"},
    },
)


def _text(name: str) -> Text:
    return Text(max_chars=rules.TEXT_LIMITS[name], blank=True)


# No generated repr in the inputs: it would print what was told into logs and tracebacks.
@dataclass(frozen=True, kw_only=True, repr=False)
class ReportInput:
    """A damage report as it is sent; the photos come beside it, as files of the form."""

    vehicle: uuid.UUID
    kind: rules.IncidentKind
    happened_at: datetime
    driver: uuid.UUID | None = None
    zones: Annotated[list[str], Many(most=len(rules.ZONES))] = field(default_factory=list)
    drivable: rules.Drivable = rules.Drivable.UNKNOWN
    damage_description: Annotated[str, _text("damage_description")] = ""
    narrative: Annotated[str, _text("narrative")] = ""
    place: Annotated[str, _text("place")] = ""
    injury_information: Annotated[str, _text("injury_information")] = ""
    passenger_count: Annotated[int, Whole(least=0, most=rules.MAX_PASSENGERS)] | None = None
    police_reference: Annotated[str, _text("police_reference")] = ""
    insurance_reference: Annotated[str, _text("insurance_reference")] = ""
    may_name_others: bool = False
    photo_marks: Annotated[list[rules.PhotoMark], Many(most=rules.MAX_PHOTOS_PER_CALL)] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PhotosInput:
    """What the photos of one call are of, in their order; a photo without a word is of the damage."""

    photo_marks: Annotated[list[rules.PhotoMark], Many(most=rules.MAX_PHOTOS_PER_CALL)] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CaseInput:
    """A new case: from a report that waits, or for a vehicle whose driver calls."""

    report: uuid.UUID | None = None
    vehicle: uuid.UUID | None = None
    driver: uuid.UUID | None = None
    kind: rules.IncidentKind = rules.IncidentKind.DAMAGE


@dataclass(frozen=True, kw_only=True, repr=False)
class NoteInput:
    """One entry of the conversation log."""

    text: Annotated[str, Text(max_chars=rules.TEXT_LIMITS["note"])]


@dataclass(frozen=True, kw_only=True)
class StateInput:
    """One move of a case: start, wait, resume, close or reopen."""

    verb: str


@dataclass(frozen=True, kw_only=True)
class NoFilter:
    """A list that offers no filter."""


class DamageReports(ApiView):
    """Damage reports in reach, newest first; a driver or the desk adds one, with photos."""

    parser_classes = (JsonParser, FormParser)
    purposes = {"GET": READING, "POST": REPORTING}
    operations = {
        "GET": Operation("Damage reports in reach", gives=REPORT, many=True, query=NoFilter),
        "POST": Operation("Report damage", gives=NEW_REPORT, takes=ReportInput, files=("photos",), status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of reports."""
        self.query(NoFilter)
        page = self.page()
        found = queries.reports(self.access, after=page.after, size=page.limit)
        return self.listed(found.rows, page, found.next_cursor)

    def post(self, request: Any) -> Response:
        """Takes in a report. A photo that cannot be taken never costs the report; it is named in `photos_refused`."""
        sent = self.read(ReportInput)
        receipt = actions.report_damage(
            access=self.access,
            report=_new_report(sent),
            photos=_photos(self.photos(), sent.photo_marks),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
        )
        document = _report(self.access, queries.report_card(self.access, receipt.report))
        document |= {"photos_refused": _refused(receipt.refused), "warnings": list(receipt.warnings)}
        headers = {"Location": reverse("api_damage_report", args=[receipt.report])}
        if receipt.repeated:
            headers["Idempotency-Replayed"] = "true"
        return self.shaped(document, status=201, headers=headers)


class DamageReport(ApiView):
    """One damage report."""

    purposes = {"GET": READING}
    operations = {"GET": Operation("One damage report", gives=REPORT)}

    def get(self, request: Any, report: uuid.UUID) -> Response:
        """The report with its photos."""
        return self.shaped(_report(self.access, queries.report_card(self.access, report)))


class DamageReportPhotos(ApiView):
    """Photos of a report."""

    parser_classes = (FormParser,)
    purposes = {"POST": REPORTING}
    operations = {
        "POST": Operation("Add photos", gives=PHOTOS_ANSWER, takes=PhotosInput, files=("photos",), form_only=True, status=201)
    }

    def post(self, request: Any, report: uuid.UUID) -> Response:
        """Adds photos, each judged by itself."""
        sent = self.read(PhotosInput)
        receipt = actions.add_photos(access=self.access, report=report, photos=_photos(self.photos(), sent.photo_marks))
        document = {"photos": receipt.kept, "photos_refused": _refused(receipt.refused)}
        return self.shaped(document, status=201 if receipt.kept else BadInput.status)


class Cases(ApiView):
    """Cases in reach, newest first; the desk opens one."""

    purposes = {"GET": CASES, "POST": DESK}
    operations = {
        "GET": Operation("Cases in reach", gives=Released("incidents.Case", views.CASE), many=True, query=NoFilter),
        "POST": Operation("Open a case", gives=CASE, takes=CaseInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of cases."""
        self.query(NoFilter)
        page = self.page()
        found = queries.cases(self.access, after=page.after, size=page.limit)
        return self.listed(found.rows, page, found.next_cursor)

    def post(self, request: Any) -> Response:
        """Opens a case and takes it on."""
        sent = self.read(CaseInput)
        return self.made(
            lambda: actions.open_case(
                access=self.access, report=sent.report, vehicle=sent.vehicle, driver=sent.driver, kind=sent.kind
            ),
            lambda made: _case(self.access, made),
            "api_case",
        )


class Case(ApiView):
    """One case."""

    purposes = {"GET": DESK}
    operations = {"GET": Operation("One case", gives=CASE)}

    def get(self, request: Any, case: uuid.UUID) -> Response:
        """The case as its agent works it."""
        return self.shaped(_case(self.access, case))


class CaseNotes(ApiView):
    """The conversation log of a case."""

    purposes = {"POST": DESK}
    operations = {"POST": Operation("Write a note", gives=CASE, takes=NoteInput, status=201)}

    def post(self, request: Any, case: uuid.UUID) -> Response:
        """Adds an entry to an own open case and answers with the case."""
        sent = self.read(NoteInput)

        def work() -> uuid.UUID:
            actions.add_note(access=self.access, case=case, text=sent.text)
            return case

        return self.made(work, lambda made: _case(self.access, made), "api_case")


class CaseState(ApiView):
    """The state of a case."""

    purposes = {"POST": DESK}
    operations = {"POST": Operation("Move a case to another state", gives=CASE, takes=StateInput, status=201)}

    def post(self, request: Any, case: uuid.UUID) -> Response:
        """Makes one move of an own case and answers with the case."""
        sent = self.read(StateInput)
        return self.made(
            lambda: actions.change_case_state(access=self.access, case=case, verb=sent.verb),
            lambda made: _case(self.access, made),
            "api_case",
        )


def _new_report(sent: ReportInput) -> actions.NewReport:
    told = {name: getattr(sent, name) for name in ReportInput.__dataclass_fields__ if name != "photo_marks"}
    return actions.NewReport(**told)


def _photos(files: Sequence[Any], marks: Sequence[rules.PhotoMark]) -> list[actions.NewPhoto]:
    if len(marks) > len(files):
        raise BadInput(fields={"photo_marks": [_("There are more marks than photos.")]})
    # One byte more than is taken is enough to refuse a file that is too large.
    most = settings.PRIVACY_MEDIA_MAX_BYTES + 1
    padded = [*marks, *[rules.PhotoMark.DAMAGE] * (len(files) - len(marks))]
    return [
        actions.NewPhoto(content=file.read(most), name=file.name or "", mark=mark)
        for file, mark in zip(files, padded, strict=True)
    ]


def _refused(refusals: Sequence[actions.PhotoRefusal]) -> list[dict[str, Any]]:
    return [{"position": one.position, "name": one.name, "code": one.code, "text": one.message} for one in refusals]


def _report(access: Any, view: queries.ReportView) -> dict[str, Any]:
    return record(view.record) | {
        "photos": [_photo(access, photo) for photo in view.photos],
        "progress": view.progress,
        "moves": view.moves,
    }


def _case(access: Any, case: uuid.UUID) -> dict[str, Any]:
    card = queries.case_card(access, case)
    return record(card.record) | {
        "photos": [_photo(access.with_case(case), photo) for photo in card.photos],
        "notes": records(card.notes),
        "moves": card.moves,
        "severity": card.severity,
        "own": card.own,
    }


def _photo(access: Any, photo: queries.PhotoView) -> Mapping[str, Any]:
    shown: dict[str, Any] = {
        "id": photo.id,
        "mark": photo.mark,
        "position": photo.position,
        "unknown_persons": photo.unknown_persons,
        "captured_at": photo.captured_at,
        "captured_place": photo.captured_place,
        "url": None,
    }
    if photo.withheld is not None:
        shown["withheld"] = {"code": photo.withheld.code, "text": photo.withheld.text}
    elif photo.media is not None and access.actor.account_id is not None:
        shown["url"] = link_for(access, photo.media)
    return shown
