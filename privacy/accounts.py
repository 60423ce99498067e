"""Actions on log-ins: make an account, give and end roles, temporary first passwords."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy import gate, policy
from privacy.access import LESSOR, Access, Actor, Channel, Organisation
from privacy.change import change
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.ledger.store import record_refusal
from privacy.models import Account, RoleAssignment, Subject
from privacy.policy.model import LANGUAGES

TEMPORARY_PASSWORD_LIVES = timedelta(days=7)
LOG_IN_KINDS = ("staff", "customer_contact", "supplier_user")
"""Kinds of person for whom a log-in can be made without a file elsewhere; drivers and private lessees have theirs already."""
LONGEST_ADDRESS = 254
NOT_FOR_PEOPLE = frozenset({"machine", "system"})
KEEPERS = ("admin", "fleet_staff", "system")
"""Roles that make log-ins; fleet staff invite drivers and managers."""
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
    gate.check_role(access, KEEPERS)
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
        _give_temporary(account, password)
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    return NewAccount(account.public_id, password)


def make_account_for_new_person(*, access: Access, email: str, kind: str, language: str = "nl") -> NewAccount:
    """Make a log-in for somebody of whom nothing is held yet; see `make_account`.

    Args:
        kind: one of `LOG_IN_KINDS`.

    Raises:
        BadInput: another kind, or no e-mail address.
        Conflict: the address has a log-in.
    """
    gate.check_role(access, KEEPERS)
    if kind not in LOG_IN_KINDS:
        raise BadInput(fields={"kind": [_("Choose one of the kinds offered.")]})
    _check_email(email)
    with change(access, "privacy.add_person"):
        person = Subject.objects.create(kind=kind)
        return make_account(access=access, email=email, subject=person.pk, language=language)


def reset_password(*, access: Access, account: uuid.UUID) -> NewAccount:
    """Replace a password by a new temporary one; whoever is logged in with the old one is logged out.

    Raises:
        NotFoundHere: no such account.
        Conflict: the log-in is closed.
    """
    gate.check_role(access, KEEPERS)
    row = _account(account)
    if not row.is_active:
        raise Conflict(_("This log-in is closed."), code="account_closed")
    password = temporary_password()
    with change(access, "privacy.reset_password", subjects=[row.subject_id], items=["login_credentials"]):
        _give_temporary(row, password)
    return NewAccount(row.public_id, password)


def use_temporary_password(*, access: Access, account: uuid.UUID) -> bool:
    """Note that a temporary password was used for its one log-in (R-086); False when it was used or ran out before.

    The expiry is moved to the moment of use in one statement, so that of two log-ins at once only one gets through.
    """
    now, row = timezone.now(), _account(account)
    _own_or_system(access, row)
    with change(access, "privacy.use_temporary_password", subjects=[row.subject_id], items=["login_credentials"]):
        usable = Account.objects.filter(public_id=account, must_change_password=True, temporary_password_expires_at__gt=now)
        return usable.update(temporary_password_expires_at=now) == 1


def _give_temporary(account: Account, password: str) -> None:
    account.set_password(password)
    account.must_change_password = True
    account.temporary_password_expires_at = timezone.now() + TEMPORARY_PASSWORD_LIVES
    account.save()


def _account(public_id: uuid.UUID) -> Account:
    row = Account.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFoundHere
    return row


def _own_or_system(access: Access, row: Account) -> None:
    """A password is its owner's: only they change it, or a job that states its name and reason. No person does it for another."""
    if row.pk == access.actor.account_id or (access.actor.account_id is None and access.role in KEEPERS):
        return
    gate.refuse(access, "password_of_another")


def _not_oneself(access: Access, row: Account, text: Any) -> None:
    """Nobody widens or closes their own log-in: a second person has to see it."""
    if row.pk == access.actor.account_id:
        record_refusal(access, code="own_account", object_kind=row._meta.label, object_ids=[row.public_id])
        raise NotPermitted(text, code="own_account")


def _check_email(email: str) -> None:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(fields={"email": [_("This is not an e-mail address.")]}) from None
    if len(address) > LONGEST_ADDRESS:
        raise BadInput(fields={"email": [_("This address is too long.")]})


def set_own_password(*, access: Access, account: uuid.UUID, password: str) -> None:
    """Replace a password by one that the person chose; ends the temporary one.

    Raises:
        BadInput: too weak, with the reasons.
        NotFoundHere: no such account.
    """
    row = _account(account)
    _own_or_system(access, row)
    try:
        validate_password(password, row)
    except ValidationError as problem:
        raise BadInput(fields={"password": list(problem.messages)}) from None
    with change(access, "privacy.set_password", subjects=[row.subject_id], items=["login_credentials"]):
        row.set_password(password)
        row.must_change_password = False
        row.temporary_password_expires_at = None
        row.save()


def choose_language(*, actor: Actor, language: str) -> None:
    """Keep the language that a person chose for the pages; recorded as their own act.

    Raises:
        BadInput: not a language of the site.
        NotFoundHere: the actor has no log-in.
    """
    if language not in LANGUAGES:
        raise BadInput(fields={"language": [_("Choose one of the languages offered.")]})
    row = Account.objects.filter(pk=actor.account_id or 0).first()
    if row is None or actor.subject_id is None:
        raise NotFoundHere
    access = Access(
        actor=actor,
        role="system",
        organisation=LESSOR,
        purpose="operation.accounts",
        channel=Channel.PAGE,
        reason="language chosen by the person",
    )
    with change(access, "privacy.choose_language", subjects=[actor.subject_id]):
        row.language = language
        row.save(update_fields=["language"])


def assign_role(*, access: Access, account: uuid.UUID, role: str, organisation: Organisation) -> uuid.UUID:
    """Give an account a role for an organisation, from now. Giving it twice changes nothing.

    Raises:
        BadInput: a role that the policy does not know, of machines, or for another kind of organisation.
        NotFoundHere: no such account.
        NotPermitted: one's own account; recorded.
    """
    gate.check_role(access, KEEPERS)
    known = policy.current().roles.get(role)
    if known is None or role in NOT_FOR_PEOPLE or known.organisation_kind not in (organisation.kind, ""):
        raise BadInput(fields={"role": [_("This role does not exist for this kind of organisation.")]})
    row = _account(account)
    _not_oneself(access, row, _("Somebody else has to give you a role."))
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
        NotPermitted: a role of one's own; recorded.
    """
    gate.check_role(access, KEEPERS)
    row = RoleAssignment.objects.select_related("account").filter(public_id=assignment, valid_to__isnull=True).first()
    if row is None:
        raise NotFoundHere
    _not_oneself(access, row.account, _("Somebody else has to end your role."))
    with change(access, "privacy.end_role", subjects=[row.account.subject_id]):
        row.valid_to = timezone.now()
        row.save()


def deactivate(*, access: Access, account: uuid.UUID) -> None:
    """Close a log-in: it cannot be used again and its roles end.

    Raises:
        NotFoundHere: no such account.
        NotPermitted: one's own account; recorded.
    """
    gate.check_role(access, KEEPERS)
    row = _account(account)
    _not_oneself(access, row, _("Somebody else has to close your log-in."))
    with change(access, "privacy.deactivate_account", subjects=[row.subject_id]):
        row.is_active = False
        row.save()
        RoleAssignment.objects.filter(account=row, valid_to__isnull=True).update(valid_to=timezone.now())
