"""The closed lists of codes that stored rows carry. Never rename a code; add one."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """What happened."""

    DAMAGE = "damage"
    ACCIDENT = "accident"
    GLASS = "glass"
    THEFT = "theft"
    VANDALISM = "vandalism"


class Drivable(StrEnum):
    """Can the vehicle still be driven? Unknown is an answer of its own, never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ReportState(StrEnum):
    """Where a damage report stands."""

    DRAFT = "draft"
    REPORTED = "reported"
    IN_CASE = "in_case"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CLOSED = "closed"


class JobState(StrEnum):
    """Where the workshop's job on a case stands. The workshop's door is open in `live` only."""

    NONE = "none"
    LIVE = "live"
    FINISHED = "finished"


class InsuranceState(StrEnum):
    """Where the insurer stands on a case."""

    UNKNOWN = "unknown"
    NOT_INSURED = "not_insured"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SETTLED = "settled"


class PhotoMark(StrEnum):
    """What a photo is of. Only photos of the damage go to a workshop."""

    DAMAGE = "damage"
    SCENE = "scene"
    DOCUMENT = "document"
    OTHER = "other"


class Severity(StrEnum):
    """How fast a person must look at it."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"


# Codes of the places on a vehicle, seen from above and in the direction of travel. Data in stored rows: never rename one.
ZONES: tuple[str, ...] = (
    "front_bumper", "bonnet", "windscreen", "roof", "boot", "rear_window", "rear_bumper",
    "left_front_wing", "left_front_door", "left_rear_door", "left_rear_wing", "left_mirror", "left_sill",
    "right_front_wing", "right_front_door", "right_rear_door", "right_rear_wing", "right_mirror", "right_sill",
    "left_front_wheel", "right_front_wheel", "left_rear_wheel", "right_rear_wheel",
    "left_headlight", "right_headlight", "left_rear_light", "right_rear_light",
    "side_window", "underbody", "interior",
)  # fmt: skip
