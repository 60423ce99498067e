"""The serializers that a user would write first."""

from rest_framework import serializers

from tests.bench.peers.models import PlainDriver, PlainVehicle

SIX = ["id", "full_name", "email", "phone", "postal_address", "driver_id", "operational_contact"]


class NestedDriver(serializers.ModelSerializer[PlainDriver]):
    """Six items of a driver."""

    class Meta:
        model = PlainDriver
        fields = SIX


class WholeDriver(serializers.ModelSerializer[PlainDriver]):
    """Twelve items of a driver."""

    class Meta:
        model = PlainDriver
        fields = "__all__"


class VehicleWithDriver(serializers.ModelSerializer[PlainVehicle]):
    """A vehicle with its nested driver."""

    driver = NestedDriver()

    class Meta:
        model = PlainVehicle
        exclude = ["id", "employer"]
