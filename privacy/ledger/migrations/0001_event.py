"""The ledger's table: monthly partitions, refusing triggers, and a function that the application may call to add a month."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

TABLE = """
CREATE SEQUENCE ledger_event_id_seq AS bigint;
CREATE TABLE ledger_event (
    id bigint NOT NULL DEFAULT nextval('ledger_event_id_seq'),
    event_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    verb text NOT NULL DEFAULT '',
    actor_ref uuid,
    actor_name text NOT NULL,
    role text NOT NULL,
    organisation_kind text NOT NULL,
    organisation_id uuid,
    organisation_name text NOT NULL DEFAULT '',
    recipient text NOT NULL DEFAULT '',
    purpose text NOT NULL,
    legal_basis text NOT NULL DEFAULT '',
    policy_version text NOT NULL,
    channel text NOT NULL,
    request_id text NOT NULL,
    case_id uuid,
    emergency_id uuid,
    object_kind text NOT NULL DEFAULT '',
    object_ids uuid[] NOT NULL DEFAULT '{}',
    subject_refs uuid[] NOT NULL DEFAULT '{}',
    items jsonb NOT NULL DEFAULT '{}',
    withheld jsonb NOT NULL DEFAULT '{}',
    keys_opened integer NOT NULL DEFAULT 0,
    detail jsonb NOT NULL DEFAULT '{}',
    salt bytea NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
ALTER SEQUENCE ledger_event_id_seq OWNED BY ledger_event.id;
CREATE INDEX ledger_event_subjects ON ledger_event USING gin (subject_refs) WITH (fastupdate = on);
CREATE INDEX ledger_event_actor ON ledger_event (actor_ref, at DESC);
CREATE INDEX ledger_event_purpose ON ledger_event (purpose, at DESC);
CREATE INDEX ledger_event_at ON ledger_event USING brin (at);
CREATE INDEX ledger_event_event_id ON ledger_event (event_id);
"""

# Triggers stop accidents and a taken-over application; the signed tree outside the database is what catches its administrator.
REFUSALS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_no_change BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

# Runs with its owner's rights, so that the application can add a month without being allowed to create or drop tables.
MONTHS = """
CREATE FUNCTION ledger_make_month(moment timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    following timestamptz := (date_trunc('month', moment AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'ledger_event_' || to_char(moment AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_make_month'));
    IF to_regclass('public.' || quote_ident(name)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF ledger_event FOR VALUES FROM (%L) TO (%L)', name, first, following);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()',
                       name || '_no_truncate', name);
    END IF;
    RETURN name;
END $$;
REVOKE ALL ON FUNCTION ledger_make_month(timestamptz) FROM PUBLIC;
SELECT ledger_make_month(now());
SELECT ledger_make_month(now() + interval '1 month');
"""

UNDO = """
DROP TABLE ledger_event;
DROP FUNCTION ledger_make_month(timestamptz);
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(sql=[TABLE, REFUSALS, MONTHS], reverse_sql=UNDO),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("outcome", models.CharField(max_length=16)),
                ("verb", models.CharField(max_length=64)),
                ("actor_ref", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=64)),
                ("organisation_kind", models.CharField(max_length=16)),
                ("organisation_id", models.UUIDField(null=True)),
                ("organisation_name", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=64)),
                ("purpose", models.CharField(max_length=64)),
                ("legal_basis", models.CharField(max_length=64)),
                ("policy_version", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=16)),
                ("request_id", models.CharField(max_length=64)),
                ("case_id", models.UUIDField(null=True)),
                ("emergency_id", models.UUIDField(null=True)),
                ("object_kind", models.CharField(max_length=64)),
                ("object_ids", ArrayField(models.UUIDField())),
                ("subject_refs", ArrayField(models.UUIDField())),
                ("items", models.JSONField()),
                ("withheld", models.JSONField()),
                ("keys_opened", models.IntegerField()),
                ("detail", models.JSONField()),
                ("salt", models.BinaryField()),
            ],
            options={"db_table": "ledger_event", "managed": False},
        ),
    ]
