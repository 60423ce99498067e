"""Shape of the ledger's one table. The table itself, its partitions and its refusals are SQL in the first migration."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Event(models.Model):
    """One (call, outcome): who looked at which items of which subjects, for which purpose, and what was withheld.

    References and item names only, never a value. Rows are written by `privacy.ledger.store` and never change: the database
    refuses UPDATE, DELETE and TRUNCATE. `managed = False` because Django cannot create a partitioned table.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16)
    verb = models.CharField(max_length=64)
    actor_ref = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    organisation_kind = models.CharField(max_length=16)
    organisation_id = models.UUIDField(null=True)
    organisation_name = models.CharField(max_length=200)
    recipient = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    legal_basis = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=64)
    channel = models.CharField(max_length=16)
    request_id = models.CharField(max_length=64)
    case_id = models.UUIDField(null=True)
    emergency_id = models.UUIDField(null=True)
    object_kind = models.CharField(max_length=64)
    object_ids = ArrayField(models.UUIDField())
    subject_refs = ArrayField(models.UUIDField())
    items = models.JSONField()
    withheld = models.JSONField()
    keys_opened = models.IntegerField()
    detail = models.JSONField()
    salt = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_event"

    def __str__(self) -> str:
        return str(self.event_id)
