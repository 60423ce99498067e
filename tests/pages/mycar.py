"""What the tests of MyCar send and read."""

from __future__ import annotations

import html
import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast

REPORT = "mycar:report"


def words(response: Any) -> str:
    """The page as text, with its characters as people read them."""
    return html.unescape(response.content.decode())


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A complete form as a phone sends it."""
    sent: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "car": str(cast.dana_car),
        "kind": "damage",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "place": "Kade 3, Rotterdam",
        "drivable": "yes",
        "injured": "no",
        "zones": ["left_front_door", "left_mirror"],
        "damage_description": "A scratch",
        "narrative": "A trolley rolled into it.",
    }
    return sent | changes


def send(client: Any, sent: dict[str, Any], **more: Any) -> Any:
    """POST of the report form."""
    return client.post(reverse(REPORT), sent, **more)
