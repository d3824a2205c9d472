"""The Shorts desk: which candidates are before whom, and an index of the videos that may be Shorts by YouTube's rule."""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex

UPLOADED = django.db.models.functions.comparison.Coalesce(
    "time_uploaded", "time_published", output_field=models.DateTimeField()
)
MAY_BE_SHORT = models.Q(
    models.Q(("video_length__gt", 0), ("video_length__lte", 60)),
    models.Q(
        django.db.models.lookups.GreaterThanOrEqual(
            UPLOADED, datetime.datetime(2024, 10, 15, 0, 0, tzinfo=datetime.UTC)
        ),
        ("video_length__gt", 60),
        ("video_length__lte", 180),
    ),
    _connector="OR",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("videos", "0015_rarer_claim_status"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShortLook",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="videos.video",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("until", models.DateTimeField(help_text="kept for them until then, or put off by them until then")),
                ("put_off", models.BooleanField(default=False)),
            ],
            options={"default_permissions": ()},
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(fields=["id"], name="video_may_be_short", condition=MAY_BE_SHORT),
        ),
    ]
