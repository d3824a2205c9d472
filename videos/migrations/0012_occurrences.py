"""What befell videos, assets, claims and ownership conflicts as a whole; and which change set saw a row first."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex

WHAT = [
    ("video_gone", "video gone"),
    ("video_back", "video back"),
    ("asset_gone", "asset gone"),
    ("asset_back", "asset back"),
    ("claim_lost", "claim lost"),
    ("claim_back", "claim back"),
    ("conflict_opened", "ownership conflict opened"),
    ("conflict_over", "ownership conflict over"),
]


def first_seen(model):
    name = f"{model}_first_seen"
    index = django.contrib.postgres.indexes.BrinIndex(fields=["first_seen"], name=name, pages_per_range=32)
    return BuildIndex(model_name=model, index=index)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("videos", "0011_claim_matches")]

    operations = [
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "change_set_id", "what", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(choices=WHAT, max_length=15)),
                (
                    "key",
                    models.TextField(db_collation="C", help_text="video, asset or claim ID; of a conflict the asset's"),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="occurrences",
                        to="videos.changeset",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        first_seen("video"),
        first_seen("asset"),
    ]
