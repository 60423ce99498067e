"""Actions on log-ins: make an account, give and end roles, temporary first passwords."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy import policy
from privacy.access import Access, Organisation
from privacy.change import change
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.models import Account, RoleAssignment, Subject

TEMPORARY_PASSWORD_LIVES = timedelta(days=7)
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A new log-in; the temporary password is shown once and not stored readable."""

    account: uuid.UUID
    temporary_password: str


def temporary_password() -> str:
    """A first password of 16 characters without look-alikes."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def make_account(*, access: Access, email: str, subject: uuid.UUID, language: str = "nl") -> NewAccount:
    """Make a log-in for a subject, with a temporary first password that expires and must be changed (R-086).

    Raises:
        BadInput: no e-mail address.
        Conflict: the address or the person has a log-in.
        NotFoundHere: no such subject.
    """
    _check_email(email)
    person = Subject.objects.filter(pk=subject).exclude(kind="vehicle").first()
    if person is None:
        raise NotFoundHere
    password = temporary_password()
    with change(access, "privacy.make_account", subjects=[subject], items=["login_credentials"]):
        try:
            with transaction.atomic():
                account = Account.objects.make(email=email, subject=person, language=language)
        except IntegrityError:
            raise Conflict(_("There is a log-in for this address or person already."), code="account_exists") from None
        account.set_password(password)
        account.must_change_password = True
        account.temporary_password_expires_at = timezone.now() + TEMPORARY_PASSWORD_LIVES
        account.save()
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    return NewAccount(account.public_id, password)


def _check_email(email: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise BadInput(fields={"email": [_("This is not an e-mail address.")]}) from None


def set_own_password(*, access: Access, account: uuid.UUID, password: str) -> None:
    """Replace a password by one that the person chose; ends the temporary one.

    Raises:
        BadInput: too weak, with the reasons.
        NotFoundHere: no such account.
    """
    row = Account.objects.filter(public_id=account).first()
    if row is None:
        raise NotFoundHere
    try:
        validate_password(password, row)
    except ValidationError as problem:
        raise BadInput(fields={"password": list(problem.messages)}) from None
    with change(access, "privacy.set_password", subjects=[row.subject_id], items=["login_credentials"]):
        row.set_password(password)
        row.must_change_password = False
        row.temporary_password_expires_at = None
        row.save()


def assign_role(*, access: Access, account: uuid.UUID, role: str, organisation: Organisation) -> uuid.UUID:
    """Give an account a role for an organisation, from now. Giving it twice changes nothing.

    Raises:
        BadInput: a role that the policy does not know, or for another kind of organisation.
        NotFoundHere: no such account.
    """
    known = policy.current().roles.get(role)
    if known is None or known.organisation_kind not in (organisation.kind, ""):
        raise BadInput(fields={"role": [_("This role does not exist for this kind of organisation.")]})
    row = Account.objects.filter(public_id=account).first()
    if row is None:
        raise NotFoundHere
    with change(access, "privacy.assign_role", subjects=[row.subject_id]):
        assignment, _made = RoleAssignment.objects.get_or_create(
            account=row,
            role=role,
            organisation_id=organisation.id,
            valid_to=None,
            defaults={"organisation_kind": organisation.kind, "organisation_name": organisation.name},
        )
    return assignment.public_id


def end_role(*, access: Access, assignment: uuid.UUID) -> None:
    """End a role; what it opened is closed with the next request.

    Raises:
        NotFoundHere: no such running assignment.
    """
    row = RoleAssignment.objects.select_related("account").filter(public_id=assignment, valid_to__isnull=True).first()
    if row is None:
        raise NotFoundHere
    with change(access, "privacy.end_role", subjects=[row.account.subject_id]):
        row.valid_to = timezone.now()
        row.save()


def deactivate(*, access: Access, account: uuid.UUID) -> None:
    """Close a log-in: it cannot be used again and its roles end."""
    row = Account.objects.filter(public_id=account).first()
    if row is None:
        raise NotFoundHere
    with change(access, "privacy.deactivate_account", subjects=[row.subject_id]):
        row.is_active = False
        row.save()
        RoleAssignment.objects.filter(account=row, valid_to__isnull=True).update(valid_to=timezone.now())
