"""The serials of report and case numbers. A sequence never waits and never gives a number twice; a rollback leaves a gap."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("incidents", "0001_initial"),)

    operations = (
        migrations.RunSQL(
            sql=(
                "CREATE SEQUENCE incidents_report_serial AS bigint START 1;"
                "CREATE SEQUENCE incidents_case_serial AS bigint START 1;"
            ),
            reverse_sql="DROP SEQUENCE incidents_case_serial; DROP SEQUENCE incidents_report_serial;",
        ),
    )
