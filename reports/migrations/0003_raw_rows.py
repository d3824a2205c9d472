"""Rows as delivered: what each feed said last, and the reports that are not merged, by month."""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = """
    line bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    facts text NOT NULL,
    kept_at timestamptz NOT NULL,
    report_id bigint NOT NULL,
    PRIMARY KEY (report_id, line, kept_at)
"""

PARTITION = f"""
DROP TABLE reports_unmergedrow;
CREATE TABLE reports_unmergedrow ({COLUMNS}) PARTITION BY RANGE (kept_at);
CREATE TABLE reports_unmergedrow_default PARTITION OF reports_unmergedrow DEFAULT;
"""
WHOLE = f"DROP TABLE reports_unmergedrow; CREATE TABLE reports_unmergedrow ({COLUMNS});"
KEY = "PRIMARY KEY (feed_id, key, line)"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_each_version_is_a_report"),
        ("videos", "0008_claim_and_conflict_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                help_text="a later delivery for the same period, where rows are kept and not merged",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaces",
                to="reports.report",
            ),
        ),
        migrations.CreateModel(
            name="UnmergedRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "report_id", "line", "kept_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("key", models.TextField(db_collation="C", help_text="the first ID that its kind names")),
                ("facts", models.TextField()),
                ("kept_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="unmerged_rows",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "feed_id", "key", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.TextField(db_collation="C")),
                ("line", models.BigIntegerField()),
                ("facts", models.TextField()),
                (
                    "feed",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="videos.feed",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["feed", "key"], name="snapshot_row_key")],
            },
        ),
        migrations.RunSQL(PARTITION, WHOLE),
        # Its index is built after a first load; that of a primary key would be written row by row.
        migrations.RunSQL(
            "ALTER TABLE reports_snapshotrow DROP CONSTRAINT reports_snapshotrow_pkey",
            f"ALTER TABLE reports_snapshotrow ADD CONSTRAINT reports_snapshotrow_pkey {KEY}",
        ),
    ]
