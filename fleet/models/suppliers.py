"""Companies that work for the lessor, and which account works for which of them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from privacy.models import Record

WORK_JOBS = "work_jobs"
"""Codename of the one permission granted on a supplier."""


class Supplier(Record):
    """A garage, body shop, roadside service, rental company or another partner that gets jobs."""

    class Kind(models.TextChoices):
        GARAGE = "garage", _("garage")
        BODY_SHOP = "body_shop", _("body shop")
        GLASS = "glass", _("glass repair")
        TYRE = "tyre", _("tyre shop")
        ROADSIDE = "roadside", _("roadside assistance")
        TOWING = "towing", _("towing service")
        RENTAL = "rental", _("rental company")
        EXPERT = "expert", _("damage expert")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=2)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        default_permissions = ()
        permissions = [(WORK_JOBS, "Work on the jobs of this supplier")]
        constraints = [
            models.UniqueConstraint(Lower("name"), "kind", "country", name="fleet_supplier_name_kind_country"),
        ]


class SupplierGrant(Record, UserObjectPermissionBase):
    """One account works for one supplier: the root of every workshop user's scope."""

    content_object = models.ForeignKey(Supplier, models.PROTECT, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("grant on a supplier")
        verbose_name_plural = _("grants on suppliers")
        # unique_together (user, permission, content_object) of the base is the composite index that scopes read by
        default_permissions = ()
