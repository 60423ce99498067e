"""Purposes that these endpoints serve, and what their answers look like: in the description and in JSON."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from incidents import actions, queries, rules
from incidents.queries import fields as views
from privacy.access import Access
from privacy.edge.operations import Released
from privacy.edge.records import record, records
from privacy.media.links import link_for

SELF = ("driver.portal", "driver.accident", "private.portal", "private.accident")
EMPLOYER = ("driver.fleet_reporting", "driver.vehicle_management", "driver.maintenance")
HANDLING = ("driver.accident", "private.accident")
FINDING = ("driver.communication", "private.communication")
DESK = (*HANDLING, *FINDING)
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


def refused_photos(refusals: Sequence[actions.PhotoRefusal]) -> list[dict[str, Any]]:
    return [{"position": one.position, "name": one.name, "code": one.code, "text": one.message} for one in refusals]


def report_document(access: Access, view: queries.ReportView) -> dict[str, Any]:
    return record(view.record) | {
        "photos": [_photo(access, photo) for photo in view.photos],
        "progress": view.progress,
        "moves": view.moves,
    }


def case_document(access: Access, case: uuid.UUID) -> dict[str, Any]:
    card = queries.case_card(access, case)
    return record(card.record) | {
        "photos": [_photo(access.with_case(case), photo) for photo in card.photos],
        "notes": records(card.notes),
        "moves": card.moves,
        "severity": card.severity,
        "own": card.own,
    }


def _photo(access: Access, photo: queries.PhotoView) -> Mapping[str, Any]:
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
