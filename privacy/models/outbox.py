"""Work that must happen after a change is committed: written in the same transaction, swept by the scheduler."""

from __future__ import annotations

import uuid

from django.db import models


class OutboxMessage(models.Model):
    """One task to be sent. Arguments are references, never values; losing the broker loses nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=128)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=models.Q(done_at__isnull=True), name="outbox_open")]

    def __str__(self) -> str:
        return f"{self.task} {self.public_id}"
