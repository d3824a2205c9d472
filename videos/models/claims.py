"""Content ID claims: ours, and others' on our videos."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now


class Claim(models.Model):
    """A claim on a video. The video may be another person's upload that the catalogue does not hold."""

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
    asset_id = models.TextField("asset ID", blank=True, default="", db_default="", db_collation="C")
    claim_type = models.TextField(
        "type", blank=True, default="", db_default="", help_text="audio, visual or audiovisual"
    )
    origin = models.TextField(blank=True, default="", db_default="", help_text="how the claim arose")
    content_type = models.TextField(
        blank=True, default="", db_default="", help_text="partner-provided or user-generated"
    )
    status = models.TextField(blank=True, default="", db_default="")
    status_detail = models.TextField(blank=True, default="", db_default="")
    policy = models.TextField(blank=True, default="", db_default="")
    ours = models.BooleanField(null=True, help_text="by this content owner; unknown where no report says")
    other_owners = ArrayField(
        models.TextField(), default=list, blank=True, db_default=Value([], output_field=ArrayField(models.TextField()))
    )
    reference_id = models.TextField("reference ID", blank=True, default="", db_default="")
    is_shorts_eligible = models.BooleanField("Shorts eligible", null=True)
    matching_duration = models.TextField(blank=True, default="", db_default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(
        default=dict,
        blank=True,
        db_default=Value({}, output_field=models.JSONField()),
        help_text="columns that we do not know, as delivered",
    )
    as_of = models.DateTimeField("as of", null=True, blank=True)
    not_seen_since = models.DateTimeField(null=True, blank=True, help_text="absent from its video's rows since then")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.claim_id
