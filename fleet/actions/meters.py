"""Corrections of the odometer log, and meters that are replaced. Nothing is overwritten: a new row supersedes the old."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fleet.actions.meter_log import MeterLog, load_logs
from fleet.actions.odometer import SOURCE_OF_ROLE, Outcome, moment_problems, outcome, show_on_vehicles
from fleet.actions.permitted import KEEPERS, READERS_OF_METERS, only
from fleet.actions.vehicles import locked_vehicle
from fleet.actions.wording import bad_input, conflicts_in_words
from fleet.models import OdometerReading, Vehicle
from fleet.rules.malformed import Malformed
from fleet.rules.odometer import ACCEPTED, Measured, measure
from privacy import gate
from privacy.access import Access
from privacy.change import Change, change
from privacy.errors import Conflict

GARAGE_ROLES = KEEPERS | {"workshop"}


def correct_odometer(
    *, access: Access, reading: UUID, value: object, unit: str = "km", read_at: datetime | None = None
) -> Outcome:
    """Replace a reading by what was really on the meter; the old one stays in the log as superseded.

    `read_at` stays when None. The new value is judged like any other, and so are readings in quarantine that the wrong
    one had made look wrong. Raises NotPermitted, NotFoundHere, BadInput and Conflict (corrected meanwhile, or a
    replacement of the meter, which replace_meter corrects).
    """
    only(access, READERS_OF_METERS)
    measured = _measured("value", value, unit)
    _refuse_moment(read_at)

    def corrected(log: MeterLog, old: OdometerReading) -> OdometerReading:
        return log.reading(measured, read_at or old.read_at, old.source, access.at, supersedes=old)

    return _supersede(access, "fleet.correct_odometer", reading, corrected)


def confirm_odometer(*, access: Access, reading: UUID) -> Outcome:
    """Accept a reading in quarantine as it is, after somebody looked into it.

    Raises NotPermitted, NotFoundHere and Conflict (not in quarantine any more).
    """
    only(access, KEEPERS)

    def confirmed(log: MeterLog, old: OdometerReading) -> OdometerReading:
        if old.status == ACCEPTED:
            raise Conflict(_("This reading is accepted already. Reload the page."), code="reading_accepted")
        measured = measure(old.original_value, old.original_unit)
        accepted = {"status": ACCEPTED, "suspicion": "", "supersedes": old}
        return log.reading(measured, old.read_at, old.source, access.at, **accepted)

    return _supersede(access, "fleet.confirm_odometer", reading, confirmed)


def _supersede(access: Access, verb: str, reading: UUID, make: Callable[[MeterLog, OdometerReading], OdometerReading]) -> Outcome:
    with conflicts_in_words(), change(access, verb) as work:
        old = gate.row(access, OdometerReading.objects.filter(public_id=reading))
        vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=old.vehicle_id)
        _refuse_superseded(old)
        if old.meter_replaced:
            text = _("This is a replacement of the meter. Enter the replacement again.")
            raise Conflict(text, code="reading_is_replacement")
        log = load_logs([vehicle])[vehicle.pk]
        log.remove(old)
        new = make(log, old)
        _settle(access, work, log, new)
    return outcome(new)


def replace_meter(
    *,
    access: Access,
    vehicle: UUID,
    old_meter: object,
    new_meter: object = 0,
    unit: str = "km",
    replaced_at: datetime | None = None,
    corrects: UUID | None = None,
) -> Outcome:
    """Note that the meter was replaced: later readings count on from what the old meter showed.

    `old_meter` and `new_meter` are what both showed at the change, in `unit`; `corrects` is the public id of an earlier
    note of the same replacement that was wrong. Raises NotPermitted, NotFoundHere, BadInput and Conflict.
    """
    only(access, GARAGE_ROLES)
    old, new = _measured("old_meter", old_meter, unit), _measured("new_meter", new_meter, unit)
    _refuse_moment(replaced_at, field="replaced_at")
    at = replaced_at or access.at
    with conflicts_in_words(), change(access, "fleet.replace_meter") as work:
        car = locked_vehicle(access, vehicle)
        log = load_logs([car])[car.pk]
        wrong = _wrong_replacement(access, car, corrects)
        if wrong:
            log.remove(wrong)
        km = max(old.km + log.offset_at(at), 0)
        verdict = log.judge(km, at, access.at)
        columns = {
            "value_km": km,
            "offset_km": km - new.km,
            "meter_replaced": True,
            "status": verdict.status,
            "suspicion": verdict.suspicion,
            "supersedes": wrong,
        }
        source = SOURCE_OF_ROLE.get(access.role, OdometerReading.Source.GARAGE)
        row = log.reading(new, at, source, access.at, **columns)
        _settle(access, work, log, row)
    return outcome(row)


def _wrong_replacement(access: Access, vehicle: Vehicle, corrects: UUID | None) -> OdometerReading | None:
    if corrects is None:
        return None
    replacements = OdometerReading.objects.filter(vehicle=vehicle, meter_replaced=True)
    wrong: OdometerReading = gate.row(access, replacements.filter(public_id=corrects))
    _refuse_superseded(wrong)
    return wrong


def _settle(access: Access, work: Change, log: MeterLog, row: OdometerReading) -> None:
    """Save the row, then what has to be judged anew because of it, then the vehicle's own figure."""
    work.save(row)
    log.add(row)
    work.bulk_create(OdometerReading, list(log.overtaken(access.at)))
    show_on_vehicles(work, [log])


def _refuse_superseded(row: OdometerReading) -> None:
    if OdometerReading.objects.filter(supersedes=row).exists():
        text = _("Somebody else corrected this reading. Reload the page and try again.")
        raise Conflict(text, code="reading_corrected")


def _measured(field: str, value: object, unit: str) -> Measured:
    try:
        return measure(value, unit)
    except Malformed as problem:
        raise bad_input({"unit" if problem.code == "odometer_unit" else field: problem.code}) from None


def _refuse_moment(moment: datetime | None, field: str = "read_at") -> None:
    if problems := moment_problems(moment):
        raise bad_input({field: problems["read_at"]})
