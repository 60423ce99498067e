"""Lease contracts and the versions of what they agree."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from fleet.models.employers import Employer
from fleet.models.vehicles import Vehicle
from privacy.models import Record


class Service(models.TextChoices):
    """What a contract can include."""

    MAINTENANCE = "maintenance", _("maintenance and repair")
    TYRES = "tyres", _("tyres")
    WINTER_TYRES = "winter_tyres", _("winter tyres")
    ROADSIDE = "roadside", _("roadside assistance")
    REPLACEMENT_CAR = "replacement_car", _("replacement car")
    INSURANCE = "insurance", _("insurance")
    FUEL_CARD = "fuel_card", _("fuel card")
    CHARGE_CARD = "charge_card", _("charging card")
    HOME_CHARGER = "home_charger", _("home charger")
    FINES = "fines", _("handling of fines")


class LeaseContract(Record):
    """One lease of one vehicle by one client or by one private lessee, never by both."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    class Category(models.TextChoices):
        OPERATIONAL = "operational", _("operational lease")
        FINANCIAL = "financial", _("financial lease")
        SHORT = "short", _("short lease")
        PRIVATE = "private", _("private lease")

    # The file of the vehicle, repeated here so that a decision needs no join to the vehicle.
    file = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    number = models.CharField(_("contract number"), max_length=40, unique=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="contracts")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="contracts")
    lessee = models.ForeignKey("privacy.Subject", models.PROTECT, null=True, blank=True, related_name="+")
    # The version agreed last, so that a list reads it by a forward join; versions in force by date are in the card.
    latest = models.OneToOneField("fleet.ContractVersion", models.PROTECT, null=True, blank=True, related_name="latest_of")
    state = FSMField(_("state"), max_length=10, choices=State, default=State.DRAFT, protected=True)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("lease contract")
        verbose_name_plural = _("lease contracts")
        default_permissions = ()
        indexes = [
            models.Index(fields=["employer", "id"], name="fleet_contract_employer_id"),
            models.Index(fields=["lessee"], name="fleet_contract_lessee"),
        ]
        constraints = [
            models.CheckConstraint(
                name="fleet_contract_one_customer",
                condition=Q(employer__isnull=False, lessee__isnull=True) | Q(employer__isnull=True, lessee__isnull=False),
            ),
            models.CheckConstraint(
                name="fleet_contract_private_has_lessee",
                condition=Q(category="private", lessee__isnull=False) | (~Q(category="private") & Q(lessee__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(state="active"), name="fleet_contract_one_active_per_vehicle"
            ),
            models.CheckConstraint(
                name="fleet_contract_end_day_when_ended",
                condition=Q(state="ended", ended_on__isnull=False) | (~Q(state="ended") & Q(ended_on__isnull=True)),
            ),
        ]

    @transition(field=state, source=State.DRAFT, target=State.ACTIVE)
    def activate(self) -> None:
        """Signed: the lease runs."""

    @transition(field=state, source=[State.DRAFT, State.ACTIVE], target=State.ENDED)
    def end(self) -> None:
        """Over, at its term or before; a draft that was never signed ends too."""


class ContractVersion(Record):
    """What a contract agrees from one day on. Never changed: each change is a new version."""

    contract = models.ForeignKey(LeaseContract, models.PROTECT, related_name="versions")
    file = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    in_force_from = models.DateField(_("in force from"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    term_months = models.PositiveSmallIntegerField(_("term in months"))
    start_km = models.PositiveIntegerField(_("odometer at the start in km"), default=0)
    km_total = models.PositiveIntegerField(_("kilometres agreed"))
    free_band_km = models.PositiveIntegerField(_("kilometres not settled"), default=0)
    instalment = models.DecimalField(_("instalment per month without VAT"), max_digits=10, decimal_places=2)
    excess_rate = models.DecimalField(_("charge per excess km"), max_digits=8, decimal_places=4, default=0)
    refund_rate = models.DecimalField(_("refund per unused km"), max_digits=8, decimal_places=4, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    services = ArrayField(models.CharField(max_length=20, choices=Service), verbose_name=_("services"), default=list)

    class Meta:
        verbose_name = _("contract version")
        verbose_name_plural = _("contract versions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contract", "version"], name="fleet_contractversion_number"),
            models.CheckConstraint(name="fleet_contractversion_days", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        triggers = [
            pgtrigger.Protect(name="contract_version_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
