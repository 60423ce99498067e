"""Which vehicles a list of identification numbers means: the look-up of an import, as one recorded event."""

from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from fleet.models import Vehicle
from privacy import gate, registry
from privacy.access import Access
from privacy.errors import NotPermitted
from privacy.ledger import store
from privacy.ledger.store import Entry
from privacy.sealing import index_token

CHUNK = 200
"""Numbers in one query; the database compares each with the keyed index."""


def vehicles_by_vin(access: Access, vins: Iterable[str]) -> dict[str, UUID]:
    """Public ids of the vehicles in reach with these VINs; absent ones are left out. Nothing is opened.

    Recorded before the answer, with the vehicles found, never the numbers. Raises NotPermitted (role may not search by
    VIN) and LedgerUnavailable.
    """
    wanted = list(dict.fromkeys(vins))
    gate.check_claim(access)
    if access.role not in registry.holding(Vehicle._meta.label).lookups["vin"]:
        store.record_refusal(access, code="lookup_not_allowed", object_kind=Vehicle._meta.label, field="vin")
        raise NotPermitted(code="lookup_not_allowed")
    found: dict[str, tuple[UUID, UUID]] = {}
    numbers = iter(wanted)
    while chunk := list(islice(numbers, CHUNK)):
        found |= _match(access, chunk)
    entry = Entry(
        kind="lookup",
        outcome="released",
        object_kind=Vehicle._meta.label,
        object_ids=[public_id for public_id, _file in found.values()],
        subject_ids=[file for _public_id, file in found.values()],
        verb=f"{Vehicle._meta.label}.vin",
        detail={"asked": len(wanted)},
    )
    store.write(access, [entry])
    return {vin: public_id for vin, (public_id, _file) in found.items()}


def _match(access: Access, vins: Sequence[str]) -> dict[str, tuple[UUID, UUID]]:
    index = Vehicle._meta.get_field("vin_index")
    tokens = [index_token(index, vin) for vin in vins]
    place = Case(*(When(vin_index=token, then=Value(n)) for n, token in enumerate(tokens)), output_field=IntegerField())
    rows = gate.rows(access, Vehicle.objects.filter(vin_index__in=tokens)).annotate(place=place)
    return {vins[n]: (public_id, file) for n, public_id, file in rows.values_list("place", "public_id", "file_id")}
