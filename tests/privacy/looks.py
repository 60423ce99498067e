"""What the tests of the gate ask of the ledger and the vault's own count."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum

from privacy import sealing
from privacy.access import Access
from privacy.ledger.models import Event
from privacy.vault import keys
from privacy.vault.keys import tally


def events_of(access: Access, **choice: Any) -> list[Event]:
    """The ledger's events of one request, in order."""
    return list(Event.objects.filter(request_id=access.request_id, **choice).order_by("id"))


def everything_in_the_ledger() -> str:
    """All that stands in the ledger, as one text."""
    return "\n".join(str(row) for row in Event.objects.values())


@dataclass
class Books:
    """Both sides of the double entry over a stretch of work."""

    announced: int = 0
    opened: int = 0


@contextmanager
def both_books() -> Iterator[Books]:
    """Count the keys that the ledger announces and the keys that the vault unwraps for reading."""
    books = Books()
    before, last = tally.opened, Event.objects.aggregate(last=Max("id"))["last"] or 0
    yield books
    books.opened = tally.opened - before
    books.announced = Event.objects.filter(id__gt=last).aggregate(all=Sum("keys_opened"))["all"] or 0


def opened(row: Any, name: str) -> Any:
    """The value, opened past the gate as only tests may."""
    envelope = getattr(row, name)._envelope
    key = sealing.envelope_key(envelope).bytes
    bound = sealing.associated_data(row._meta.label, name) + row.public_id.bytes
    codec = row._meta.get_field(name).codec
    return sealing.DECODERS[codec](sealing.open_envelope(keys.open_keys([key])[key], envelope, bound))
