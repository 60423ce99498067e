"""The case: what the lessor does about a report, who works it, which workshop has the job."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from incidents import rules
from incidents.models import words
from incidents.models.moves import move
from privacy.fields import SealedText
from privacy.models import Record


class Case(FSMModelMixin, Record):
    """One case, opened by an agent from a report or for a vehicle. The agent's access to the people in it hangs on `agent`."""

    number = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=list(words.KINDS.items()))
    report = models.OneToOneField(
        "incidents.DamageReport", models.PROTECT, null=True, blank=True, related_name="+", related_query_name="case"
    )
    vehicle = models.ForeignKey("fleet.Vehicle", models.PROTECT, related_name="+", related_query_name="incident_case")
    driver = models.ForeignKey(
        "drivers.Driver", models.PROTECT, null=True, blank=True, related_name="+", related_query_name="incident_case"
    )
    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    agent = models.ForeignKey("privacy.Account", models.SET_NULL, null=True, related_name="+")

    state = FSMField(default=rules.CaseState.OPENED, choices=list(words.CASE_STATES.items()), protected=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    workshop = models.ForeignKey(
        "fleet.Supplier", models.PROTECT, null=True, blank=True, related_name="+", related_query_name="incident_case"
    )
    job_state = FSMField(default=rules.JobState.NONE, choices=list(words.JOB_STATES.items()), protected=True)
    job_since = models.DateTimeField(null=True, blank=True)
    job_until = models.DateTimeField(null=True, blank=True)

    # Where the workshop fetches the car; stands only while the job lasts.
    pick_up_place = SealedText(item="delivery_or_pickup_location", max_chars=rules.TEXT_LIMITS["pick_up_place"])

    insurance_state = models.CharField(
        max_length=20, choices=list(words.INSURANCE_STATES.items()), default=rules.InsuranceState.UNKNOWN
    )
    claim_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    excess_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=("agent", "state"), name="case_of_agent"),
            models.Index(fields=("vehicle", "-opened_at"), name="case_of_vehicle"),
            models.Index(fields=("subject", "-opened_at"), name="case_of_subject"),
            models.Index(fields=("workshop", "job_state"), name="case_of_workshop"),
        )

    def __str__(self) -> str:
        return self.number

    @move(state, rules.CASE_MOVES, "start")
    def start(self) -> None:
        """Work begins."""

    @move(state, rules.CASE_MOVES, "wait")
    def wait(self) -> None:
        """Somebody else has to do something first."""

    @move(state, rules.CASE_MOVES, "resume")
    def resume(self) -> None:
        """The wait is over."""

    @move(state, rules.CASE_MOVES, "close")
    def close(self) -> None:
        """All is done."""

    @move(state, rules.CASE_MOVES, "reopen")
    def reopen(self) -> None:
        """It was not done after all."""

    @move(job_state, rules.JOB_MOVES, "refer")
    def refer(self) -> None:
        """A workshop gets the job, and with it the field list of a live job."""

    @move(job_state, rules.JOB_MOVES, "finish")
    def finish(self) -> None:
        """The job ends, and with it what the workshop sees."""


class CaseNote(Record):
    """One entry of the conversation log of a case. Written once; a correction is a new entry."""

    case = models.ForeignKey("incidents.Case", models.PROTECT, related_name="+", related_query_name="note")
    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    author = models.ForeignKey("privacy.Account", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    text = SealedText(item="correspondence", max_chars=rules.TEXT_LIMITS["note"])

    class Meta:
        verbose_name = _("note on a case")
        verbose_name_plural = _("notes on cases")
        ordering = ("-written_at", "-id")
        indexes = (models.Index(fields=("case", "-written_at"), name="note_of_case"),)

    def __str__(self) -> str:
        return str(self.public_id)
