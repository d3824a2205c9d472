"""When a video was asked for last stands beside its counters: nearly every pull finds the wide row as it was.

Nothing keeps anybody waiting: the column has no default, and the indexes are made beside whoever works.
"""

from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex, DropIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0022_pulled")]

    operations = [
        migrations.AddField(
            model_name="videostatistics",
            name="pulled_at",
            field=models.DateTimeField(
                "pulled", editable=False, help_text="when the Data API was asked for the video last", null=True
            ),
        ),
        migrations.AlterField(
            model_name="video",
            name="pulled_at",
            field=models.DateTimeField(
                "pulled", blank=True, help_text="when the Data API last told something new of it", null=True
            ),
        ),
        BuildIndex(
            model_name="videostatistics",
            index=models.Index(models.OrderBy(models.F("pulled_at"), nulls_first=True), name="videostatistics_stalest"),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(("pulled_at__isnull", False)), fields=["pulled_at"], name="video_pulled_at"
            ),
        ),
        DropIndex(model_name="video", name="video_stalest"),
    ]
