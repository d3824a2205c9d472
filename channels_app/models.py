"""Channels of the content owner, and how they grow."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Now, Upper


class Channel(models.Model):
    """A YouTube channel. Reports tell its id and title; the Data API tells the rest."""

    class Monetization(models.TextChoices):
        UNKNOWN = "", "unknown"
        ENABLED = "enabled", "enabled"
        DISABLED = "disabled", "disabled"

    channel_id = models.TextField("channel ID", unique=True, db_collation="C")
    title = models.TextField(blank=True, default="", db_default="")
    handle = models.TextField(blank=True, default="", db_default="")
    description = models.TextField(blank=True, default="", db_default="")
    country = models.CharField(
        max_length=2, blank=True, default="", db_default="", help_text="ISO 3166 code of two letters"
    )
    thumbnail_url = models.URLField(max_length=2048, blank=True, default="", db_default="")
    banner_url = models.URLField(max_length=2048, blank=True, default="", db_default="")
    uploads_playlist_id = models.TextField("uploads playlist ID", blank=True, default="", db_default="")
    content_owner = models.TextField(
        blank=True, default="", db_default="", help_text="the CMS that the channel is linked to"
    )
    expected_custom_id = models.TextField(
        "expected custom ID",
        blank=True,
        default="",
        db_default="",
        help_text="the custom ID that the assets of its videos should carry",
    )
    monetization_status = models.CharField(
        max_length=10, choices=Monetization, blank=True, default=Monetization.UNKNOWN, db_default=""
    )
    subscriber_count = models.BigIntegerField(null=True, blank=True)
    view_count = models.BigIntegerField(null=True, blank=True)
    video_count = models.BigIntegerField(null=True, blank=True)
    hidden_subscriber_count = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField("as of", null=True, blank=True, help_text="when a report last told its title")
    pulled_at = models.DateTimeField("pulled", null=True, blank=True, help_text="when the API last told the rest")
    uploads_seen_at = models.DateTimeField(
        "looked for uploads", null=True, blank=True, help_text="when its uploads were last looked through for new ones"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["title"], name="channel_title"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="channel_title_trigram"),
            models.Index(Lower("handle"), name="channel_handle", condition=~models.Q(handle="")),
            models.Index(fields=["pulled_at"], name="channel_pulled_at"),
        ]

    def __str__(self) -> str:
        return self.title or self.channel_id

    @property
    def youtube_url(self) -> str:
        return f"https://www.youtube.com/channel/{self.channel_id}"


class ChannelStatistics(models.Model):
    """What a channel counted on one day."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="statistics")
    day = models.DateField()
    subscriber_count = models.BigIntegerField(null=True)
    view_count = models.BigIntegerField(null=True)
    video_count = models.BigIntegerField(null=True)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name_plural = "channel statistics"
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="channel_statistics_one_a_day")]

    def __str__(self) -> str:
        return f"{self.channel_id} on {self.day}"
