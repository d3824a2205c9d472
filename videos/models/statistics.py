"""Counters. They move for nearly every video every day, so they live in narrow rows of their own."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q


def band(views: Any) -> Func:
    """The band that so many views fall into: higher ones for more, each a sixteenth of their logarithm wide."""
    return Func(views, function="cms_views_band", output_field=models.SmallIntegerField())


class Counters(models.Model):
    views = models.BigIntegerField(null=True)
    engaged_views = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    as_of = models.DateTimeField("as of", help_text="when these were first seen; they held until the next")

    class Meta:
        abstract = True


class VideoStatistics(Counters):
    """What a video counts now."""

    video = models.OneToOneField(
        "videos.Video",
        models.DO_NOTHING,
        to_field="video_id",
        primary_key=True,
        db_constraint=False,
        related_name="statistics",
    )

    # The list is ordered by it, then by views. Most days move no video to another band, so that its row stays on its
    # page and no index is touched, which makes a day's counters twice as cheap.
    views_band = models.SmallIntegerField(null=True, editable=False, help_text="of `views`, as cms_views_band() has it")

    # Nearly every pull finds a video as it was: that it was asked for is written here, not in the wide row.
    pulled_at = models.DateTimeField(
        "pulled", null=True, editable=False, help_text="when the Data API was asked for the video last"
    )

    class Meta:
        verbose_name_plural = "video statistics"
        indexes = [
            models.Index(fields=["-views_band"], name="videostatistics_band"),
            # What was never pulled comes first; that these are all alike keeps the index small.
            models.Index(F("pulled_at").asc(nulls_first=True), name="videostatistics_stalest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="videostatistics_band_of_views",
                condition=Q(views__isnull=True, views_band__isnull=True)
                | Q(views_band__isnull=False, views_band=band(F("views"))),
            )
        ]

    def __str__(self) -> str:
        return f"{self.video_id}: {self.views} views"


class VideoStatisticsDay(Counters):
    """What a video counted at the end of an earlier day, written when the counters move on.

    A day without a row counted what the day before it did. Partitioned by month of `day` (see its migration);
    `STATISTICS_HISTORY_DAYS` bounds it. Its primary key in PostgreSQL is (video_id, day).
    """

    pk = models.CompositePrimaryKey("video_id", "day")
    video = models.ForeignKey(
        "videos.Video",
        models.DO_NOTHING,
        to_field="video_id",
        db_constraint=False,
        db_index=False,
        related_name="statistics_days",
    )
    day = models.DateField()

    class Meta:
        verbose_name_plural = "video statistics by day"

    def __str__(self) -> str:
        return f"{self.video_id} on {self.day}"
