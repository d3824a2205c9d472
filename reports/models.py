"""Deliveries of YouTube's CMS, what became of each, and the rows that could not be taken."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from reports.topics import Topic
from videos.models import ChangeSet, Feed


class Report(models.Model):
    """One delivery: one version of one object. It is ingested once, in one transaction, by one worker."""

    class Status(models.TextChoices):
        PENDING = "pending", "pending"
        PROCESSING = "processing", "processing"
        COMPLETED = "completed", "completed"
        ERROR = "error", "error"
        CANCELLED = "cancelled", "cancelled"

    COUNTS = (
        *("rows_read", "inserted", "updated", "unchanged", "folded", "rejected"),
        *("conflicts", "gone", "counters_moved"),
    )

    bucket = models.TextField(blank=True, default="", help_text="empty for the local inbox and for files on disk")
    key = models.TextField(help_text="the object's key, or the file's path")
    member = models.TextField(blank=True, default="", help_text="the file in the archive, where that holds several")
    etag = models.TextField("ETag", help_text="tells one delivery under a key from the next")
    version_id = models.TextField("version ID", blank=True, default="")
    size = models.BigIntegerField(default=0, help_text="bytes as stored")
    delivered_at = models.DateTimeField("delivered", help_text="the object's LastModified")
    as_of = models.DateTimeField("as of", help_text="the moment it speaks of: what the file states, else its delivery")
    kind = models.TextField(blank=True, default="")
    version = models.TextField(blank=True, default="")
    scope = models.TextField("CMS", blank=True, default="", help_text="the CMS that it lists, as its name says")

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    error = models.TextField(blank=True, default="", help_text="what went wrong, and what to do")
    warnings = models.JSONField(default=list, blank=True)
    header = models.JSONField(default=list, blank=True, help_text="its columns as delivered")

    rows_read = models.BigIntegerField(default=0)
    inserted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    folded = models.BigIntegerField(default=0, help_text="further rows of a video that another row decided")
    rejected = models.BigIntegerField(default=0)
    counters_moved = models.BigIntegerField(default=0, help_text="videos whose views or comments moved")
    conflicts = models.BigIntegerField(default=0)
    gone = models.BigIntegerField(default=0, help_text="videos of the snapshot before that this one lacks")
    gone_held = models.BooleanField(
        default=False, help_text="the snapshot shrank so much that a person must say whether to mark them"
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        help_text="a later delivery for the same period, where rows are kept and not merged",
    )
    change_set = models.OneToOneField(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="report", help_text="what it changed"
    )

    bytes_read = models.BigIntegerField(default=0, help_text="of `size`, while it runs")
    phase = models.TextField(blank=True, default="", help_text="what the worker does just now")
    worker = models.TextField(blank=True, default="", help_text="who ingests it: host, process and a random part")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="the worker is taken for dead after this")
    heartbeat_at = models.DateTimeField("heartbeat", null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField("found", db_default=Now(), editable=False)
    started_at = models.DateTimeField("started", null=True, blank=True)
    finished_at = models.DateTimeField("finished", null=True, blank=True)

    class Meta:
        constraints = [
            # A version has its own ID where the bucket keeps versions; elsewhere the same bytes may come back later.
            models.UniqueConstraint(
                fields=["bucket", "key", "member", "etag", "version_id", "delivered_at"], name="report_once"
            ),
            models.CheckConstraint(
                name="report_rows_balance",
                condition=~Q(status="completed")
                | Q(rows_read=F("inserted") + F("updated") + F("unchanged") + F("folded") + F("rejected")),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "delivered_at"], name="report_status"),
            models.Index(fields=["-delivered_at"], name="report_newest"),
        ]
        permissions = [("ingest_report", "Can ingest, re-ingest and cancel reports")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.member or self.key).rsplit("/", 1)[-1]

    @property
    def percent(self) -> int | None:
        """How far it is; None where its size is unknown."""
        if self.status == self.Status.COMPLETED:
            return 100
        return min(100, 100 * self.bytes_read // self.size) if self.size else None

    def state(self) -> dict[str, Any]:
        """Give what live pages show of it, as JSON values."""
        counts = {name: getattr(self, name) for name in self.COUNTS}
        label = self.get_status_display().capitalize()
        progress = {"status": self.status, "label": label, "phase": self.phase, "percent": self.percent}
        return {"id": self.pk, **progress, **counts}


class Upload(models.Model):
    """A report that a browser brings piece by piece; its row goes a day after the last of it came."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+", help_text="what it has become")
    key = models.TextField(help_text="where it will lie: the object's key, or the name in the inbox")
    size = models.BigIntegerField(help_text="bytes that it will have")
    received = models.BigIntegerField(default=0, help_text="bytes of it that lie in the storage")
    multipart_id = models.TextField(blank=True, default="", help_text="what S3 calls it; empty for the local inbox")
    parts = ArrayField(models.TextField(), default=list, help_text="the ETags of its pieces in S3")
    touched_at = models.DateTimeField(db_default=Now(), help_text="when it last went on")

    class Meta:
        default_permissions = ()  # whoever may have reports ingested may bring one

    def __str__(self) -> str:
        return self.key.rsplit("/", 1)[-1]


