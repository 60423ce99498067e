"""Log-ins of drivers and private lessees."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drivers.models import Driver
from fleet.actions.permitted import KEEPERS, only
from privacy import gate
from privacy.access import Access, Organisation
from privacy.accounts import TEMPORARY_PASSWORD_LIVES, assign_role, make_account
from privacy.change import change
from privacy.errors import BadInput
from privacy.models import SubjectKind

THEMSELF = Organisation(kind="self", id=None, name="")
ROLE_OF_KIND = {SubjectKind.DRIVER: "driver", SubjectKind.PRIVATE_LEASE_CUSTOMER: "private_lessee"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new log-in. The first password works once, until ``expires_at``, and is stored nowhere: hand it over now."""

    account: UUID
    temporary_password: str = field(repr=False)
    expires_at: datetime


def invite_account(*, access: Access, driver: UUID) -> Invitation:
    """Make a log-in for a driver or private lessee at the e-mail on file, with a temporary first password (R-086).

    The log-in belongs to the driver's own subject, so a later role (fleet manager, staff) joins the same person.

    Raises:
        BadInput: there is no e-mail address on file.
        Conflict: the person or the address has a log-in.
        NotFoundHere, NotPermitted
    """
    only(access, KEEPERS)
    with change(access, "drivers.invite_account", items=["email", "login_credentials"]):
        row = gate.row(access, Driver.objects.select_related("subject").filter(public_id=driver))
        email = gate.open_for(access, row, ["email"])["email"]
        if not email:
            text = _("There is no e-mail address on file. Enter one, then invite again.")
            raise BadInput(code="email_missing", fields={"email": [text]})
        made = make_account(access=access, email=email, subject=row.subject_id, language=row.language)
        role = ROLE_OF_KIND[SubjectKind(row.subject.kind)]
        assign_role(access=access, account=made.account, role=role, organisation=THEMSELF)
    return Invitation(made.account, made.temporary_password, timezone.now() + TEMPORARY_PASSWORD_LIVES)
