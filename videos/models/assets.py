"""Assets: what videos and references are of, as YouTube's asset reports tell it."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from videos.models.changes import ChangeSet
from videos.models.feed import Feed
from videos.models.video import flag, text, texts


class Asset(models.Model):
    """What the newest asset report said of one asset: an observation.

    What staff want of it stands in its videos, which take these fields unless a person has changed them.
    """

    asset_id = models.TextField("asset ID", primary_key=True, db_collation="C")
    asset_type = text("type")
    status = text()
    metadata_origination = text()
    title = text()
    artist = texts()
    album = text()
    genre = texts()
    label = text()
    # The video report tells these two as well. Null: no asset report had the column.
    custom_id = models.TextField("custom ID", null=True, blank=True, db_collation="C")
    isrc = models.TextField("ISRC", null=True, blank=True, db_collation="C", help_text="the one that YouTube shows")
    your_isrc = text("our ISRC", db_collation="C")
    other_isrc = text("other owners' ISRC", db_collation="C")
    upc = text("UPC", db_collation="C")
    grid = text("GRid")
    tms = text("TMS ID")
    season = text()
    episode_title = text()

    ownership = text()
    conflicting_owner = text()
    conflicting_country_code = text("countries in conflict")
    match_policy = text()
    labels = texts(verbose_name="asset labels")
    is_merged = flag("merged")
    constituent_asset_ids = texts(verbose_name="merged into this one")
    embedded_asset_id = text("embedded asset")
    active_reference_ids = texts(verbose_name="active references")
    inactive_reference_ids = texts(verbose_name="inactive references")

    extra = models.JSONField(
        default=dict,
        blank=True,
        db_default=Value({}, output_field=models.JSONField()),
        help_text="columns that we do not know, and values that we cannot read, as delivered",
    )
    feed = models.ForeignKey(
        Feed, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="assets"
    )
    first_seen = models.ForeignKey(
        ChangeSet, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    last_seen = models.ForeignKey(
        ChangeSet,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="the last one that said something new of it; its feed's newest one listed it too",
    )
    as_of = models.DateTimeField("as of")
    pulled_at = models.DateTimeField("pulled", null=True, blank=True, help_text="from the Content ID API")
    not_seen_since = models.DateTimeField(
        null=True, blank=True, help_text="absent from its feed's snapshots since then"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    modified_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            BrinIndex(fields=["first_seen"], name="asset_first_seen", pages_per_range=32),
            models.Index(fields=["custom_id"], name="asset_custom_id", condition=Q(custom_id__gt="")),
            models.Index(fields=["isrc"], name="asset_isrc", condition=Q(isrc__gt="")),
            models.Index(fields=["upc"], name="asset_upc", condition=Q(upc__gt="")),
            models.Index(fields=["match_policy"], name="asset_match_policy"),
            models.Index(fields=["not_seen_since"], name="asset_not_seen", condition=Q(not_seen_since__isnull=False)),
            models.Index(fields=["pulled_at"], name="asset_pulled_at", condition=Q(pulled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title or self.asset_id


class AssetStatistics(models.Model):
    """What an asset counts now. These move daily and are no changes."""

    asset = models.OneToOneField(
        Asset, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="statistics"
    )
    daily_views = models.BigIntegerField("views a day", null=True)
    daily_engaged_views = models.BigIntegerField("engaged views a day", null=True)
    sr_daily_engaged_views = models.BigIntegerField("engaged views a day of the sound recording", null=True)
    active_claims = models.BigIntegerField(null=True)
    as_of = models.DateTimeField("as of", help_text="when these were first seen")

    class Meta:
        verbose_name_plural = "asset statistics"

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.daily_views} views a day"
