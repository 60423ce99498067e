"""Where the data keys are. Own database, own backups with a short horizon: a key gone here makes its ciphertext unreadable everywhere."""

from __future__ import annotations

import uuid

from django.db import models


class DataKey(models.Model):
    """One wrapped data key of one subject and one retention class. Shredding clears `wrapped` and keeps the row as evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField()
    retention_class = models.CharField(max_length=64)
    wrapped = models.BinaryField(null=True)
    kek_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "retention_class"],
                condition=models.Q(destroyed_at__isnull=True),
                name="one_live_key_per_class",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=False) ^ models.Q(wrapped__isnull=False),
                name="destroyed_key_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
