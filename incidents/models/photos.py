"""Photos of an incident. The pixels are a sealed media file; this row says what they show."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.models import words
from privacy.models import Record


class Photo(Record):
    """One photo of a report, cleaned of everything that the camera wrote into it.

    `unknown_persons` says that people stand in view who were not asked; until somebody says otherwise, nobody knows
    (null), and a photo of the scene is treated as if they did.
    """

    report = models.ForeignKey("incidents.DamageReport", models.PROTECT, related_name="+", related_query_name="photo")
    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    image = models.OneToOneField("privacy.MediaFile", models.PROTECT, related_name="+", related_query_name="photo")
    mark = models.CharField(max_length=10, choices=list(words.PHOTO_MARKS.items()), default=rules.PhotoMark.OTHER)
    unknown_persons = models.BooleanField(null=True, default=None)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("report", "position"), name="one_photo_per_position"),)

    def __str__(self) -> str:
        return str(self.public_id)
