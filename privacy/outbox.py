"""Tasks that follow a committed change: written with it, sent after it, swept when the sending failed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from privacy.models import OutboxMessage

log = structlog.get_logger(__name__)

SWEEP_AFTER = timedelta(seconds=30)
GIVE_UP_AFTER = 20
_REFERENCE = re.compile(r"[\w.:/+-]{0,100}")


def enqueue(task: str, **arguments: Any) -> None:
    """Write a task into the outbox, in the transaction of the caller, and send it after the commit.

    Args:
        task: registered task name.
        arguments: references and numbers only.

    Raises:
        TypeError: an argument that looks like a value rather than a reference.
    """
    for name, value in arguments.items():
        if not isinstance(value, str | int | bool | None) or (isinstance(value, str) and not _REFERENCE.fullmatch(value)):
            raise TypeError(f"{task}: {name} is not a reference; tasks take ids and open what they need themselves.")
    message = OutboxMessage.objects.create(task=task, arguments=arguments)
    transaction.on_commit(lambda: send(message.pk))


def send(message_id: int) -> bool:
    """Hand one message to the broker. A broker that does not answer loses nothing: the sweep sends it later."""
    message = OutboxMessage.objects.filter(pk=message_id, done_at__isnull=True).first()
    if message is None:
        return False
    try:
        current_app.send_task(message.task, kwargs={"message": str(message.public_id), **message.arguments})
    except Exception as problem:  # noqa: BLE001 any broker error: the message stays and is swept
        OutboxMessage.objects.filter(pk=message_id).update(attempts=F("attempts") + 1, last_problem=type(problem).__name__)
        log.warning("outbox.not_sent", task=message.task, message=str(message.public_id))
        return False
    OutboxMessage.objects.filter(pk=message_id).update(sent_at=timezone.now(), attempts=F("attempts") + 1)
    return True


def done(public_id: str) -> bool:
    """Mark a message as done. Returns False when it was done before, so that a task delivered twice works once."""
    return OutboxMessage.objects.filter(public_id=public_id, done_at__isnull=True).update(done_at=timezone.now()) == 1


def sweep() -> int:
    """Send again what was not done in time. Returns how many messages were sent."""
    before = timezone.now() - SWEEP_AFTER
    waiting = OutboxMessage.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER, created_at__lt=before)
    waiting = waiting.exclude(sent_at__gte=timezone.now() - timedelta(minutes=10)).order_by("created_at")
    return sum(send(message_id) for message_id in list(waiting.values_list("pk", flat=True)[:500]))