class RejectedRow(models.Model):
    """A row that could not be taken: where it stood, why, and the row itself."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rejected_rows")
    line = models.BigIntegerField(help_text="line of the expanded file on which the row begins, from 1")
    reason = models.TextField()
    raw = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["report", "line"], name="rejected_row_report_line")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Sighting(models.Model):
    """What a feed last said of one object, as a digest: an unchanged row is known by it and goes no further."""

    pk = models.CompositePrimaryKey("feed_id", "key")
    feed = models.ForeignKey(Feed, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="sightings")
    key = models.TextField(db_collation="C", help_text="video ID in a video report")
    digest = models.BigIntegerField()
    gone_since = models.ForeignKey(
        Report,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="the first snapshot that lacks it",
    )
    seen_as_of = models.DateTimeField(null=True, help_text="when it was last listed, once it is gone")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["gone_since"], name="sighting_gone", condition=Q(gone_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key


class SnapshotRow(models.Model):
    """A row of what a feed last said of one object, as delivered: what did the report say?

    In PostgreSQL it has an index and no primary key, so that a million rows can come in whatever order. `facts` are its
    cells but the key and the counters, in the order of the report's header, parted by U+001F.
    """

    pk = models.CompositePrimaryKey("feed_id", "key", "line")
    feed = models.ForeignKey(Feed, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    key = models.TextField(db_collation="C")
    line = models.BigIntegerField()
    report = models.ForeignKey(Report, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    facts = models.TextField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["feed", "key"], name="snapshot_row_key")]

    def __str__(self) -> str:
        return f"{self.key} on line {self.line}"


class UnmergedRow(models.Model):
    """A row of a report of a kind that is not merged, as delivered; `facts` are its cells but the key.

    Partitioned by month of `kept_at` (see its migration), so that retention drops whole months.
    """

    pk = models.CompositePrimaryKey("report_id", "line", "kept_at")
    report = models.ForeignKey(
        Report, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="unmerged_rows"
    )
    line = models.BigIntegerField()
    key = models.TextField(db_collation="C", help_text="the first ID that its kind names")
    facts = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"line {self.line}: {self.key}"


class Digest(models.Model):
    """What one ingest changed, counted when it ended: new, gone, lost, opened, and each field by its name.

    A report that is ingested again has a further digest.
    """

    change_set = models.OneToOneField(ChangeSet, models.PROTECT, primary_key=True, related_name="digest")
    report = models.ForeignKey(Report, models.CASCADE, related_name="digests")
    # The UTC day on which it was ingested, not the one that the report speaks of: a late report alters no past day.
    day = models.DateField()
    counts = models.JSONField(default=dict, help_text="by event, or by the field that changed")
    held = models.BooleanField(default=False, help_text="what is gone was not marked: a person must say")

    class Meta:
        verbose_name_plural = "what changed"
        default_permissions = ()  # whoever may view videos may see what changed in them
        indexes = [models.Index(fields=["-day", "-change_set"], name="digest_day")]

    def __str__(self) -> str:
        return f"what changed by {self.report}"


class Subscription(models.Model):
    """A group whose members are told by e-mail of what changed."""

    class Every(models.TextChoices):
        REPORT = "report", "after each report"
        DAY = "day", "once a day"

    group = models.ForeignKey(Group, models.CASCADE, related_name="digest_subscriptions")
    topics = ArrayField(models.CharField(max_length=10, choices=Topic), help_text="it is told of these")
    every = models.CharField("how often", max_length=6, choices=Every, default=Every.DAY)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "e-mail subscription"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "every"],
                name="subscription_once",
                violation_error_message="This group is told so often already: change that subscription.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.get_every_display()}"


class Mailing(models.Model):
    """An e-mail that went out: what is recorded here is not sent again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, blank=True, related_name="mailings")
    day = models.DateField(null=True, blank=True, help_text="where it told of a whole day")
    sent_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="mailing_digest_once"),
            models.UniqueConstraint(fields=["person", "day"], name="mailing_day_once"),
            models.CheckConstraint(name="mailing_of_one", condition=Q(digest__isnull=True) ^ Q(day__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.digest or self.day} to {self.person}"
