"""Attempts to bring videos and YouTube into agreement, what they cost, and the keys to get in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from channels_app.models import Channel
from videos.models import ChangeSet, Video


class MetadataSync(models.Model):
    """One attempt to bring one video and YouTube into agreement."""

    class Direction(models.TextChoices):
        PUSH = "push", "push"
        PULL = "pull", "pull"

    class Status(models.TextChoices):
        PENDING = "pending", "pending"
        RUNNING = "running", "running"
        CONFIRMED = "confirmed", "confirmed"
        PUSHED = "pushed", "pushed"
        PULLED = "pulled", "pulled"
        CONFLICT = "conflict", "conflict"
        SKIPPED = "skipped", "skipped"
        UNKNOWN = "unknown", "answer lost"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    video = models.ForeignKey(Video, models.CASCADE, related_name="syncs")
    direction = models.CharField(max_length=4, choices=Direction)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    fields = models.JSONField(default=dict, blank=True, help_text="field: [old, new]")
    units = models.IntegerField(default=0, help_text="quota units charged")
    error = models.TextField(blank=True, default="")
    error_reason = models.TextField(blank=True, default="", help_text="YouTube's machine-readable reason")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="syncs")
    worker = models.TextField(blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "sync"
        indexes = [
            models.Index(fields=["status", "id"], name="metadatasync_status"),
            models.Index(fields=["-created_at"], name="metadatasync_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} of {self.video_id}"

    def state(self) -> dict[str, Any]:
        """Give what live pages show of it, as JSON values."""
        return {"id": self.pk, "status": self.status, "label": self.get_status_display(), "units": self.units}


class QuotaDay(models.Model):
    """One bucket of quota on one Pacific day: the row that parallel workers lock to reserve units."""

    bucket = models.TextField()
    day = models.DateField(help_text="a day in America/Los_Angeles")
    limit = models.BigIntegerField()
    used = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "day"], name="quota_day_one"),
            models.CheckConstraint(name="quota_day_within_limit", condition=Q(used__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.bucket} on {self.day}: {self.used} of {self.limit}"


class QuotaEntry(models.Model):
    """One request to Google, entered before it is sent; it stays charged if it fails."""

    quota_day = models.ForeignKey(QuotaDay, models.PROTECT, related_name="entries")
    method = models.TextField(help_text="such as youtube.videos.update")
    units = models.IntegerField()
    outcome = models.TextField(blank=True, default="", help_text="empty while the answer is awaited")
    sync = models.ForeignKey(MetadataSync, models.SET_NULL, null=True, blank=True, related_name="quota_entries")
    sent_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "quota entries"
        indexes = [models.Index(fields=["-sent_at"], name="quota_entry_newest")]

    def __str__(self) -> str:
        return f"{self.method} ({self.units})"


class Credential(models.Model):
    """An OAuth client's token or a service account. What is secret in it is encrypted."""

    class Kind(models.TextChoices):
        OAUTH = "oauth", "OAuth user"
        SERVICE_ACCOUNT = "service_account", "service account"

    class State(models.TextChoices):
        VALID = "valid", "valid"
        EXPIRED = "expired", "expired"
        REVOKED = "revoked", "revoked"
        NEEDS_SIGN_IN = "needs_sign_in", "needs sign-in"

    name = models.TextField(unique=True)
    kind = models.CharField(max_length=15, choices=Kind)
    account = models.TextField(blank=True, default="", help_text="e-mail address of the account")
    content_owner = models.TextField(blank=True, default="")
    scopes = models.JSONField(default=list, blank=True)
    secret = models.BinaryField(help_text="encrypted with CREDENTIAL_KEYS", editable=False)
    state = models.CharField(max_length=15, choices=State, default=State.VALID)
    error = models.TextField(blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        default_permissions = ("view", "change", "delete")

    def __str__(self) -> str:
        return self.name


class Hint(models.Model):
    """YouTube's word that a video was altered: it is pulled before others, and then the hint is gone. One a video."""

    class What(models.TextChoices):
        CHANGED = "changed", "new or changed"
        DELETED = "deleted", "deleted"

    video_id = models.TextField("video ID", unique=True, db_collation="C")
    channel_id = models.TextField("channel ID", db_collation="C")
    what = models.CharField(max_length=7, choices=What)
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["told_at", "pk"]
        indexes = [models.Index(fields=["told_at", "id"], name="hint_oldest")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.video_id} {self.what}"


class HubSubscription(models.Model):
    """A channel whose uploads, new titles and descriptions the hub is to tell us of."""

    class State(models.TextChoices):
        ASKED = "asked", "asked for"
        ACTIVE = "active", "active"
        REFUSED = "refused", "refused"

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="hub_subscription")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(null=True, blank=True)
    lease_seconds = models.IntegerField(null=True, blank=True, help_text="what the hub granted")
    expires_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField("last told", null=True, blank=True, help_text="when it last told us of a video")
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="hub_subscription_ends")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.channel} ({self.get_state_display()})"
