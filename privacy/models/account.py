"""Log-ins, the roles that an account holds, and emergency grants.

The log-in e-mail is the one plain personal value of the product (the log-in library compares it in SQL). It has no history and goes
as a row when the account is erased.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.mixins import GuardianUserMixin

from privacy.fields import SealedText
from privacy.models.record import Record
from privacy.models.subject import Subject


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; called by `privacy.accounts` only."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)

    def make(self, *, email: str, subject: Subject, **extra: Any) -> Account:
        account = self.model(email=email.strip().lower(), subject=subject, **extra)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    """A log-in. What it may do follows from its role assignments, never from flags on the account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+", related_query_name="account")
    language = models.CharField(max_length=5, default="nl")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    temporary_password_expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="account_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return f"account {self.public_id}"

    @property
    def is_staff(self) -> bool:
        """No Django admin for anybody: there is one door, and it is not a generic one."""
        return False

    def temporary_password_expired(self, now: datetime) -> bool:
        """Whether the first password was not used in time (R-086)."""
        expires = self.temporary_password_expires_at
        return self.must_change_password and expires is not None and expires <= now


class RoleAssignment(models.Model):
    """One role of one account for one organisation, between two moments."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", related_query_name="role_assignment")
    role = models.CharField(max_length=64)
    organisation_kind = models.CharField(max_length=16)
    organisation_id = models.UUIDField(null=True, blank=True)
    organisation_name = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "valid_to"], name="role_assignment_running")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "organisation_id"],
                condition=models.Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="one_running_assignment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"


class EmergencyGrant(Record):
    """A timed look outside the ordinary rules, with a written reason and a review that is owed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", related_query_name="emergency_grant")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    reason = SealedText(item="free_text_message", max_chars=2_000)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_outcome = models.CharField(
        max_length=16, blank=True, default="", choices=[("justified", _("justified")), ("not_justified", _("not justified"))]
    )
    review_note = SealedText(item="free_text_message", max_chars=2_000)

    class Meta:
        indexes = [models.Index(fields=["account", "expires_at"], name="emergency_running")]
        constraints = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("starts_at")), name="emergency_ends_after_start")
        ]
