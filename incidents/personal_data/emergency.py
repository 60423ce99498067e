"""What an agent reaches under a running emergency grant: every open case, not the own ones only.

For the night on which the colleague whose case it is cannot be reached. What is shown stays bounded by the policy; only the
condition that the case be one's own is waived. Each such look is marked in the ledger, and its review is owed.
"""

from django.db.models import Exists, OuterRef, Q

from incidents.models import Photo
from incidents.personal_data.rows import OPEN_STATES, hangs_on, people_of
from incidents.personal_data.scopes import HANDLING
from privacy.access import Access
from privacy.registry import scope


def _open(access: Access, case: str = "") -> Q:
    return Q(**{f"{case}state__in": OPEN_STATES})


@scope("incidents.Case", role="agent", purposes=HANDLING, emergency=True)
def every_open_case(access: Access) -> Q:
    """Open cases of all colleagues."""
    return _open(access) & people_of(access)


@scope("incidents.DamageReport", role="agent", purposes=HANDLING, emergency=True)
@scope("incidents.CaseNote", role="agent", purposes=HANDLING, emergency=True)
def rows_of_every_open_case(access: Access) -> Q:
    """What hangs on an open case."""
    return _open(access, "case__") & people_of(access)


@scope("incidents.Photo", role="agent", purposes=HANDLING, emergency=True)
def photos_of_every_open_case(access: Access) -> Q:
    """The photos of an open case."""
    return _open(access, "report__case__") & people_of(access)


@scope("privacy.MediaFile", role="agent", purposes=HANDLING, emergency=True)
def files_of_every_open_case(access: Access) -> Q:
    """Files of those photos."""
    return Q(Exists(Photo.objects.filter(photos_of_every_open_case(access), image=OuterRef("pk"))))


@scope("drivers.Driver", role="agent", purposes=HANDLING, emergency=True)
def drivers_of_every_open_case(access: Access) -> Q:
    """The person in an open case."""
    return hangs_on(_open(access), "driver")


@scope("fleet.Vehicle", role="agent", purposes=HANDLING, emergency=True)
def vehicles_of_every_open_case(access: Access) -> Q:
    """The vehicle in an open case."""
    return hangs_on(_open(access), "vehicle")
