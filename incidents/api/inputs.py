"""What reports, photos and cases take as input."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from incidents import rules
from privacy.edge.inputs import Many, Text, Whole


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
