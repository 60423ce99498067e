"""The row of a stored photograph. The pixels are a sealed file in the media storage; this row says where, and for whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.fields import SealedJSON, SealedText
from privacy.models.record import Record


class MediaFile(Record):
    """One photograph of one subject, as two sealed files: the picture and its thumbnail.

    The files are sealed under the data key of the subject and of the retention class of `item`, and are bound to this row's
    public id; the head of each file names its key. Shredding that key leaves noise on the disk and in every backup of it.
    The row is reached through the domain row that shows the picture (see `privacy.media.registry`), never by itself.
    """

    subject = models.ForeignKey("privacy.Subject", models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    storage_name = models.CharField(max_length=200, unique=True)
    thumbnail_name = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_size = models.PositiveIntegerField(help_text="size of the picture before sealing, in bytes")
    # ISO 8601, with offset where the camera told one: a date alone would lose the hour, which is what a claim asks for.
    captured_at = SealedText(item="photo_capture", max_chars=40)
    captured_place = SealedJSON(item="photo_capture")

    class Meta:
        app_label = "privacy"
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
