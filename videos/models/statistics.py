"""Counters. They move for nearly every video every day, so they live in narrow rows of their own."""

from django.db import models


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

    class Meta:
        verbose_name_plural = "video statistics"
        indexes = [models.Index(fields=["-views"], name="videostatistics_views")]

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
