"""Vehicles and the plates they carried."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from fleet.models.employers import Employer
from fleet.models.no_overlap import no_overlapping_days
from privacy.fields import BlindIndex, SealedText
from privacy.models import Record


class Vehicle(Record):
    """One vehicle. Its identity (VIN, plate) is sealed under the vehicle's own file, a subject of kind "vehicle"."""

    class Stage(models.TextChoices):
        ORDERED = "ordered", _("ordered")
        DELIVERED = "delivered", _("delivered")
        IN_LIFE = "in_life", _("in life")
        RETURNED = "returned", _("returned")

    class Fuel(models.TextChoices):
        PETROL = "petrol", _("petrol")
        DIESEL = "diesel", _("diesel")
        ELECTRIC = "electric", _("electric")
        PLUG_IN_PETROL = "plug_in_petrol", _("plug-in hybrid, petrol")
        PLUG_IN_DIESEL = "plug_in_diesel", _("plug-in hybrid, diesel")
        HYBRID = "hybrid", _("hybrid")
        LPG = "lpg", _("LPG")
        CNG = "cng", _("natural gas")
        HYDROGEN = "hydrogen", _("hydrogen")
        OTHER = "other", _("other")

    file = models.OneToOneField("privacy.Subject", models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="vehicles")
    make = models.CharField(_("make"), max_length=60)
    model = models.CharField(_("model"), max_length=120)
    fuel_type = models.CharField(_("fuel"), max_length=20, choices=Fuel)
    co2_g_km = models.PositiveSmallIntegerField(_("CO2 in g/km"), null=True, blank=True)
    stage = FSMField(_("stage"), max_length=12, choices=Stage, default=Stage.ORDERED, protected=True)
    vin = SealedText(item="vin", max_chars=17)
    vin_index = BlindIndex(of="vin", normalise="vin")
    licence_plate = SealedText(item="licence_plate", max_chars=40)
    plate_index = BlindIndex(of="licence_plate", normalise="plate", bits=64)
    plate_country = models.CharField(_("country of the plate"), max_length=2, blank=True)
    # The next four are copies from the log and from the running contract, so that a list of vehicles is one read without joins.
    odometer_km = models.PositiveIntegerField(_("odometer in km"), null=True, blank=True)
    odometer_at = models.DateTimeField(_("odometer read at"), null=True, blank=True)
    lease_ends_on = models.DateField(_("lease ends on"), null=True, blank=True)
    lease_km_total = models.PositiveIntegerField(_("kilometres agreed"), null=True, blank=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        default_permissions = ()
        indexes = [
            models.Index(fields=["employer", "id"], name="fleet_vehicle_employer_id"),
            models.Index(fields=["plate_index"], name="fleet_vehicle_plate"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["vin_index"], name="fleet_vehicle_vin_once"),
            models.CheckConstraint(
                name="fleet_vehicle_odometer_with_time",
                condition=Q(odometer_km__isnull=True, odometer_at__isnull=True)
                | Q(odometer_km__isnull=False, odometer_at__isnull=False),
            ),
        ]

    @transition(field=stage, source=Stage.ORDERED, target=Stage.DELIVERED)
    def deliver(self) -> None:
        """Handed over by the dealer; not yet in use."""

    @transition(field=stage, source=Stage.DELIVERED, target=Stage.IN_LIFE)
    def put_in_life(self) -> None:
        """In use by a customer."""

    @transition(field=stage, source=[Stage.DELIVERED, Stage.IN_LIFE], target=Stage.RETURNED)
    def hand_back(self) -> None:
        """Back at the lessor; the file closes."""


class PlatePeriod(Record):
    """The plate a vehicle carried from one day up to, not including, another."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="plate_periods")
    plate = SealedText(item="licence_plate", max_chars=40)
    plate_index = BlindIndex(of="plate", normalise="plate", bits=64)
    country = models.CharField(_("country"), max_length=2)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("plate period")
        verbose_name_plural = _("plate periods")
        default_permissions = ()
        indexes = [models.Index(fields=["plate_index"], name="fleet_plateperiod_plate")]
        constraints = [
            models.CheckConstraint(
                name="fleet_plateperiod_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            no_overlapping_days(name="fleet_plateperiod_no_overlap", parent="vehicle", starts_on="starts_on", ends_on="ends_on"),
        ]
