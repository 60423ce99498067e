"""Machine clients, in a step of their own: the OAuth tables they refer to need the account table first."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("allauth_idp_oidc", "0003_client_allow_uri_wildcards"),
    ]

    operations = [
        migrations.CreateModel(
            name="MachineClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("organisation_kind", models.CharField(max_length=16)),
                ("organisation_id", models.UUIDField(blank=True, null=True)),
                ("organisation_name", models.CharField(max_length=200)),
                ("purposes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="machine",
                        to="allauth_idp_oidc.client",
                    ),
                ),
            ],
        ),
    ]
