"""A case as its templates read it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drivers.pages.lines import Line, in_words, line
from incidents.pages.answers import forbidden_answers
from incidents.queries import CaseCard, PhotoView, choices
from privacy.access import Access
from privacy.edge.pages import purpose_context
from privacy.gate import Disclosed
from privacy.media.links import link_for

WORDS = choices()
MOVES: Mapping[str, Any] = {
    "start": _("Start"),
    "wait": _("Let it wait"),
    "resume": _("Go on"),
    "close": _("Close"),
    "reopen": _("Reopen"),
}
PERSON: Mapping[str, Any] = {
    "driver.full_name": _("Name"),
    "driver.phone": _("Phone"),
    "driver.email": _("E-mail"),
    "driver.date_of_birth": _("Date of birth"),
    "driver.language": _("Language"),
}
CAR: Mapping[str, Any] = {
    "vehicle.licence_plate": _("Licence plate"),
    "vehicle.plate_country": _("Country of the plate"),
    "vehicle.make": _("Make"),
    "vehicle.model": _("Model"),
}
TOLD: Mapping[str, Any] = {
    "report.injury_information": _("Injuries"),
    "report.happened_at": _("Happened at"),
    "report.place": _("Where"),
    "report.drivable": _("Can it be driven"),
    "report.zones": _("Places on the car"),
    "report.damage_description": _("The damage"),
    "report.narrative": _("What happened, in the driver's words"),
    "report.passenger_count": _("Number of passengers"),
    "report.police_reference": _("Number of the police report"),
    "report.insurance_reference": _("Reference of the insurer"),
}
OUTLINE: Mapping[str, Any] = {
    "number": _("Case"),
    "kind": _("What happened"),
    "state": _("State"),
    "opened_at": _("Opened"),
}
CLOSED: Mapping[str, Any] = {**OUTLINE, "closed_at": _("Closed")}


def case_context(access: Access, card: CaseCard) -> dict[str, Any]:
    """Everything of a case that its agent sees, and the verbs that its state allows."""
    record = card.record
    told = _worded(record)
    closed = record.get("state") == "closed"
    return {
        "record": told,
        "closed": closed,
        "closed_lines": _lines(told, CLOSED) if closed else [],
        "severity": card.severity,
        "severity_code": card.severity_reason,
        "person": _lines(told, PERSON),
        "has_person": record.get("driver.id") is not None,
        "car": _lines(told, CAR),
        "report": _lines(told, TOLD) if record.get("report.id") else [],
        "photos": [_photo(access, photo) for photo in card.photos],
        "marks": WORDS.photo_marks.items(),
        "notes": card.notes,
        "moves": [(verb, MOVES[verb]) for verb in card.moves if verb in MOVES],
        "workshop_named": bool(record.get("workshop.name")),
        "may_refer": "refer" in card.job_moves,
        "may_finish": "finish" in card.job_moves,
        "never": forbidden_answers(access.role, access.purpose),
        "breadcrumbs": _crumbs(record.id),
    } | purpose_context(access, [record, *card.notes])


def outline_context(access: Access, record: Disclosed) -> dict[str, Any]:
    """What a colleague may know of an open case."""
    told = _worded(record)
    shown = {"record": told, "found": _lines(told, {**OUTLINE, "vehicle.licence_plate": _("Licence plate")})}
    return shown | {"breadcrumbs": _crumbs(record.id)} | purpose_context(access, [record])


def _worded(record: Disclosed) -> Disclosed:
    return in_words(
        record,
        kind=WORDS.kinds,
        state=WORDS.case_states,
        job_state=WORDS.job_states,
        insurance_state=WORDS.insurance_states,
        driver__language=dict(settings.LANGUAGES),
        report__zones=WORDS.zones,
        report__drivable=WORDS.drivable,
    )


def _lines(row: Disclosed, titles: Mapping[str, Any]) -> list[Line]:
    return [line(row, alias, title) for alias, title in titles.items()]


def _photo(access: Access, photo: PhotoView) -> dict[str, Any]:
    """A photo with its links, each good for five minutes and for this agent only."""
    return {
        "id": photo.id,
        "mark": photo.mark,
        "title": WORDS.photo_marks.get(photo.mark, photo.mark),
        "people": "" if photo.unknown_persons is None else ("yes" if photo.unknown_persons else "no"),
        "taken": photo.captured_at,
        "reason": photo.withheld,
        "thumb": link_for(access, photo.media, "thumb") if photo.media else "",
        "url": link_for(access, photo.media) if photo.media else "",
    }


def _crumbs(case: uuid.UUID) -> list[dict[str, Any]]:
    return [
        {"title": _("Cases"), "url": reverse("desk:queue")},
        {"title": _("Case"), "url": reverse("desk:case", args=[case])},
    ]
