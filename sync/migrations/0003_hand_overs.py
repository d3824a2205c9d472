"""Changes that are handed over to YouTube in spreadsheets, and what YouTube answers."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0002_hints"),
        ("videos", "0018_spreadsheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("making", "being made"),
                            ("made", "made"),
                            ("uploaded", "uploaded"),
                            ("answered", "answered"),
                            ("confirmed", "confirmed"),
                            ("taken_back", "taken back"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "scope",
                    models.JSONField(default=dict, help_text="which open edits were asked for, and by which templates"),
                ),
                ("error", models.TextField(blank=True, default="")),
                ("edits", models.BigIntegerField(default=0, help_text="open edits that stand in the files")),
                ("rows", models.BigIntegerField(default=0, help_text="rows of the files, without their headers")),
                (
                    "left",
                    models.BigIntegerField(
                        default=0, help_text="open edits that could not be written, and went back to the push"
                    ),
                ),
                ("accepted", models.BigIntegerField(default=0, help_text="edits that YouTube says it took")),
                ("refused", models.BigIntegerField(default=0, help_text="edits that YouTube says it refused")),
                (
                    "confirmed",
                    models.BigIntegerField(default=0, help_text="edits that a report or a pull has confirmed"),
                ),
                (
                    "overtaken",
                    models.BigIntegerField(
                        default=0, help_text="edits that people have changed since the files were made"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="files made")),
                ("uploaded_at", models.DateTimeField(blank=True, null=True, verbose_name="uploaded")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="last looked after")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "permissions": [("make_handover", "Can hand changes over to YouTube by spreadsheets")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="HandOverFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layout", models.CharField(help_text="YouTube's template", max_length=20)),
                ("name", models.TextField(help_text="YouTube names its answers after it", unique=True)),
                ("header", models.JSONField(default=list)),
                ("rows", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0, help_text="bytes")),
                ("formulas", models.BigIntegerField(default=0, help_text="cells that a spreadsheet program would run")),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="sync.handover"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HandOverAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("kind", models.CharField(choices=[("errors", "errors"), ("report", "report")], max_length=6)),
                ("rows", models.BigIntegerField(default=0)),
                ("accepted", models.BigIntegerField(default=0, help_text="rows that YouTube took")),
                ("refused", models.BigIntegerField(default=0, help_text="rows that YouTube refused")),
                (
                    "unknown",
                    models.BigIntegerField(
                        default=0, help_text="rows that fit none of the file, or say nothing certain"
                    ),
                ),
                (
                    "brought_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="sync.handoverfile"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HandOverRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "hand_over_id",
                        "video_id",
                        "field",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("field", models.TextField()),
                ("layout", models.CharField(max_length=20)),
                (
                    "key",
                    models.TextField(db_collation="C", help_text="the video ID or asset ID that the row begins with"),
                ),
                ("base", models.JSONField(help_text="what YouTube held when it was handed over", null=True)),
                ("wanted", models.JSONField(help_text="what YouTube was asked to hold", null=True)),
                (
                    "line",
                    models.BigIntegerField(help_text="as a spreadsheet counts rows, the header being 1", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for YouTube"),
                            ("accepted", "taken by YouTube"),
                            ("refused", "refused by YouTube"),
                            ("confirmed", "confirmed"),
                            ("overtaken", "changed since"),
                            ("left", "not written"),
                            ("taken_back", "taken back"),
                        ],
                        db_default="waiting",
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "error",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="why it was refused, or not written"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="sync.handoverfile",
                    ),
                ),
                (
                    "hand_over",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edit_rows",
                        to="sync.handover",
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
        migrations.CreateModel(
            name="HandOverStray",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("cells", models.JSONField(default=list)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="strays", to="sync.handoveranswer"
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("status__in", ["queued", "making", "made", "uploaded", "answered"])),
                fields=["status"],
                name="hand_over_open",
            ),
        ),
        migrations.AddIndex(
            model_name="handoverrow",
            index=models.Index(fields=["file", "line"], name="hand_over_row_line"),
        ),
        migrations.AddIndex(
            model_name="handoverrow",
            index=models.Index(fields=["hand_over", "key"], name="hand_over_row_key"),
        ),
    ]
