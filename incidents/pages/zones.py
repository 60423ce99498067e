"""The drawing of a car on which places are ticked: seen from above, the front at the top."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from incidents import queries

BESIDE = ("side_window", "underbody", "interior")
"""Places that a drawing from above has no spot for."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One place: its code, its name, and whether it is ticked."""

    code: str
    name: Any
    ticked: bool


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """The places on the drawing, left to right and front to back, and those beside it."""

    on_the_car: tuple[Zone, ...]
    beside: tuple[Zone, ...]


ROWS = (
    ("left_headlight", "front_bumper", "right_headlight"),
    ("left_front_wing", "bonnet", "right_front_wing"),
    ("left_front_wheel", "windscreen", "right_front_wheel"),
    ("left_mirror", "roof", "right_mirror"),
    ("left_front_door", "right_front_door"),
    ("left_rear_door", "right_rear_door"),
    ("left_sill", "right_sill"),
    ("left_rear_wheel", "rear_window", "right_rear_wheel"),
    ("left_rear_wing", "boot", "right_rear_wing"),
    ("left_rear_light", "rear_bumper", "right_rear_light"),
)
"""The roof stretches over the rows with two places."""


def zone_plan(ticked: Collection[str]) -> ZonePlan:
    """The drawing with these places ticked; codes that are no place are passed over."""
    names = queries.choices().zones
    zones = {code: Zone(code, name, code in ticked) for code, name in names.items()}
    drawn = tuple(zones[code] for row in ROWS for code in row)
    return ZonePlan(drawn, tuple(zones[code] for code in BESIDE))
