"""Attempts to bring videos and YouTube into agreement, as staff follow them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from cmsmeta.lib.cells import NOTHING, badge, change_url, difference, link, two_lines
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import MetadataSync


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
