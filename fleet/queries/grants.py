"""Which employers and suppliers an access stands for: the roots of the scopes."""

from typing import Any

from django.db import connections
from django.db.models import Q

from fleet.models import SEE_FLEET, WORK_JOBS, SupplierGrant
from privacy.access import Access, once_per_look

# One range of the path index for the organisation of the access, and of its nodes those at or below a granted one.
# Paths end in "/" and are hexadecimal, in byte order, so "~" closes the range of everything below.
GRANTED_EMPLOYERS = """
    SELECT DISTINCT below.id
    FROM fleet_employergrant AS granted
    JOIN auth_permission AS permission ON permission.id = granted.permission_id AND permission.codename = %s
    JOIN fleet_employer AS top ON top.id = granted.content_object_id
    JOIN fleet_employer AS organisation ON organisation.public_id = %s
    JOIN fleet_employer AS below
      ON below.path >= top.path AND below.path < top.path || '~'
     AND below.path >= organisation.path AND below.path < organisation.path || '~'
    WHERE granted.user_id = %s
    ORDER BY below.id
"""

TREE_OF_AN_EMPLOYER = """
    SELECT below.id
    FROM fleet_employer AS top
    JOIN fleet_employer AS below ON below.path >= top.path AND below.path < top.path || '~'
    WHERE top.public_id = %s
    ORDER BY below.id
"""


@once_per_look
def granted_employer_ids(access: Access) -> list[int]:
    """Primary keys of the employers and units that the account of this access was granted, with all units below.

    Only those inside the tree of the organisation on whose behalf the access is made: one account may manage several
    companies, each in its own role. One query; an access without account or employer gets none.
    """
    organisation = access.organisation
    if access.actor.account_id is None or organisation.kind != "employer" or organisation.id is None:
        return []
    return _ids(GRANTED_EMPLOYERS, [SEE_FLEET, organisation.id, access.actor.account_id])


@once_per_look
def granted_supplier_ids(access: Access) -> list[int]:
    """Primary keys of the supplier of this access, when its account was granted it; at most one. One query."""
    organisation = access.organisation
    if access.actor.account_id is None or organisation.kind != "supplier" or organisation.id is None:
        return []
    granted = SupplierGrant.objects.filter(
        user=access.actor.account_id, permission__codename=WORK_JOBS, content_object__public_id=organisation.id
    )
    return list(granted.values_list("content_object_id", flat=True))


def machine_rows(access: Access, employer: str = "") -> Q:
    """The rows a machine client reaches: all for the lessor's own, the tree of its employer for an employer's.

    `employer` is the ORM path from the row to its employer, ending in "__"; empty for employers themselves.
    """
    organisation = access.organisation
    if organisation.kind == "lessor":
        return Q()
    if organisation.kind != "employer" or organisation.id is None:
        return Q(pk__in=())
    return Q(**{f"{employer}id__in": _tree_of_the_organisation(access)})


@once_per_look
def _tree_of_the_organisation(access: Access) -> list[int]:
    organisation = access.organisation.id
    if organisation is None:
        return []
    return _ids(TREE_OF_AN_EMPLOYER, [organisation])


def _ids(sql: str, parameters: list[Any]) -> list[int]:
    """Primary keys by a statement that the server plans once."""
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, parameters)
        return [found for (found,) in cursor.fetchall()]
