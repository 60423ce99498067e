"""The damage report: what a person tells, before anybody judges it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from incidents import rules
from incidents.models import words
from incidents.models.moves import move
from privacy.fields import SealedNumber, SealedText
from privacy.models import Record


class DamageReport(FSMModelMixin, Record):
    """A first notice of damage, accident, broken glass, theft or vandalism.

    It tolerates missing facts: only the vehicle, the kind and the moment are needed. `subject` is the driver, or the
    vehicle's own file where nobody knows who drove. The state moves through the methods below only.
    """

    number = models.CharField(max_length=20, unique=True, editable=False)
    vehicle = models.ForeignKey("fleet.Vehicle", models.PROTECT, related_name="+", related_query_name="damage_report")
    driver = models.ForeignKey(
        "drivers.Driver", models.PROTECT, null=True, blank=True, related_name="+", related_query_name="damage_report"
    )
    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    # An erased account leaves its reports behind without a name to them.
    reported_by = models.ForeignKey("privacy.Account", models.SET_NULL, null=True, related_name="+")
    idempotency_key = models.CharField(max_length=100, blank=True, default="")
    content_digest = models.BinaryField(max_length=16, editable=False, default=b"")

    state = FSMField(default=rules.ReportState.DRAFT, choices=list(words.REPORT_STATES.items()), protected=True)
    kind = models.CharField(max_length=20, choices=list(words.KINDS.items()))
    happened_at = models.DateTimeField()
    zones = ArrayField(models.CharField(max_length=30, choices=list(words.ZONES.items())), default=list, blank=True)
    drivable = models.CharField(max_length=10, choices=list(words.DRIVABLE.items()), default=rules.Drivable.UNKNOWN)
    may_name_others = models.BooleanField(default=False)

    damage_description = SealedText(
        item="damage_details", null=True, blank=True, max_chars=rules.TEXT_LIMITS["damage_description"]
    )
    narrative = SealedText(item="accident_details", null=True, blank=True, max_chars=rules.TEXT_LIMITS["narrative"])
    place = SealedText(item="accident_details", null=True, blank=True, max_chars=rules.TEXT_LIMITS["place"])
    injury_information = SealedText(
        item="injury_information", null=True, blank=True, max_chars=rules.TEXT_LIMITS["injury_information"]
    )
    passenger_count = SealedNumber(item="passenger_count", null=True, blank=True)
    police_reference = SealedText(item="police_report", null=True, blank=True, max_chars=rules.TEXT_LIMITS["police_reference"])
    insurance_reference = SealedText(
        item="insurance_information", null=True, blank=True, max_chars=rules.TEXT_LIMITS["insurance_reference"]
    )

    class Meta:
        verbose_name = _("damage report")
        verbose_name_plural = _("damage reports")
        ordering = ("-created_at", "-id")
        constraints = (
            # The same send, repeated by a phone on a bad line, makes one report.
            models.UniqueConstraint(
                fields=("reported_by", "idempotency_key"),
                condition=~models.Q(idempotency_key=""),
                name="one_report_per_key",
            ),
        )
        indexes = (
            models.Index(fields=("vehicle", "-happened_at"), name="report_of_vehicle"),
            models.Index(fields=("subject", "-created_at"), name="report_of_subject"),
            models.Index(fields=("state", "-created_at"), name="report_by_state"),
        )

    def __str__(self) -> str:
        return self.number

    @move(state, rules.REPORT_MOVES, "send")
    def send(self) -> None:
        """Hand the draft in."""

    @move(state, rules.REPORT_MOVES, "take_into_case")
    def take_into_case(self) -> None:
        """A case was opened from it."""

    @move(state, rules.REPORT_MOVES, "withdraw")
    def withdraw(self) -> None:
        """Taken back by the person who sent it."""

    @move(state, rules.REPORT_MOVES, "discard")
    def discard(self) -> None:
        """Set aside by the desk: a duplicate or a false alarm."""
