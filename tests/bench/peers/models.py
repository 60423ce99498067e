"""Vehicles and drivers of the same shape as ours, unsealed and unrecorded; and the object log of the audited peer."""

from django.db import models
from guardian.models import UserObjectPermissionBase


class PlainEmployer(models.Model):
    """An employer, with guardian grants by direct foreign key."""

    name = models.CharField(max_length=100)

    class Meta:
        permissions = [("see_plain_fleet", "see the fleet")]

    def __str__(self) -> str:
        return self.name


class PlainEmployerGrant(UserObjectPermissionBase):
    """A grant on an employer."""

    content_object = models.ForeignKey(PlainEmployer, on_delete=models.CASCADE)


class PlainDriver(models.Model):
    """A driver with twelve readable columns."""

    full_name = models.TextField()
    email = models.TextField()
    phone = models.TextField()
    postal_address = models.TextField()
    date_of_birth = models.DateField()
    gender = models.TextField()
    nationality = models.TextField()
    national_id_number = models.TextField()
    driver_id = models.TextField()
    bank_account_details = models.TextField()
    driving_licence = models.TextField()
    operational_contact = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class PlainVehicle(models.Model):
    """A vehicle with its driver at hand, the best case for select_related."""

    employer = models.ForeignKey(PlainEmployer, on_delete=models.PROTECT)
    driver = models.ForeignKey(PlainDriver, on_delete=models.PROTECT)
    public_id = models.UUIDField()
    licence_plate = models.TextField()
    plate_country = models.TextField()
    make = models.TextField()
    model = models.TextField()
    fuel_type = models.TextField()
    co2_g_km = models.IntegerField()
    stage = models.TextField()
    odometer_km = models.IntegerField()
    odometer_at = models.DateTimeField()
    lease_ends_on = models.DateField()
    lease_km_total = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["employer", "id"], name="peers_vehicle_employer")]

    def __str__(self) -> str:
        return str(self.pk)


class ObjectLog(models.Model):
    """One row per object shown, as audit packages write it."""

    user_id = models.BigIntegerField()
    object_kind = models.TextField()
    object_id = models.BigIntegerField()
    object_text = models.TextField()
    action = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
