"""Attempts to bring videos and YouTube into agreement, the quota they cost, and the keys to get in."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from cmsmeta.lib.cells import NOTHING, badge, change_url, difference, link, row_link, thousands, two_lines
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import Credential, MetadataSync, QuotaDay, QuotaEntry


@admin.register(MetadataSync)
class MetadataSyncAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "synced_video", "direction", "shown_status", "what", "units", "error", "took"]
    list_display_links = ["created_at"]
    list_select_related = ["video"]
    list_filter = ["status", "direction", ("created_at", admin.DateFieldListFilter)]
    ordering = ["-created_at"]
    sortable_by = ["created_at"]
    search_fields = ["video__video_id__exact"]
    search_help_text = "Video ID"
    fields = [
        "synced_video",
        "direction",
        "shown_status",
        "what",
        "units",
        "error",
        "error_reason",
        "requested_by",
        "change_set",
        ("created_at", "started_at", "finished_at"),
        ("attempts", "worker"),
    ]
    readonly_fields = ["synced_video", "shown_status", "what", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MetadataSync]:
        rows = super().get_queryset(request).select_related("video")
        return rows.defer("video__search", "video__extra", "video__description", "video__notes", "video__tags")

    @admin.display(description="video")
    def synced_video(self, sync: MetadataSync) -> SafeString | str:
        return link(change_url(sync.video), two_lines(sync.video.title or "(no title)", sync.video.video_id))

    @admin.display(description="status")
    def shown_status(self, sync: MetadataSync) -> SafeString:
        return badge(sync.status, sync.get_status_display(), f"sync:{sync.pk}")

    @admin.display(description="fields")
    def what(self, sync: MetadataSync) -> SafeString | str:
        pairs = [(name, pair) for name, pair in sync.fields.items() if isinstance(pair, list) and len(pair) == 2]
        if not pairs:
            return NOTHING
        return format_html_join("", '<span class="line">{}: {}</span>', ((n, difference(*pair)) for n, pair in pairs))

    @admin.display(description="took")
    def took(self, sync: MetadataSync) -> str:
        if not (sync.started_at and sync.finished_at):
            return NOTHING
        return timesince(sync.started_at, sync.finished_at)


@admin.register(QuotaDay)
class QuotaDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "bucket", "spent", "left"]
    list_filter = ["bucket"]
    ordering = ["-day", "bucket"]

    @admin.display(description="spent", ordering="used")
    def spent(self, day: QuotaDay) -> str:
        return f"{thousands(day.used)} of {thousands(day.limit)}"

    @admin.display(description="left")
    def left(self, day: QuotaDay) -> str:
        return thousands(max(0, day.limit - day.used))


@admin.register(QuotaEntry)
class QuotaEntryAdmin(ReadOnlyAdmin):
    list_display = ["sent_at", "method", "units", "shown_outcome", "by"]
    list_select_related = ["sync", "quota_day"]
    ordering = ["-sent_at"]
    sortable_by = ["sent_at"]

    @admin.display(description="outcome")
    def shown_outcome(self, entry: QuotaEntry) -> str:
        return entry.outcome or "awaited"

    @admin.display(description="sync")
    def by(self, entry: QuotaEntry) -> SafeString | str:
        return row_link(entry.sync)


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "account", "content_owner", "shown_state", "expires_at", "refreshed_at"]
    list_filter = ["state", "kind"]
    fields = [
        "name",
        "kind",
        "account",
        "content_owner",
        "scopes",
        "shown_state",
        "error",
        "expires_at",
        "refreshed_at",
    ]
    readonly_fields = ["shown_state"]

    @admin.display(description="state")
    def shown_state(self, credential: Credential) -> SafeString:
        return badge(credential.state, credential.get_state_display())
