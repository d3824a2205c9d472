"""Conflicts with YouTube as a list of their own, and an index of the few videos that YouTube no longer returns."""

from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0019_sent_edits")]

    operations = [
        migrations.CreateModel(
            name="EditConflict",
            fields=[],
            options={
                "verbose_name": "conflict with YouTube",
                "verbose_name_plural": "conflicts with YouTube",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("videos.openedit",),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(("missing_since__isnull", False)), fields=["missing_since"], name="video_missing"
            ),
        ),
    ]
