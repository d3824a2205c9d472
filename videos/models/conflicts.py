"""Ownership that several owners claim: what YouTube reports of each such asset, and what staff do about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from videos.models.claims import told_in
from videos.models.feed import Feed
from videos.models.video import text


class OwnershipConflict(models.Model):
    """An asset of ours that others claim to own too. One row an asset: YouTube names all the others in one row.

    `state` is whose turn it is. Reports open it and end it; staff take it in hand and end it too.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        IN_HAND = "in_hand", "in hand"
        OVER = "over", "over"

    asset_id = models.TextField("asset ID", unique=True, db_collation="C")
    asset_type = text()
    custom_id = text("custom ID", db_collation="C")
    conflicting_owner = text("other owner")
    conflicting_isrc = text("their ISRC", db_collation="C")
    conflicting_title = text("their title")
    conflicting_artist = text("their artist")
    countries = text(help_text="where both own it, as YouTube writes it")
    match_policy = text()
    asset_labels = text()
    ownership_updated_at = models.DateTimeField("our ownership", null=True, blank=True)
    ownership_origination = text("origin of ours")
    other_ownership_updated_at = models.DateTimeField("their ownership", null=True, blank=True)
    other_ownership_origination = text("origin of theirs")
    is_merged = models.BooleanField("merged", null=True)

    # Counters: they move daily, and are no news of the conflict.
    active_claims = models.BigIntegerField(null=True)
    approx_daily_views = models.BigIntegerField("daily views, about", null=True)
    approx_daily_engaged_views = models.BigIntegerField("daily engaged views, about", null=True)
    engaged_views_in_conflict = models.BigIntegerField(null=True)
    lifetime_views_in_conflict = models.BigIntegerField(null=True)
    lifetime_engaged_views_in_conflict = models.BigIntegerField(null=True)

    state = models.CharField(max_length=7, choices=State, default=State.OPEN, db_default=State.OPEN)
    state_changed_at = models.DateTimeField(db_default=Now(), editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="ownership_conflicts"
    )
    note = text()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="who ended it; nobody where a report no longer told it",
    )

    extra = models.JSONField(
        default=dict,
        blank=True,
        db_default=Value({}, output_field=models.JSONField()),
        help_text="what else its report tells, and values that we cannot read, as delivered",
    )
    as_of = models.DateTimeField("as of", null=True, blank=True)
    feed = models.ForeignKey(
        Feed, models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    first_seen = told_in()
    last_seen = told_in(help_text="the last one that said something new of it")
    not_seen_since = models.DateTimeField(null=True, blank=True, help_text="absent from its snapshots since then")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="conflict_state"),
            models.Index(fields=["conflicting_owner"], name="conflict_owner"),
            models.Index(fields=["first_seen"], name="conflict_first_seen"),
            models.Index(fields=["assigned_to"], name="conflict_assigned", condition=Q(assigned_to__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} and {self.conflicting_owner or 'another owner'}"
