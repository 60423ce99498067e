"""Damage reports: made once, by the driver or by the desk for a caller; withdrawn or set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from django.db import IntegrityError
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from drivers.models import Custody, Driver
from fleet.models import Vehicle
from incidents import rules
from incidents.actions.checks import DESK, SELF, move_report, only_for, refuse_problems
from incidents.actions.photos import NewPhoto, PhotoRefusal, Sorted, keep_photos, sort_photos
from incidents.models import DamageReport, Photo
from incidents.models.numbers import next_report_number
from privacy import gate
from privacy.access import Access
from privacy.change import change
from privacy.errors import BadInput, Conflict, NotFoundHere
from privacy.sealing import seal

KEY_CHARS = 100
SEALED_TEXTS = (
    "damage_description",
    "narrative",
    "place",
    "injury_information",
    "police_reference",
    "insurance_reference",
)


# No generated repr: it would print the report into logs and tracebacks.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewReport:
    """What a person reports. Only vehicle, kind and moment are needed; empty text and None mean: not known.

    Args:
        vehicle: public id.
        driver: public id of the driver for whom the desk reports; a driver reports for themself and leaves it out.
        kind: one of rules.IncidentKind.
        happened_at: moment with a zone.
        zones: codes of rules.ZONES.
        drivable: "yes", "no" or "unknown".
        passenger_count: people in the vehicle beside the driver.
        may_name_others: the declaration that the reporter may give other people's data (R-102).
    """

    vehicle: UUID
    kind: str
    happened_at: datetime
    driver: UUID | None = None
    zones: Sequence[str] = ()
    drivable: str = rules.Drivable.UNKNOWN
    damage_description: str = ""
    narrative: str = ""
    place: str = ""
    injury_information: str = ""
    passenger_count: int | None = None
    police_reference: str = ""
    insurance_reference: str = ""
    may_name_others: bool = False

    def texts(self) -> dict[str, str]:
        """The free texts by field name."""
        return {name: getattr(self, name) for name in SEALED_TEXTS}


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """What became of a report.

    Args:
        report: public id.
        number: the number to quote.
        repeated: the same report had arrived before; nothing was made twice.
        photos: public ids of the photos kept, in order.
        refused: the photos that were not taken, each with what to do.
        warnings: codes of what looks odd but was taken: "outside_custody".
    """

    report: UUID
    number: str
    repeated: bool = False
    photos: tuple[UUID, ...] = ()
    refused: tuple[PhotoRefusal, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()


def report_damage(
    *, access: Access, report: NewReport, photos: Sequence[NewPhoto] = (), idempotency_key: str = ""
) -> ReportReceipt:
    """Take in a report, once. A photo that cannot be taken never costs the report.

    Args:
        report: what is told; see NewReport.
        photos: files, each judged by itself.
        idempotency_key: chosen by the sender; the same key with the same content gives the same report again.

    Raises:
        BadInput: with a text per field; nothing was stored, the sender keeps the form.
        Conflict: the key was used for another report.
        NotFoundHere: the vehicle or driver is not one that this access reaches.
        NotPermitted, LedgerUnavailable, VaultUnavailable
    """
    only_for(access, (*SELF, *DESK))
    _check(access, report, idempotency_key)
    digest = _digest(report, photos)
    earlier = _earlier(access, idempotency_key, digest, photos)
    if earlier is not None:
        return earlier
    judged = sort_photos(photos)
    try:
        return _make(access, report, judged, idempotency_key, digest)
    except IntegrityError:
        # The same send came twice at the same moment; the other one was first.
        earlier = _earlier(access, idempotency_key, digest, photos)
        if earlier is None:
            raise
        return earlier


def withdraw_report(*, access: Access, report: UUID) -> UUID:
    """Take back the own report, as long as no case was opened from it.

    Raises:
        Conflict: it is being handled, or ended before. NotFoundHere, NotPermitted
    """
    only_for(access, SELF)
    return _end(access, report, "withdraw", "withdrawn by the person who sent it")


def discard_report(*, access: Access, report: UUID) -> UUID:
    """Set a report aside at the desk: a duplicate or a false alarm.

    Raises:
        Conflict: it is being handled, or ended before. NotFoundHere, NotPermitted
    """
    only_for(access, DESK)
    return _end(access, report, "discard", "set aside at the desk")


def _end(access: Access, report: UUID, verb: str, reason: str) -> UUID:
    with change(access, f"incidents.{verb}_report") as work:
        row = gate.row(access, DamageReport.objects.select_for_update(of=("self",)).filter(public_id=report))
        move_report(row, verb)
        work.save(row, reason=reason)
    return row.public_id


def _check(access: Access, report: NewReport, key: str) -> None:
    """All that is wrong with the form, in one refusal."""
    facts = rules.ReportFacts(
        kind=report.kind,
        happened_at=report.happened_at,
        zones=report.zones,
        drivable=report.drivable,
        texts=report.texts(),
        passenger_count=report.passenger_count,
        may_name_others=report.may_name_others,
    )
    refuse_problems(rules.check_report(facts, now=access.at))
    if len(key) > KEY_CHARS or not key.isprintable():
        text = _("A key has at most %(limit)d printable characters.") % {"limit": KEY_CHARS}
        raise BadInput(code="bad_idempotency_key", fields={"idempotency_key": [text]})


def _make(access: Access, report: NewReport, judged: Sorted, key: str, digest: bytes) -> ReportReceipt:
    with change(access, "incidents.report_damage") as work:
        vehicle = gate.row(access, Vehicle.objects.filter(public_id=report.vehicle))
        driver = _driver(access, report, vehicle)
        row = _new_row(access, report, vehicle, driver)
        row.idempotency_key, row.content_digest = key, digest
        seal(row, **report.texts(), passenger_count=report.passenger_count)
        row.send()
        work.save(row, reason="reported")
        kept = keep_photos(work, row, judged)
        warnings = () if _in_custody(vehicle, driver, report.happened_at) else ("outside_custody",)
    return ReportReceipt(report=row.public_id, number=row.number, photos=kept, refused=judged.refused, warnings=warnings)


def _new_row(access: Access, report: NewReport, vehicle: Vehicle, driver: Driver | None) -> DamageReport:
    return DamageReport(
        number=next_report_number(access.at),
        vehicle=vehicle,
        driver=driver,
        subject_id=driver.subject_id if driver else vehicle.file_id,
        reported_by_id=access.actor.account_id,
        kind=report.kind,
        happened_at=report.happened_at,
        zones=list(dict.fromkeys(report.zones)),
        drivable=report.drivable,
        may_name_others=report.may_name_others,
    )


def _driver(access: Access, report: NewReport, vehicle: Vehicle) -> Driver | None:
    """For the desk the driver it names; for a driver the own record, that of the custody at the moment if there is one."""
    if access.role in DESK:
        return gate.row(access, Driver.objects.filter(public_id=report.driver)) if report.driver else None
    held = Custody.objects.filter(vehicle=vehicle, driver__subject=access.actor.subject_id).exclude(ends_at=F("starts_at"))
    stay = held.filter(starts_at__lte=report.happened_at).order_by("-starts_at").first() or held.order_by("starts_at").first()
    if stay is None:
        raise NotFoundHere(_("This vehicle was never in your name. Choose one of your own vehicles."))
    return gate.row(access, Driver.objects.filter(custody=stay))


def _in_custody(vehicle: Vehicle, driver: Driver | None, at: datetime) -> bool:
    """Whether that driver held the vehicle at that moment; an unknown driver is no oddity."""
    if driver is None:
        return True
    holds = Custody.objects.filter(vehicle=vehicle, driver=driver, starts_at__lte=at)
    return holds.exclude(ends_at__lte=at).exclude(ends_at=F("starts_at")).exists()


def _digest(report: NewReport, photos: Sequence[NewPhoto]) -> bytes:
    """A keyed hash of all that was sent: tells a repeated send from another one, and nobody what was in it."""
    content = asdict(report) | {"photos": [hashlib.sha256(photo.content).hexdigest() for photo in photos]}
    return salted_hmac("incidents.report", orjson.dumps(content, option=orjson.OPT_SORT_KEYS), algorithm="sha256").digest()[:16]


def _earlier(access: Access, key: str, digest: bytes, photos: Sequence[NewPhoto]) -> ReportReceipt | None:
    """The receipt of the report that this sender made with this key before."""
    if not key:
        return None
    row = DamageReport.objects.filter(reported_by_id=access.actor.account_id, idempotency_key=key).first()
    if row is None:
        return None
    if bytes(row.content_digest) != digest:
        text = _("This key was used for report %(number)s, which said something else. Use a new key for a new report.")
        raise Conflict(text % {"number": row.number}, code="key_reused")
    kept = Photo.objects.filter(report=row).order_by("position").values_list("public_id", flat=True)
    return ReportReceipt(
        report=row.public_id,
        number=row.number,
        repeated=True,
        photos=tuple(kept),
        refused=sort_photos(photos).refused,
    )
