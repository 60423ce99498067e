"""Damage reports and their photos."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from incidents import actions, queries, rules
from incidents.api.inputs import NoFilter, PhotosInput, ReportInput
from incidents.api.shapes import NEW_REPORT, PHOTOS_ANSWER, READING, REPORT, REPORTING, refused_photos, report_document
from privacy.edge.operations import Operation
from privacy.edge.parsers import FormParser, JsonParser
from privacy.edge.views import ApiView
from privacy.errors import BadInput


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
        document = report_document(self.access, queries.report_card(self.access, receipt.report))
        document |= {"photos_refused": refused_photos(receipt.refused), "warnings": list(receipt.warnings)}
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
        return self.shaped(report_document(self.access, queries.report_card(self.access, report)))


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
        document = {"photos": receipt.kept, "photos_refused": refused_photos(receipt.refused)}
        return self.shaped(document, status=201 if receipt.kept else BadInput.status)


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
