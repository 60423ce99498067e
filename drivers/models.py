"""Drivers, the custody of vehicles (the one link from a vehicle to a person), and what is noted of imports."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from drivers import rules
from privacy.fields import BlindIndex, NameTokens, SealedDate, SealedText
from privacy.models import Record

HOLDERS = [
    (rules.HolderKind.DRIVER.value, _("driver")),
    (rules.HolderKind.POOL.value, _("pool")),
    (rules.HolderKind.GARAGE.value, _("garage")),
    (rules.HolderKind.TOW.value, _("towing company")),
    (rules.HolderKind.REPLACEMENT.value, _("driver, as a replacement car")),
    (rules.HolderKind.LESSOR.value, _("lessor")),
]
SOURCES = [
    (rules.Source.HANDOVER_FORM.value, _("signed handover form")),
    (rules.Source.DRIVER_CONFIRMED.value, _("confirmed by the driver")),
    (rules.Source.DESK.value, _("entered at the desk")),
    (rules.Source.IMPORT.value, _("import")),
]
ATTENTIONS = [("employment_ended", _("the employment ended while the vehicle was still held"))]


class Driver(Record):
    """One person who drives: an employee of a client for one employment, or a private lessee.

    A private lessee has no employer and no employment interval.
    """

    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+", related_query_name="driver")
    employer = models.ForeignKey(
        "fleet.Employer", models.PROTECT, null=True, blank=True, related_name="+", related_query_name="driver"
    )
    employed_from = models.DateTimeField(null=True, blank=True)
    employed_to = models.DateTimeField(null=True, blank=True)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)

    full_name = SealedText(item="full_name", max_chars=200)
    email = SealedText(item="email", max_chars=254)
    phone = SealedText(item="phone", max_chars=40)
    postal_address = SealedText(item="postal_address", max_chars=500)
    date_of_birth = SealedDate(item="date_of_birth")
    gender = SealedText(item="gender", max_chars=40)
    nationality = SealedText(item="nationality", max_chars=80)
    national_id_number = SealedText(item="national_id_number", max_chars=40)
    driver_id = SealedText(item="driver_id", max_chars=60)
    bank_account_details = SealedText(item="bank_account_details", max_chars=120)
    driving_licence = SealedText(item="driving_licence", max_chars=200)
    operational_contact = SealedText(item="operational_contact", max_chars=300)

    email_index = BlindIndex(of="email", normalise="email", bits=64)
    driver_id_index = BlindIndex(of="driver_id", normalise="text", bits=64)
    phone_index = BlindIndex(of="phone", normalise="phone", bits=64)
    name_tokens = NameTokens(of="full_name")

    class Meta:
        indexes = [
            models.Index(fields=["employer", "id"], name="driver_employer_id"),
            models.Index(fields=["subject"], name="driver_subject"),
            models.Index(fields=["email_index"], name="driver_email"),
            models.Index(fields=["driver_id_index"], name="driver_driver_id"),
        ]
        constraints = [
            models.CheckConstraint(
                name="driver_employment_in_order",
                condition=Q(employed_to=None) | Q(employed_from__isnull=False, employed_to__gte=F("employed_from")),
            ),
            models.CheckConstraint(
                name="driver_employment_needs_employer",
                condition=Q(employer=None, employed_from=None) | Q(employer__isnull=False, employed_from__isnull=False),
            ),
        ]


class Custody(Record):
    """Who held one vehicle from ``starts_at`` up to, not including, ``ends_at`` (None: still running).

    No two intervals of one vehicle share an instant; the database refuses it. A withdrawn plan is kept as an empty
    interval (``ends_at == starts_at``), which overlaps nothing and holds no instant.
    """

    # The hidden reverse name lets queries of this app join from a vehicle to its holder; fleet itself never sees it.
    vehicle = models.ForeignKey("fleet.Vehicle", models.PROTECT, related_name="+", related_query_name="custody")
    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="custody")
    holder_kind = models.CharField(max_length=12, choices=HOLDERS)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    planned = models.BooleanField(default=False)
    source = models.CharField(max_length=20, choices=SOURCES)
    evidence = models.CharField(max_length=40, blank=True, default="")
    attention = models.CharField(max_length=20, blank=True, default="", choices=ATTENTIONS)

    class Meta:
        verbose_name_plural = "custodies"
        indexes = [
            models.Index(fields=["vehicle", "starts_at"], name="custody_vehicle_start"),
            models.Index(fields=["driver", "starts_at"], name="custody_driver_start"),
        ]
        constraints = [
            # A range of one id stands in for plain equality, so the constraint needs no PostgreSQL extension.
            ExclusionConstraint(
                name="custody_one_holder_at_a_time",
                index_type="GIST",
                expressions=[
                    (
                        Func(
                            F("vehicle"),
                            F("vehicle"),
                            Value("[]"),
                            function="int8range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(name="custody_interval_in_order", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))),
            models.CheckConstraint(
                name="custody_holder_fits_driver",
                condition=(
                    Q(holder_kind__in=sorted(rules.HELD_BY_A_PERSON), driver__isnull=False)
                    | Q(holder_kind__in=sorted(rules.HELD_BY_NOBODY_NAMED), driver__isnull=True)
                    | Q(holder_kind__in=["garage", "tow"])
                ),
            ),
        ]


class ImportRun(Record):
    """One reading of one file of one kind. Nothing of the file is kept but a keyed hash, by which it is known again."""

    class Kind(models.TextChoices):
        VEHICLES = "vehicles", _("vehicles")
        CONTRACTS = "contracts", _("contracts")
        DRIVERS = "drivers", _("drivers")
        CUSTODY = "custody", _("who has which vehicle")
        ODOMETER = "odometer", _("odometer readings")

    kind = models.CharField(max_length=10, choices=Kind)
    dry_run = models.BooleanField()
    file_hash = models.BinaryField(max_length=32)
    lines_total = models.PositiveIntegerField(default=0)
    # Lines are worked on in order, a batch in one transaction: everything up to this line number is settled.
    settled_to = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["file_hash"], name="import_run_file")]


class ImportLine(models.Model):
    """What became of one line of a file: its number, a keyed hash, the outcome, and codes per column. Never a value."""

    class Outcome(models.TextChoices):
        ADDED = "added", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=16)
    outcome = models.CharField(max_length=10, choices=Outcome)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="import_line_outcome")]

    def __str__(self) -> str:
        return f"line {self.number}: {self.outcome}"
