"""Content ID claims: ours, and others' on our videos."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from videos.models.changes import ChangeSet
from videos.models.feed import Feed
from videos.models.video import text


def told_in(**kwargs) -> models.ForeignKey:
    """The change set of a report; without a constraint, since it is written for a million rows at once."""
    plain = {"null": True, "blank": True, "db_constraint": False, "db_index": False, "related_name": "+"}
    return models.ForeignKey(ChangeSet, models.DO_NOTHING, **plain, **kwargs)


class Claim(models.Model):
    """A claim on a video. The video may be another person's upload that the catalogue does not hold.

    A claim report knows better of its claims than a video report: of what it once told, video reports alter nothing.
    """

    class Status(models.TextChoices):
        """What the API names, the most alive first: of a video's claims the first of these is its claimed status."""

        ACTIVE = "active", "active"
        APPEALED = "appealed", "appealed"
        DISPUTED = "disputed", "disputed"
        PENDING = "pending", "pending"
        ROUTED_FOR_REVIEW = "routed_for_review", "routed for review"
        POTENTIAL = "potential", "potential"
        TAKEDOWN = "takedown", "takedown"
        INACTIVE = "inactive", "inactive"

    class Source(models.TextChoices):
        VIDEO = "video", "video report"
        CLAIM = "claim", "claim report"

    claim_id = models.TextField("claim ID", unique=True, db_collation="C")
    # Keyed by YouTube's id and not constrained: a claim may come before its video, or without it.
    video = models.ForeignKey(
        "videos.Video",
        models.DO_NOTHING,
        to_field="video_id",
        null=True,
        db_constraint=False,
        related_name="claims",
    )
    asset_id = text("asset ID", db_collation="C")
    claim_type = text("type", help_text="audio, visual or audiovisual")
    origin = text(help_text="how the claim arose")
    content_type = text(help_text="partner-provided or user-generated")
    status = text()
    status_detail = text()
    policy = text()
    ours = models.BooleanField(null=True, help_text="by this content owner; unknown where no report says")
    other_owners = ArrayField(
        models.TextField(), default=list, blank=True, db_default=Value([], output_field=ArrayField(models.TextField()))
    )
    reference_id = text("reference ID")
    reference_video_id = text("reference video ID")
    is_shorts_eligible = models.BooleanField("Shorts eligible", null=True)
    matching_duration = text()
    longest_match = models.BigIntegerField(null=True, blank=True, help_text="seconds")
    matching_length = models.BigIntegerField(null=True, blank=True, help_text="seconds of the video that match")
    claimed_at = models.DateTimeField(null=True, blank=True)
    release_date = text(help_text="of the asset, as delivered")

    # Where the claim monetizes, tracks and blocks, as YouTube writes it, and where the policy of its asset would.
    policy_id = text("policy ID")
    monetize_in = text()
    track_in = text()
    block_in = text()
    asset_policy_id = text("asset policy ID")
    asset_monetize_in = text()
    asset_track_in = text()
    asset_block_in = text()

    # The claimed video, which the catalogue may not hold.
    video_title = text()
    uploader = text()
    channel_id = models.TextField("channel ID", null=True, blank=True, db_collation="C")
    channel_title = text("channel")
    video_length = models.BigIntegerField("length", null=True, blank=True, help_text="seconds")
    uploaded_at = models.DateTimeField("uploaded", null=True, blank=True)

    extra = models.JSONField(
        default=dict,
        blank=True,
        db_default=Value({}, output_field=models.JSONField()),
        help_text="what else its report tells, and values that we cannot read, as delivered",
    )
    told_by = models.CharField(
        max_length=5, choices=Source, default=Source.VIDEO, db_default=Source.VIDEO, help_text="what knows best of it"
    )
    as_of = models.DateTimeField("as of", null=True, blank=True)
    pulled_at = models.DateTimeField("pulled", null=True, blank=True, help_text="from the Content ID API")
    feed = models.ForeignKey(
        Feed, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="claims"
    )
    first_seen = told_in()
    last_seen = told_in(help_text="the last one that said something new of it")
    lost_in = told_in(help_text="the one that saw it cease to be active, or leave its snapshot")
    lost_at = models.DateTimeField("lost", null=True, blank=True)
    not_seen_since = models.DateTimeField(null=True, blank=True, help_text="absent from its snapshots since then")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["asset_id"], name="claim_asset", condition=~Q(asset_id="")),
            # Nearly every claim is active: of those a list finds a page without an index.
            models.Index(fields=["status", "-id"], name="claim_status", condition=~Q(status="") & ~Q(status="active")),
            # Rows come in the order of the change sets that saw them first: a thousandth of a B-tree does.
            BrinIndex(fields=["first_seen"], name="claim_first_seen", pages_per_range=32),
            models.Index(fields=["lost_in"], name="claim_lost", condition=Q(lost_in__isnull=False)),
            models.Index(fields=["pulled_at"], name="claim_pulled_at", condition=Q(pulled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.claim_id


class ClaimStatistics(models.Model):
    """What the video of a claim counts, as the claim report tells it. It moves daily, and is no change."""

    claim = models.OneToOneField(
        Claim,
        models.DO_NOTHING,
        to_field="claim_id",
        primary_key=True,
        db_constraint=False,
        related_name="statistics",
    )
    views = models.BigIntegerField(null=True)
    engaged_views = models.BigIntegerField(null=True)
    as_of = models.DateTimeField("as of", help_text="when these were first seen; they held until the next")

    class Meta:
        verbose_name_plural = "claim statistics"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.views} views"
