"""The catalogue: one row a video, holding what staff see."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now, Upper

from channels_app.models import Channel
from videos.conditions import ADS_OFF, MAY_BE_SHORT, OWNED_BY_ANOTHER, SOME_INVALID, gaps
from videos.models.changes import ChangeSet
from videos.models.feed import Feed
from videos.querysets import VideoQuerySet


def text(*args, **kwargs) -> models.TextField:
    """A text column that is never null, for rows that SQL inserts too."""
    return models.TextField(*args, blank=True, default="", db_default="", **kwargs)


def texts(*args, **kwargs) -> ArrayField:
    """An array of text that is never null."""
    base = ArrayField(models.TextField())
    return ArrayField(
        models.TextField(), *args, blank=True, default=list, db_default=Value([], output_field=base), **kwargs
    )


def flag(*args, **kwargs) -> models.BooleanField:
    """Yes, no, or not told."""
    return models.BooleanField(*args, null=True, blank=True, **kwargs)


class Video(models.Model):
    """A video that the content owner holds or claims. Widths are YouTube's to enforce: text is text here."""

    class Privacy(models.TextChoices):
        UNKNOWN = "", "–"
        PUBLIC = "public", "public"
        UNLISTED = "unlisted", "unlisted"
        PRIVATE = "private", "private"

    video_id = models.TextField("video ID", unique=True, db_collation="C")
    # Constraints that would cost a look-up per row of a report are left out: its joins guarantee them.
    channel = models.ForeignKey(
        Channel, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="videos"
    )

    title = text()
    description = text()
    tags = texts()
    category = text()
    privacy_status = text("privacy", choices=Privacy)
    license = text()
    time_uploaded = models.DateTimeField("uploaded", null=True, blank=True)
    time_published = models.DateTimeField("published", null=True, blank=True)
    video_length = models.BigIntegerField("length", null=True, blank=True, help_text="seconds")
    aspect = models.IntegerField(null=True, blank=True, help_text="width of the picture in thousandths of its height")
    thumbnail_url = text("thumbnail URL")
    is_live_stream = flag("live stream")
    is_made_for_kids = flag("made for kids", help_text="the setting in force")
    self_declared_made_for_kids = flag("declared made for kids", help_text="what the uploader chose")
    made_for_kids_modifiable = flag("made for kids can be changed")
    embedding_allowed = flag()
    ratings_allowed = flag()
    comments_allowed = flag()
    offweb_syndicatable = flag("off-web syndication")
    upload_source = text()

    # The asset's: editing one video of an asset edits them all.
    asset_id = text("asset ID", db_collation="C", db_index=True)
    custom_id = text("custom ID", db_collation="C")
    artist = texts()
    album = text()
    genre = texts()
    label = text()
    upc = text("UPC", db_collation="C")
    isrc = text("ISRC", db_collation="C")
    eidr = text("EIDR", db_collation="C")
    match_policy = text()

    claimed_status = text()
    claimed_by_this_owner = flag()
    claimed_by_another_owner = flag()
    other_owners_claiming = text()
    effective_policy = text()
    third_party_video_id = text("third-party video ID")
    third_party_ads_enabled = flag("third-party ads")
    display_ads_enabled = flag("display ads")
    sponsored_cards_enabled = flag("sponsored cards")
    overlay_ads_enabled = flag("overlay ads")
    nonskippable_video_ads_enabled = flag("non-skippable video ads")
    long_nonskippable_video_ads_enabled = flag("long non-skippable video ads")
    skippable_video_ads_enabled = flag("skippable video ads")
    prerolls_enabled = flag("pre-rolls")
    midrolls_enabled = flag("mid-rolls")
    postrolls_enabled = flag("post-rolls")

    # The staff's own; YouTube holds none of it.
    administered = models.BooleanField(default=False, db_default=False, help_text="somebody looks after this video")
    administered_at = models.DateTimeField(null=True, blank=True)
    notes = text()

    # Where it comes from. One as-of time for each kind of source, since each tells other fields.
    feed = models.ForeignKey(
        Feed, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="videos"
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
    not_seen_since = models.DateTimeField(
        null=True, blank=True, help_text="absent from its feed's snapshots since then"
    )
    as_of = models.DateTimeField("as of", null=True, blank=True, help_text="by a video report")
    asset_as_of = models.DateTimeField(
        "asset as of", null=True, blank=True, help_text="when an asset report last altered it"
    )
    pulled_at = models.DateTimeField(
        "pulled", null=True, blank=True, help_text="when the Data API last told something new of it"
    )
    missing_since = models.DateTimeField(null=True, blank=True, help_text="the Data API no longer returns it")
    etag = text()
    extra = models.JSONField(
        default=dict,
        blank=True,
        db_default=Value({}, output_field=models.JSONField()),
        help_text="columns that we do not know, and values that we cannot read, as delivered",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    modified_at = models.DateTimeField(db_default=Now(), editable=False)

    search = models.GeneratedField(
        expression=Func("title", "artist", "album", "label", function="cms_search_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = VideoQuerySet.as_manager()

    class Meta:
        permissions = [("change_monetization", "Can change policies and ad formats")]
        indexes = [
            GinIndex(fields=["search"], name="video_search"),
            GinIndex(OpClass(Upper("custom_id"), name="gin_trgm_ops"), name="video_custom_id_trigram"),
            models.Index(fields=["custom_id"], name="video_custom_id", condition=~Q(custom_id="")),
            models.Index(fields=["isrc"], name="video_isrc", condition=~Q(isrc="")),
            models.Index(fields=["upc"], name="video_upc", condition=~Q(upc="")),
            models.Index(fields=["effective_policy"], name="video_policy"),
            models.Index(fields=["privacy_status"], name="video_privacy"),
            models.Index(fields=["-time_published"], name="video_published"),
            models.Index(fields=["pulled_at"], name="video_pulled_at", condition=Q(pulled_at__isnull=False)),
            models.Index(fields=["not_seen_since"], name="video_not_seen", condition=Q(not_seen_since__isnull=False)),
            models.Index(fields=["missing_since"], name="video_missing", condition=Q(missing_since__isnull=False)),
            # Rows come in the order of the change sets that saw them first: a thousandth of a B-tree does.
            BrinIndex(fields=["first_seen"], name="video_first_seen", pages_per_range=32),
            models.Index(fields=["administered_at"], name="video_administered", condition=Q(administered=True)),
            # Channels came one after another: the newest of one may be old. So its index holds their order, too.
            models.Index(fields=["channel", "id"], name="video_channel"),
            models.Index(fields=["category"], name="video_category"),
            models.Index(fields=["video_length"], name="video_length"),
            models.Index(fields=["label"], name="video_label", condition=~Q(label="")),
            GinIndex(fields=["genre"], name="video_genre", condition=~Q(genre=[])),
            models.Index(gaps(), name="video_gaps"),
            models.Index(fields=["id"], name="video_invalid_code", condition=SOME_INVALID),
            models.Index(fields=["id"], name="video_ads_off", condition=ADS_OFF),
            models.Index(fields=["id"], name="video_another_owner", condition=OWNED_BY_ANOTHER),
            models.Index(fields=["id"], name="video_short_candidate", condition=MAY_BE_SHORT),
        ]

    def __str__(self) -> str:
        return self.title or self.video_id

    @property
    def youtube_url(self) -> str:
        return f"https://www.youtube.com/watch?v={self.video_id}"
