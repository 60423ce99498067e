"""The odometer log: every reading ever sent, never overwritten."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fleet.models.vehicles import Vehicle
from privacy.models import Record


class Suspicion(models.TextChoices):
    """Why a reading is in quarantine, in words that reveal no other reading."""

    UNIT_SLIP = (
        "unit_slip",
        _("This looks a thousand times too large or too small: metres instead of kilometres, or only the thousands."),
    )
    DIGIT_SWAP = "digit_swap", _("Two digits seem to have changed places.")
    BACKWARDS = "backwards", _("This is lower than an earlier reading of this vehicle.")
    BEYOND_LATER = "beyond_later", _("This is higher than a later reading of this vehicle.")
    TOO_FAST = "too_fast", _("This is more than a vehicle can run in the time between two readings.")
    VERY_HIGH = "very_high", _("This is more than a leased vehicle runs in its life.")
    IN_FUTURE = "in_future", _("The date of this reading lies in the future.")


class OdometerReading(Record):
    """One reading, or one replacement of the meter.

    `value_km` is the distance the vehicle has run: what the meter showed, in km, plus the offset of the meters before
    it. A row is decided when it is written and stays as it is; a correction is a new row that supersedes the old one,
    and a row counts only while no other supersedes it.
    """

    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        QUARANTINED = "quarantined", _("in quarantine")

    class Source(models.TextChoices):
        DRIVER = "driver", _("driver")
        GARAGE = "garage", _("garage")
        CARD = "card", _("fuel or charging card")
        TELEMATICS = "telematics", _("telematics")
        INSPECTION = "inspection", _("inspection")
        REGISTRY = "registry", _("vehicle registry")
        LESSOR = "lessor", _("lessor")

    class Unit(models.TextChoices):
        KM = "km", _("km")
        MILES = "mi", _("miles")

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="odometer_readings")
    value_km = models.PositiveIntegerField(_("distance run in km"))
    original_value = models.DecimalField(_("as read"), max_digits=12, decimal_places=1)
    original_unit = models.CharField(_("unit"), max_length=2, choices=Unit, default=Unit.KM)
    offset_km = models.IntegerField(_("km of earlier meters"), default=0)
    read_at = models.DateTimeField(_("read at"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    suspicion = models.CharField(_("suspicion"), max_length=12, choices=Suspicion, blank=True)
    meter_replaced = models.BooleanField(_("meter replaced"), default=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta:
        verbose_name = _("odometer reading")
        verbose_name_plural = _("odometer readings")
        default_permissions = ()
        indexes = [models.Index(fields=["vehicle", "read_at"], name="fleet_odometer_vehicle_read_at")]
        constraints = [
            models.CheckConstraint(
                name="fleet_odometer_suspicion_when_quarantined",
                condition=Q(status="quarantined", suspicion__gt="") | Q(status="accepted", suspicion=""),
            ),
            models.CheckConstraint(
                name="fleet_odometer_not_its_own_successor",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="odometer_log_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
