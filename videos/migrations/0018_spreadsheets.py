"""Spreadsheets that people bring, and what their rows would change."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0017_views_by_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Spreadsheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("ready", "ready"),
                            ("failed", "not readable"),
                            ("taken", "confirmed"),
                            ("discarded", "discarded"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField(help_text="the file, until it is read", null=True)),
                ("error", models.TextField(blank=True, default="")),
                (
                    "columns",
                    models.JSONField(
                        default=list, help_text="of each column its name, what it is, and which field it tells"
                    ),
                ),
                ("fields", models.JSONField(default=list, help_text="the fields that would change")),
                ("rows", models.BigIntegerField(default=0, help_text="rows that are not blank")),
                ("changing", models.BigIntegerField(default=0, verbose_name="rows that change something")),
                ("refused", models.BigIntegerField(default=0, verbose_name="rows with an error")),
                (
                    "videos",
                    models.BigIntegerField(
                        default=0, help_text="videos that would change, others of the same assets included"
                    ),
                ),
                (
                    "irreversible",
                    models.BigIntegerField(default=0, help_text="public videos that would become private"),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "change_set",
                    models.OneToOneField(
                        blank=True,
                        help_text="what it became",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="spreadsheet",
                        to="videos.changeset",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spreadsheets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [("export_spreadsheet", "Can export videos as a spreadsheet")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SpreadsheetRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "spreadsheet_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.BigIntegerField(help_text="as a spreadsheet counts them, the header being 1")),
                ("key", models.TextField(blank=True, default="")),
                (
                    "changes",
                    models.JSONField(help_text="field → [what the video holds, what it shall hold]", null=True),
                ),
                ("errors", models.JSONField(help_text="column → sentence", null=True)),
                ("cells", models.JSONField(help_text="of a row with an error, as they came", null=True)),
                (
                    "skipped",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="why it was left when it was applied"
                    ),
                ),
                (
                    "spreadsheet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed",
                        to="videos.spreadsheet",
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="spreadsheet",
            index=models.Index(
                condition=models.Q(("status", "reading")), fields=["status"], name="spreadsheet_reading"
            ),
        ),
        migrations.AddIndex(
            model_name="spreadsheetrow",
            index=models.Index(
                condition=models.Q(("errors__isnull", False)), fields=["spreadsheet", "line"], name="spreadsheet_error"
            ),
        ),
        migrations.AddIndex(
            model_name="spreadsheetrow",
            index=models.Index(
                condition=models.Q(("skipped", ""), _negated=True),
                fields=["spreadsheet", "line"],
                name="spreadsheet_left",
            ),
        ),
    ]
