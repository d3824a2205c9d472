"""Spreadsheets that people bring: what each of their rows would change, until it is confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from videos.models.changes import ChangeSet


class Spreadsheet(models.Model):
    """A file as a person brought it, compared with the catalogue; once confirmed it is a change set."""

    class Status(models.TextChoices):
        READING = "reading", "being read"
        READY = "ready", "ready"
        FAILED = "failed", "not readable"
        TAKEN = "taken", "confirmed"
        DISCARDED = "discarded", "discarded"

    name = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.READING)
    content = models.BinaryField(null=True, help_text="the file, until it is read")
    error = models.TextField(blank=True, default="")
    attempts = models.IntegerField(default=0, db_default=0, help_text="how often its reading was begun")
    columns = models.JSONField(default=list, help_text="of each column its name, what it is, and which field it tells")
    fields = models.JSONField(default=list, help_text="the fields that would change")
    rows = models.BigIntegerField(default=0, help_text="rows that are not blank")
    changing = models.BigIntegerField("rows that change something", default=0)
    refused = models.BigIntegerField("rows with an error", default=0)
    videos = models.BigIntegerField(default=0, help_text="videos that would change, others of the same assets included")
    irreversible = models.BigIntegerField(default=0, help_text="videos that would go from private to public or back")
    change_set = models.OneToOneField(
        ChangeSet, models.SET_NULL, null=True, blank=True, related_name="spreadsheet", help_text="what it became"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="spreadsheets")
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        default_permissions = ()  # whoever may change videos may bring one
        permissions = [("export_spreadsheet", "Can export videos as a spreadsheet")]
        indexes = [models.Index(fields=["status"], name="spreadsheet_reading", condition=Q(status="reading"))]

    def __str__(self) -> str:
        return self.name

    @property
    def unchanged(self) -> int:
        return self.rows - self.changing - self.refused


class SpreadsheetRow(models.Model):
    """A row that would change something, or that has an error; the others are only counted."""

    pk = models.CompositePrimaryKey("spreadsheet_id", "line")
    spreadsheet = models.ForeignKey(
        Spreadsheet, models.CASCADE, db_constraint=False, db_index=False, related_name="listed"
    )
    line = models.BigIntegerField(help_text="as a spreadsheet counts them, the header being 1")
    video = models.ForeignKey(
        "videos.Video", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    key = models.TextField(blank=True, default="")
    changes = models.JSONField(null=True, help_text="field → [what the video holds, what it shall hold]")
    errors = models.JSONField(null=True, help_text="column → sentence")
    cells = models.JSONField(null=True, help_text="of a row with an error, as they came")
    skipped = models.TextField(blank=True, default="", db_default="", help_text="why it was left when it was applied")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["spreadsheet", "line"], name="spreadsheet_error", condition=Q(errors__isnull=False)),
            models.Index(fields=["spreadsheet", "line"], name="spreadsheet_left", condition=~Q(skipped="")),
        ]

    def __str__(self) -> str:
        return f"row {self.line}"
