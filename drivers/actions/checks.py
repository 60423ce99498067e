"""What the actions of this app check first."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.errors import BadInput


def timed(at: datetime | None, field: str) -> datetime | None:
    """The instant, refused when it does not say its time zone: a handover at nine is not the same in every country.

    Raises:
        BadInput
    """
    if at is not None and at.tzinfo is None:
        raise BadInput(code="zone_missing", fields={field: [_("Give the time with its time zone.")]})
    return at
