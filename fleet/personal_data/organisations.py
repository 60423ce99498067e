"""Employers and suppliers: organisations, no persons; and which log-in was granted which of them."""

from django.db.models import Q

from fleet.queries import granted_employer_ids, granted_supplier_ids, machine_rows
from privacy.access import Access
from privacy.registry import hold, scope

OFFICE = ("fleet_staff", "claims_handler", "agent", "admin", "privacy_officer", "system")

hold(
    "fleet.Employer",
    subject=None,
    plain={
        "parent": "place in the tree of units",
        "name": "name of a company or unit",
        "legal_name": "registered name of a company",
        "kind": "company or unit",
        "country": "law that applies",
        "language": "language of letters",
        "national_id_required_by_law": "whether the law obliges the company to hold national numbers",
        "path": "place in the tree of units",
    },
)
hold(
    "fleet.Supplier",
    subject=None,
    plain={
        "name": "name of a company",
        "kind": "what the company does",
        "country": "law that applies",
        "language": "language of letters",
    },
)
for _grant, _on in (("EmployerGrant", "an employer"), ("SupplierGrant", "a supplier")):
    hold(
        f"fleet.{_grant}",
        subject="user__subject",
        plain={
            "user": "reference of the log-in that may look",
            "permission": "framework reference of the one permission there is",
            "content_object": f"reference of {_on}",
        },
    )


@scope("fleet.Employer", role="fleet_manager")
def granted_employers(access: Access) -> Q:
    """The employers and units that were granted to this account."""
    return Q(pk__in=granted_employer_ids(access))


@scope("fleet.Employer", roles=OFFICE)
def every_employer(access: Access) -> Q:
    """The client list of the lessor; companies, no persons."""
    return Q()


@scope("fleet.Employer", role="machine")
def the_machines_employer(access: Access) -> Q:
    """The tree of the employer that the client is registered for; all for a client of the lessor."""
    return machine_rows(access)


@scope("fleet.Supplier", roles=OFFICE)
def every_supplier(access: Access) -> Q:
    """The supplier list of the lessor; companies, no persons."""
    return Q()


@scope("fleet.Supplier", role="workshop")
def own_supplier(access: Access) -> Q:
    """The company the account works for."""
    return Q(pk__in=granted_supplier_ids(access))
