"""Attempts to bring videos and YouTube into agreement, what they cost, and the keys to get in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from channels_app.models import Channel
from videos.fields import asset_fields
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
        permissions = [("request_metadatasync", "Can have videos synced now, again, or not at all")]
        indexes = [
            models.Index(fields=["status", "id"], name="metadatasync_status"),
            models.Index(fields=["-created_at"], name="metadatasync_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} of {self.video_id}"

    @property
    def of_asset(self) -> bool:
        """Whether it is about an asset, and so about all its videos."""
        return bool(self.fields) and self.fields.keys() <= asset_fields().keys()

    def state(self) -> dict[str, Any]:
        """Give what live pages show of it, as JSON values."""
        told = {"status": self.status, "label": self.get_status_display(), "units": self.units, "error": self.error}
        return {"id": self.pk, "video": self.video_id, **told}


def being_pushed() -> models.QuerySet:
    """Give the keys of the videos that a worker is pushing now, all of an asset among them, as a query of videos."""
    status, direction = MetadataSync.Status.RUNNING, MetadataSync.Direction.PUSH
    running = MetadataSync.objects.filter(status=status, direction=direction, lease_until__gt=timezone.now())
    syncs = list(running.select_related("video").only("fields", "video__asset_id"))  # as many as there are workers
    assets = {sync.video.asset_id for sync in syncs if sync.of_asset} - {""}
    videos = Video.objects.filter(Q(pk__in=[sync.video_id for sync in syncs]) | Q(asset_id__in=assets))
    return videos.values_list("pk", flat=True)


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
        return f"{self.bucket} on {self.day}: {self.used:,} of {self.limit:,}"


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
    sign_in_until = models.DateTimeField(
        null=True, blank=True, help_text="where Google gave the sign-in for a time only"
    )
    warned_at = models.DateTimeField(null=True, blank=True, help_text="when operations were told last that it ends")
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


class FetchedReport(models.Model):
    """A file of the Reporting API that was brought into the reports storage: it is not fetched again."""

    report_id = models.TextField(unique=True, db_collation="C", help_text="YouTube's ID of the file")
    report_type = models.TextField(help_text="such as content_owner_video_metadata_a4")
    family = models.TextField(help_text="the report type without its version")
    day = models.DateField(help_text="the last Pacific day that it speaks of")
    made_at = models.DateTimeField(help_text="when YouTube made it")
    key = models.TextField(help_text="where it lies in the reports storage")
    size = models.BigIntegerField(help_text="bytes as stored")
    fetched_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["family", "-day"], name="fetched_report_newest")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report_type} of {self.day}"


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


class HandOver(models.Model):
    """Open edits that are handed over to YouTube in spreadsheets of its own layouts: one act of a person."""

    class Status(models.TextChoices):
        QUEUED = "queued", "queued"
        MAKING = "making", "being made"
        MADE = "made", "made"
        UPLOADED = "uploaded", "uploaded"
        ANSWERED = "answered", "answered"
        CONFIRMED = "confirmed", "confirmed"
        ENDING = "ending", "being taken back"
        TAKEN_BACK = "taken_back", "taken back"
        FAILED = "failed", "failed"

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    scope = models.JSONField(default=dict, help_text="which open edits were asked for, and by which templates")
    error = models.TextField(blank=True, default="")
    edits = models.BigIntegerField(default=0, help_text="open edits that stand in the files")
    rows = models.BigIntegerField(default=0, help_text="rows of the files, without their headers")
    left = models.BigIntegerField(
        default=0, help_text="open edits that could not be written, and went back to the push"
    )
    accepted = models.BigIntegerField(default=0, help_text="edits that YouTube says it took")
    refused = models.BigIntegerField(default=0, help_text="edits that YouTube says it refused")
    confirmed = models.BigIntegerField(default=0, help_text="edits that a report or a pull has confirmed")
    overtaken = models.BigIntegerField(default=0, help_text="edits that people have changed since the files were made")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_overs")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    made_at = models.DateTimeField("files made", null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField("uploaded", null=True, blank=True)
    settled_at = models.DateTimeField("last looked after", null=True, blank=True)

    class Meta:
        verbose_name = "hand-over"
        default_permissions = ("view",)
        permissions = [("make_handover", "Can hand changes over to YouTube by spreadsheets")]
        indexes = [
            models.Index(
                fields=["status"],
                name="hand_over_open",
                condition=Q(status__in=["queued", "making", "made", "uploaded", "answered", "ending"]),
            )
        ]

    def __str__(self) -> str:
        return f"Hand-over {self.pk}"


class HandOverFile(models.Model):
    """One spreadsheet of a hand-over, as YouTube is to get it."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="files")
    layout = models.CharField(max_length=20, help_text="YouTube's template")
    name = models.TextField(unique=True, help_text="YouTube names its answers after it")
    header = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes")
    formulas = models.BigIntegerField(default=0, help_text="cells that a spreadsheet program would run")

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class HandOverRow(models.Model):
    """An open edit that was handed over: in which row of which file it stands, and what became of it.

    The edit of an asset's field has a row here for each video of the asset, and one line in the file.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for YouTube"
        ACCEPTED = "accepted", "taken by YouTube"
        REFUSED = "refused", "refused by YouTube"
        CONFIRMED = "confirmed", "confirmed"
        OVERTAKEN = "overtaken", "changed since"
        LEFT = "left", "not written"
        TAKEN_BACK = "taken_back", "taken back"

    pk = models.CompositePrimaryKey("hand_over_id", "video_id", "field")
    # Written in sets from rows that are there: a check for each would double the cost.
    hand_over = models.ForeignKey(
        HandOver, models.CASCADE, db_constraint=False, db_index=False, related_name="edit_rows"
    )
    video = models.ForeignKey(Video, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    field = models.TextField()
    layout = models.CharField(max_length=20)
    key = models.TextField(db_collation="C", help_text="the video ID or asset ID that the row begins with")
    base = models.JSONField(null=True, help_text="what YouTube held when it was handed over")
    wanted = models.JSONField(null=True, help_text="what YouTube was asked to hold")
    file = models.ForeignKey(HandOverFile, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    line = models.BigIntegerField(null=True, help_text="as a spreadsheet counts rows, the header being 1")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_default=State.WAITING)
    error = models.TextField(blank=True, default="", db_default="", help_text="why it was refused, or not written")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["file", "line"], name="hand_over_row_line"),
            models.Index(fields=["hand_over", "key"], name="hand_over_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.field}"


class HandOverAnswer(models.Model):
    """A file in which YouTube says what became of the rows of a spreadsheet, as a person brought it."""

    class Kind(models.TextChoices):
        ERRORS = "errors", "errors"
        REPORT = "report", "report"

    file = models.ForeignKey(HandOverFile, models.CASCADE, related_name="answers")
    name = models.TextField()
    kind = models.CharField(max_length=6, choices=Kind)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0, help_text="rows that YouTube took")
    refused = models.BigIntegerField(default=0, help_text="rows that YouTube refused")
    unknown = models.BigIntegerField(default=0, help_text="rows that fit none of the file, or say nothing certain")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class HandOverStray(models.Model):
    """A row of YouTube's answer that could not be put to a row of ours: kept to be looked at."""

    answer = models.ForeignKey(HandOverAnswer, models.CASCADE, related_name="strays")
    line = models.BigIntegerField()
    reason = models.TextField()
    cells = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ["line"]

    def __str__(self) -> str:
        return f"row {self.line}"
