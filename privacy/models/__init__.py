"""Rows of the kernel."""

from privacy.edge.models import IdempotencyRecord, MachineClient
from privacy.media.models import MediaFile
from privacy.models.account import Account, EmergencyGrant, RoleAssignment
from privacy.models.outbox import OutboxMessage
from privacy.models.record import Record
from privacy.models.subject import Subject, SubjectKind

__all__ = [
    "Account",
    "EmergencyGrant",
    "IdempotencyRecord",
    "MachineClient",
    "MediaFile",
    "OutboxMessage",
    "Record",
    "RoleAssignment",
    "Subject",
    "SubjectKind",
]
