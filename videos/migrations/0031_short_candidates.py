"""Which videos may be Shorts, by what is known of their aspect too."""

import datetime

import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex, DropIndex

UPLOADED = django.db.models.functions.comparison.Coalesce(
    "time_uploaded", "time_published", output_field=models.DateTimeField()
)
MAY_BE_SHORT = models.Q(
    models.Q(("aspect__isnull", True), ("aspect__lte", 1000), _connector="OR"),
    models.Q(
        models.Q(("video_length__gt", 0), ("video_length__lte", 60)),
        models.Q(
            django.db.models.lookups.GreaterThanOrEqual(
                UPLOADED, datetime.datetime(2024, 10, 15, 0, 0, tzinfo=datetime.UTC)
            ),
            ("video_length__gt", 60),
            ("video_length__lte", 180),
        ),
        _connector="OR",
    ),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0030_seen_conflicts")]

    operations = [
        BuildIndex(
            model_name="video",
            index=models.Index(fields=["id"], name="video_short_candidate", condition=MAY_BE_SHORT),
        ),
        DropIndex(model_name="video", name="video_may_be_short"),
    ]
