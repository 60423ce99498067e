"""Employers, units and suppliers: no persons, so they leave as plain frozen values, within the scope of the access."""

from dataclasses import dataclass
from uuid import UUID

from fleet.models import Employer, EmployerGrant, LeaseContract, Supplier
from fleet.rules.employer_tree import depth
from privacy import gate
from privacy.access import Access
from privacy.gate import Disclosed


@dataclass(frozen=True, slots=True)
class EmployerView:
    """One employer or unit; `level` is 1 for a company, `parent` the public id of the node above when it is in reach."""

    id: UUID
    name: str
    legal_name: str
    kind: str
    country: str
    language: str
    level: int
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class SupplierView:
    """One supplier."""

    id: UUID
    name: str
    kind: str
    country: str
    language: str


def employers_of(access: Access) -> list[EmployerView]:
    """The employers and units in reach, each after the node above it, siblings in order of registration."""
    rows = list(gate.rows(access, Employer.objects.order_by("path")))
    public_ids = {row.pk: row.public_id for row in rows}
    order = {row.public_id.hex: row.pk for row in rows}
    rows.sort(key=lambda row: [order.get(key, 0) for key in row.path.split("/")[:-1]])
    return [
        EmployerView(
            row.public_id,
            row.name,
            row.legal_name,
            row.kind,
            row.country,
            row.language,
            depth(row.path),
            public_ids.get(row.parent_id),
        )
        for row in rows
    ]


def suppliers_of(access: Access, *, kind: str | None = None) -> list[SupplierView]:
    """The suppliers in reach, by name; with a kind, only those."""
    rows = gate.rows(access, Supplier.objects.order_by("name", "id"))
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [SupplierView(row.public_id, row.name, row.kind, row.country, row.language) for row in rows]


def employers_by_name(access: Access, names: set[str]) -> dict[str, list[UUID]]:
    """Public ids of the employers and units in reach with these names, as an import names them; a name may repeat."""
    found: dict[str, list[UUID]] = {name: [] for name in names}
    for name, public_id in gate.rows(access, Employer.objects.filter(name__in=names)).values_list("name", "public_id"):
        found[name].append(public_id)
    return found


def contracts_by_number(access: Access, numbers: set[str]) -> dict[str, UUID]:
    """Public ids of the contracts in reach with these numbers, so that an import does not open one twice."""
    rows = gate.rows(access, LeaseContract.objects.filter(number__in=numbers))
    return dict(rows.values_list("number", "public_id"))


def grants_on(access: Access, employer: UUID) -> list[Disclosed]:
    """Which log-ins may see an employer or unit and everything below, by `account`; the address where the policy shows it.

    Only of people whom the purpose concerns; `count_grants` counts all.
    """
    rows = EmployerGrant.objects.filter(content_object__public_id=employer).order_by("pk")
    return gate.disclose(access, rows, {"login": "user__email", "account": "user__public_id", "since": "created_at"})


def count_grants(access: Access, employer: UUID) -> int:
    """How many log-ins may see an employer or unit and everything below; no person is named by it."""
    return gate.rows(access, EmployerGrant.objects.filter(content_object__public_id=employer)).count()
