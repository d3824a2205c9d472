"""Who changed what (the log), and what is still to reach YouTube (the state)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ChangeSet(models.Model):
    """One act on the catalogue: a report, a pull, an edit, a bulk action, an import, an undo."""

    class Kind(models.TextChoices):
        REPORT = "report", "report"
        PULL = "pull", "pull from YouTube"
        EDIT = "edit", "edit"
        BULK = "bulk", "bulk action"
        IMPORT = "import", "spreadsheet import"
        RESOLVE = "resolve", "conflict resolved"
        RULE = "rule", "rule"
        UNDO = "undo", "undo"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        AWAITING = "awaiting", "awaiting approval"
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        APPLIED = "applied", "applied"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"
        REJECTED = "rejected", "rejected"

    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.APPLIED)
    label = models.TextField(help_text="what was done, in a line")
    reason = models.TextField(blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="change_sets"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="approved_change_sets"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    # Several may undo one, each what the others had to leave; the index holds the few rows that are undos.
    undo_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False, related_name="undone_by")
    request = models.JSONField(default=dict, blank=True, help_text="the selection and the values asked for")
    as_of = models.DateTimeField(
        "as of", null=True, blank=True, help_text="the moment an observation speaks of; empty for people's acts"
    )
    videos = models.BigIntegerField(default=0, help_text="videos touched")
    changes = models.BigIntegerField(default=0, help_text="fields changed")
    conflicts = models.BigIntegerField(default=0, help_text="fields that wait for a person")
    skipped = models.BigIntegerField(default=0, help_text="videos left alone, and why is in the request")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="changeset_newest"),
            models.Index(fields=["kind", "-created_at"], name="changeset_kind"),
            models.Index(fields=["status"], condition=~Q(status="applied"), name="changeset_unfinished"),
            models.Index(fields=["undo_of"], condition=Q(undo_of__isnull=False), name="changeset_undo"),
        ]
        permissions = [
            ("approve_changeset", "Can approve another person's change set"),
            ("undo_changeset", "Can undo a change set"),
        ]

    def __str__(self) -> str:
        return f"{self.label} (#{self.pk})"

    def state(self) -> dict[str, Any]:
        """Give what live pages show of it, as JSON values."""
        counts = {name: getattr(self, name) for name in ("videos", "changes", "conflicts", "skipped")}
        progress = self.request.get("progress", {}) if self.status == self.Status.RUNNING else {}
        return {"id": self.pk, "status": self.status, "label": self.get_status_display(), **counts, **progress}


class Change(models.Model):
    """One field of one video, from old to new. Written once, never altered.

    The table is partitioned by month of `made_at` (see its migration): its primary key in PostgreSQL is
    (id, made_at), and retention drops whole months.
    """

    id = models.BigAutoField(primary_key=True)
    # No constraints in the database: a check per row would double the cost of a report.
    change_set = models.ForeignKey(
        ChangeSet, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="change_rows"
    )
    video = models.ForeignKey(
        "videos.Video", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="change_rows"
    )
    field = models.TextField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["change_set", "id"], name="change_change_set"),
            models.Index(fields=["video", "-id"], name="change_video"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


class Occurrence(models.Model):
    """What befell a video, an asset, a claim or an ownership conflict as a whole. Written once, never altered.

    What is new needs none: `first_seen` tells it.
    """

    class What(models.TextChoices):
        VIDEO_GONE = "video_gone", "video gone"
        VIDEO_BACK = "video_back", "video back"
        VIDEO_MISSING = "video_missing", "video missing on YouTube"
        VIDEO_RETURNED = "video_returned", "video on YouTube again"
        ASSET_GONE = "asset_gone", "asset gone"
        ASSET_BACK = "asset_back", "asset back"
        CLAIM_LOST = "claim_lost", "claim lost"
        CLAIM_BACK = "claim_back", "claim back"
        CONFLICT_OPENED = "conflict_opened", "ownership conflict opened"
        CONFLICT_OVER = "conflict_over", "ownership conflict over"

    pk = models.CompositePrimaryKey("change_set_id", "what", "key")
    change_set = models.ForeignKey(
        ChangeSet, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="occurrences"
    )
    what = models.CharField(max_length=15, choices=What)
    key = models.TextField(db_collation="C", help_text="video, asset or claim ID; of a conflict the asset's")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.key}"

    @classmethod
    def keys(cls, what: str, change_set: int) -> models.QuerySet:
        """Give the keys of what this befell in a change set, as a subquery."""
        return cls.objects.filter(change_set=change_set, what=what).values("key")


class OpenEdit(models.Model):
    """A field that YouTube holds and a person has changed: `base` is YouTube's, `wanted` is ours."""

    class State(models.TextChoices):
        TO_PUSH = "to_push", "to push"
        HANDED_OVER = "handed_over", "handed over"
        REFUSED = "refused", "refused by YouTube"
        CONFLICT = "conflict", "conflict"

    video = models.ForeignKey("videos.Video", models.CASCADE, related_name="open_edits")
    field = models.TextField()
    base = models.JSONField(null=True, help_text="what YouTube was last seen to hold when the edit began")
    wanted = models.JSONField(null=True, help_text="what staff want it to hold")
    theirs = models.JSONField(null=True, blank=True, help_text="what YouTube holds instead, in a conflict")
    sent = models.JSONField(null=True, blank=True, help_text="what went on its way to YouTube and may have arrived")
    state = models.CharField(max_length=12, choices=State, default=State.TO_PUSH)
    error = models.TextField(blank=True, default="", help_text="YouTube's sentence, where it refused")
    change_set = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="open_edits", help_text="the last edit of it"
    )
    observed_at = models.DateTimeField(null=True, blank=True, help_text="as-of time of the conflicting observation")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    modified_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "field"], name="open_edit_one_a_field")]
        indexes = [models.Index(fields=["state", "id"], name="open_edit_state")]

    def __str__(self) -> str:
        return f"{self.field}: {self.base} → {self.wanted}"


class EditConflictManager(models.Manager["OpenEdit"]):
    def get_queryset(self) -> models.QuerySet["OpenEdit"]:
        return super().get_queryset().filter(state=OpenEdit.State.CONFLICT)


class EditConflict(OpenEdit):
    """An open edit of which YouTube holds neither what it held nor what we want: a person decides."""

    objects = EditConflictManager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "conflict with YouTube"
        verbose_name_plural = "conflicts with YouTube"


class SeenConflict(models.Model):
    """A conflict as a person saw it who asked for an answer to many: the worker answers no other."""

    pk = models.CompositePrimaryKey("change_set_id", "conflict_id")
    change_set = models.ForeignKey(ChangeSet, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    conflict = models.ForeignKey(OpenEdit, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    token = models.CharField(max_length=32, help_text="stands for all that was at stake in it")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"conflict {self.conflict_id} as it was seen"
