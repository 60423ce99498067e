"""The person, or the vehicle file, whose data we hold: an id and a kind, nothing else."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    """Kinds of subject; the policy says per purpose which kinds it concerns."""

    DRIVER = "driver", _("driver")
    PRIVATE_LEASE_CUSTOMER = "private_lease_customer", _("private lease customer")
    CUSTOMER_CONTACT = "customer_contact", _("customer contact")
    SUPPLIER_USER = "supplier_user", _("supplier user")
    STAFF = "staff", _("member of staff")
    VEHICLE = "vehicle", _("vehicle file")
    THIRD_PARTY = "third_party", _("other party")
    WITNESS = "witness", _("witness")
    PASSENGER = "passenger", _("passenger")


class Subject(models.Model):
    """Everybody has a subject of their own, so everybody has rights and keys of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=32, choices=SubjectKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)
