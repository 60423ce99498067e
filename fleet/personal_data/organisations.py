"""Employers and suppliers: organisations, no persons; and which log-in was granted which of them."""

from uuid import UUID

from django.db.models import Q

from fleet.actions.grants import grant_employer, grant_supplier
from fleet.queries import employers_of, granted_employer_ids, granted_supplier_ids, machine_rows, suppliers_of
from privacy import organisations
from privacy.access import Access, Organisation
from privacy.organisations import Choice
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


@scope("fleet.EmployerGrant", roles=("admin", "fleet_staff"))
def every_grant(access: Access) -> Q:
    """Which log-in may see which employer; whose log-in it is, the policy decides."""
    return Q()


def _employers(access: Access) -> list[Choice]:
    return [Choice(Organisation("employer", one.id, one.name), one.level) for one in employers_of(access)]


def _suppliers(access: Access) -> list[Choice]:
    return [Choice(Organisation("supplier", one.id, one.name)) for one in suppliers_of(access)]


def _admit_to_employer(access: Access, account: UUID, employer: UUID) -> None:
    grant_employer(access=access, account=account, employer=employer)


def _admit_to_supplier(access: Access, account: UUID, supplier: UUID) -> None:
    grant_supplier(access=access, account=account, supplier=supplier)


organisations.declare("employer", organisations.Source(_employers, _admit_to_employer))
organisations.declare("supplier", organisations.Source(_suppliers, _admit_to_supplier))
