"""The closed lists of this app with their names, for forms, the API's description and badges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidents import rules
from incidents.models import words

PHOTO_STATES = rules.PHOTO_STATES
"""States of a report in which photos may still be added."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Code to name, each in the order in which people expect it; and the limits of the free texts, in characters."""

    kinds: Mapping[str, Any]
    drivable: Mapping[str, Any]
    zones: Mapping[str, Any]
    photo_marks: Mapping[str, Any]
    report_states: Mapping[str, Any]
    case_states: Mapping[str, Any]
    job_states: Mapping[str, Any]
    insurance_states: Mapping[str, Any]
    severities: Mapping[str, Any]
    text_limits: Mapping[str, int]


_CHOICES = Choices(
    kinds=words.KINDS,
    drivable=words.DRIVABLE,
    zones=words.ZONES,
    photo_marks=words.PHOTO_MARKS,
    report_states=words.REPORT_STATES,
    case_states=words.CASE_STATES,
    job_states=words.JOB_STATES,
    insurance_states=words.INSURANCE_STATES,
    severities=words.SEVERITIES,
    text_limits=rules.TEXT_LIMITS,
)


def choices() -> Choices:
    """All closed lists of this app; no person is in them."""
    return _CHOICES
