"""What a pull keeps: when assets and claims were asked for, the saved policies, and the videos in the order to pull them.

Nothing keeps anybody waiting: the columns have no default, and the indexes are made beside whoever works.
"""

from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex, DropIndex

PULLED_AT = models.DateTimeField("pulled", blank=True, help_text="from the Content ID API", null=True)
OCCURRENCES = [
    ("video_gone", "video gone"),
    ("video_back", "video back"),
    ("video_missing", "video missing on YouTube"),
    ("video_returned", "video on YouTube again"),
    ("asset_gone", "asset gone"),
    ("asset_back", "asset back"),
    ("claim_lost", "claim lost"),
    ("claim_back", "claim back"),
    ("conflict_opened", "ownership conflict opened"),
    ("conflict_over", "ownership conflict over"),
]


def pulled(name):
    condition = models.Q(("pulled_at__isnull", False))
    return models.Index(condition=condition, fields=["pulled_at"], name=name)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0021_standing_rules")]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy_id", models.TextField(db_collation="C", unique=True, verbose_name="policy ID")),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True, db_default="", default="")),
                (
                    "rules",
                    models.JSONField(
                        blank=True, default=list, help_text="as YouTube tells them: action and conditions"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, help_text="on YouTube", null=True, verbose_name="updated"),
                ),
                ("pulled_at", models.DateTimeField(verbose_name="pulled")),
                (
                    "missing_since",
                    models.DateTimeField(blank=True, help_text="YouTube no longer lists it", null=True),
                ),
            ],
            options={
                "verbose_name_plural": "policies",
                "ordering": ["name", "policy_id"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(model_name="asset", name="pulled_at", field=PULLED_AT),
        migrations.AddField(model_name="claim", name="pulled_at", field=PULLED_AT.clone()),
        migrations.AlterField(
            model_name="occurrence", name="what", field=models.CharField(choices=OCCURRENCES, max_length=15)
        ),
        BuildIndex(model_name="asset", index=pulled("asset_pulled_at")),
        BuildIndex(model_name="claim", index=pulled("claim_pulled_at")),
        BuildIndex(
            model_name="video",
            index=models.Index(models.OrderBy(models.F("pulled_at"), nulls_first=True), name="video_stalest"),
        ),
        DropIndex(model_name="video", name="video_pulled_at"),
    ]
