"""What was seen of conflicts whose answer is the worker's to give."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0029_aspect"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeenConflict",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "change_set_id", "conflict_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.CharField(help_text="stands for all that was at stake in it", max_length=32)),
                (
                    "change_set",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="videos.changeset",
                    ),
                ),
                (
                    "conflict",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="videos.openedit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
