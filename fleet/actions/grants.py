"""Which account sees which employer, or works for which supplier: few grants on the objects that matter."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from fleet.actions.permitted import CUSTOMER_KEEPERS, only
from fleet.models import SEE_FLEET, WORK_JOBS, Employer, EmployerGrant, Supplier, SupplierGrant
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import NotFoundHere
from privacy.models import Account


def grant_employer(*, access: Access, account: UUID, employer: UUID) -> None:
    """Let an account see an employer and every unit below; granting twice changes nothing.

    `account` and `employer` are public ids. Raises NotPermitted and NotFoundHere.
    """
    _grant(access, account, Employer.objects.filter(public_id=employer), EmployerGrant, SEE_FLEET)


def revoke_employer(*, access: Access, account: UUID, employer: UUID) -> None:
    """Take that back; effective with the next look. Units granted by themselves stay granted.

    Raises NotPermitted and NotFoundHere (account, employer, or no such grant).
    """
    _revoke(access, account, Employer.objects.filter(public_id=employer), EmployerGrant)


def grant_supplier(*, access: Access, account: UUID, supplier: UUID) -> None:
    """Let an account work on the jobs of a supplier; granting twice changes nothing.

    Raises NotPermitted and NotFoundHere.
    """
    _grant(access, account, Supplier.objects.filter(public_id=supplier), SupplierGrant, WORK_JOBS)


def revoke_supplier(*, access: Access, account: UUID, supplier: UUID) -> None:
    """Take that back; effective with the next look. Raises NotPermitted and NotFoundHere."""
    _revoke(access, account, Supplier.objects.filter(public_id=supplier), SupplierGrant)


def _grant(access: Access, account: UUID, objects: QuerySet[Any], grant: type[Model], codename: str) -> None:
    only(access, CUSTOMER_KEEPERS)
    person = _account(account)
    with change(access, f"fleet.grant_{objects.model._meta.model_name}", subjects=[person.subject_id]) as work:
        target = gate.row(access, objects.select_for_update(of=("self",)))
        permission = Permission.objects.get(content_type=ContentType.objects.get_for_model(objects.model), codename=codename)
        named = {"user": person, "permission": permission, "content_object": target}
        if not grant._default_manager.filter(**named).exists():
            work.save(grant(**named))


def _revoke(access: Access, account: UUID, objects: QuerySet[Any], grant: type[Model]) -> None:
    only(access, CUSTOMER_KEEPERS)
    person = _account(account)
    with change(access, f"fleet.revoke_{objects.model._meta.model_name}", subjects=[person.subject_id]) as work:
        target = gate.row(access, objects)
        granted = grant._default_manager.filter(user=person, content_object=target).first()
        if granted is None:
            raise NotFoundHere
        work.delete(granted)


def _account(public_id: UUID) -> Account:
    found = Account.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFoundHere
    return found
