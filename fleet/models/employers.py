"""Employers and their units as a tree, and who was granted which branch of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from privacy.models import Record

SEE_FLEET = "see_fleet"
"""Codename of the one permission granted on an employer; it covers every unit below."""


class Employer(Record):
    """A client company or one of its units (country, subsidiary, site, cost centre)."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        UNIT = "unit", _("unit")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=2)
    national_id_required_by_law = models.BooleanField(_("must hold the national identification number"), default=False)
    # Public ids in hexadecimal from the root down, each followed by "/". Byte order, so that a branch is one index range.
    path = models.CharField(max_length=500, unique=True, editable=False, db_collation="C")

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        default_permissions = ()
        permissions = [(SEE_FLEET, "See the fleet of this employer and of the units below")]
        indexes = [models.Index(fields=["parent", "name"], name="fleet_employer_parent_name")]
        constraints = [
            models.CheckConstraint(
                name="fleet_employer_company_is_root",
                condition=Q(kind="company", parent__isnull=True) | Q(kind="unit", parent__isnull=False),
            )
        ]


class EmployerGrant(Record, UserObjectPermissionBase):
    """One account may see one employer and the units below: the root of every fleet manager's scope.

    Made and withdrawn by actions only, so that history and ledger say who granted it, when and why.
    """

    content_object = models.ForeignKey(Employer, models.PROTECT, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("grant on an employer")
        verbose_name_plural = _("grants on employers")
        # unique_together (user, permission, content_object) of the base is the composite index that scopes read by
        default_permissions = ()
