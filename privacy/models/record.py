"""Base of every domain model: a public id, times, and a history that keeps ciphertext and says who, in which role and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from privacy.fields import BlindIndex, NameTokens


class ChangeTrace(models.Model):
    """Columns that each history row adds: the access under which the change was made. References, never a name."""

    history_actor_name = models.CharField(max_length=64, default="")
    history_role = models.CharField(max_length=64, default="")
    history_purpose = models.CharField(max_length=64, default="")
    history_request = models.CharField(max_length=64, default="")
    history_verb = models.CharField(max_length=64, default="")

    class Meta:
        abstract = True


def _nobody(row: models.Model) -> None:
    """History names no account row."""


def _ignore(row: models.Model, user: object) -> None:
    """The library offers the user of the request; the access says who it was."""


class AccessHistory(HistoricalRecords):
    """History without blind indexes (an erased value must not stay findable in old rows) and without an ambient user."""

    def fields_included(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        return [field for field in super().fields_included(model) if not isinstance(field, BlindIndex | NameTokens)]

    def _get_history_user_fields(self) -> dict[str, Any]:
        # a field object of its own for each history model; the reference is the actor's subject, not the account row
        return {"history_user": property(_nobody, _ignore), "history_user_id": models.UUIDField(null=True)}

    def get_history_user(self, instance: models.Model) -> None:
        return None


class Record(models.Model):
    """A domain row. Saved inside `privacy.change.change` only; a save elsewhere is refused."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    history = AccessHistory(inherit=True, bases=[ChangeTrace])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label} {self.public_id}"
