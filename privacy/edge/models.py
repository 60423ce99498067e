"""What the edge keeps: registrations of machine clients, and the keys by which a repeated POST is known. No personal
values in either.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class MachineClient(models.Model):
    """The registration of a machine: on whose behalf it acts and which purposes it may claim. Its secret is with the OAuth
    client.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.OneToOneField(
        "allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="+", related_query_name="machine"
    )
    organisation_kind = models.CharField(max_length=16)
    organisation_id = models.UUIDField(null=True, blank=True)
    organisation_name = models.CharField(max_length=200)
    purposes = ArrayField(models.CharField(max_length=64))
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "privacy"

    def __str__(self) -> str:
        return f"machine client {self.public_id}"


class IdempotencyRecord(models.Model):
    """One POST that was done: enough to know it again and to read its result again, and nothing of its content.

    The answer itself is not kept: it may carry personal data, so a repeated call reads it anew, recorded like any other look.
    """

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    endpoint = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    result_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "privacy"
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="one_result_per_idempotency_key"),)

    def __str__(self) -> str:
        return f"idempotency record {self.pk}"
