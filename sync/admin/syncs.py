"""Attempts to bring videos and YouTube into agreement: what came of each, again, or not at all."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import (
    NOTHING,
    badge,
    change_url,
    counted,
    difference,
    link,
    list_url,
    row_link,
    thousands,
    two_lines,
)
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import MetadataSync
from sync.queue import PERMISSION, REPEATABLE, request_cancel, request_retry
from videos.admin.filters import label_of
from videos.models import Video

PAGE = "sync_metadatasync"
Status = MetadataSync.Status
SHOWN_FIELDS = 4
ACTS: dict[str, tuple[Callable[..., int], str, tuple[str, ...]]] = {
    "retry": (request_retry, "{} will be made again.", REPEATABLE),
    "cancel": (
        request_cancel,
        "{} cancelled. The edits stay to be pushed: undo them to take them back.",
        (Status.PENDING,),
    ),
}
NOTHING_TO = {
    "retry": "None of these can be made again: only what failed, was lost, skipped or cancelled can.",
    "cancel": "None of these waits any more: what has begun goes on to its end.",
}


@admin.register(MetadataSync)
class MetadataSyncAdmin(ReadOnlyAdmin):
    when_empty = "Nothing was synced yet. Choose videos in their list and “Sync with YouTube now”."
    list_display = ["made_at", "synced_video", "direction", "shown_status", "what", "shown_units", "took", "said"]
    list_display_links = ["made_at"]
    list_select_related = ["video", "requested_by"]
    list_filter = ["status", "direction", ("created_at", admin.DateFieldListFilter)]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["video__video_id"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Video ID, or a list of them"
    actions = ["retry", "cancel"]
    change_form_template = "admin/sync/metadatasync/change_form.html"
    fields = [
        ("synced_video", "direction"),
        ("shown_status", "shown_units", "took"),
        "said",
        "error_reason",
        "all_fields",
        ("requested_by", "edit"),
        ("created_at", "started_at", "finished_at"),
        ("attempts", "worker"),
    ]
    readonly_fields = [
        "synced_video",
        "shown_status",
        "shown_units",
        "took",
        "said",
        "all_fields",
        "edit",
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MetadataSync]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("video__search", "video__extra", "video__description", "video__notes", "video__tags")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MetadataSync], search_term: str
    ) -> tuple[QuerySet[MetadataSync], bool]:
        return (queryset.filter(video__in=Video.objects.search(search_term)) if search_term else queryset), False

    # Acts ---------------------------------------------------------------------------------------------
    def has_sync_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms([PERMISSION, "sync.view_metadatasync"])

    @admin.action(description="Make again", permissions=["sync"])
    def retry(self, request: HttpRequest, queryset: QuerySet[MetadataSync]) -> None:
        self._act(request, "retry", queryset)

    @admin.action(description="Cancel where it waits", permissions=["sync"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[MetadataSync]) -> None:
        self._act(request, "cancel", queryset)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.act_view))
        return [path("<int:pk>/do/<slug:name>/", view, name=f"{PAGE}_act"), *super().get_urls()]

    def act_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Make one attempt again, or cancel it."""
        if name not in ACTS:
            raise Http404
        if not self.has_sync_permission(request):
            raise PermissionDenied
        sync = get_object_or_404(MetadataSync.objects.only("pk"), pk=pk)
        self._act(request, name, MetadataSync.objects.filter(pk=sync.pk))
        return HttpResponseRedirect(change_url(sync))

    def _act(self, request: HttpRequest, name: str, syncs: QuerySet[MetadataSync]) -> None:
        act, words, _ = ACTS[name]
        number = act(MetadataSync.objects.filter(pk__in=syncs.values("pk")), by=request.user)
        if number:
            messages.success(request, words.format(counted(number, "sync")))
        else:
            messages.warning(request, NOTHING_TO[name])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: MetadataSync | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            may = self.has_sync_permission(request)
            context["offered"] = [name for name, (*_, states) in ACTS.items() if may and obj.status in states]
            if obj.status == Status.CONFLICT and request.user.has_perm("videos.view_openedit"):
                context["conflicts_url"] = list_url("videos_editconflict", video_id=obj.video.video_id)
            if request.user.has_perm("sync.view_quotaentry"):
                context["entries"] = obj.quota_entries.order_by("pk")[:50]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Columns ------------------------------------------------------------------------------------------
    @admin.display(description="when")
    def made_at(self, sync: MetadataSync) -> SafeString:
        asked = f"asked for by {sync.requested_by.get_username()}" if sync.requested_by else ""
        return two_lines(f"{sync.created_at:%Y-%m-%d %H:%M}", asked)

    @admin.display(description="video")
    def synced_video(self, sync: MetadataSync) -> SafeString | str:
        return link(change_url(sync.video), two_lines(sync.video.title or "(no title)", sync.video.video_id))

    @admin.display(description="result")
    def shown_status(self, sync: MetadataSync) -> SafeString:
        return badge(sync.status, sync.get_status_display(), f"sync:{sync.pk}")

    @admin.display(description="units")
    def shown_units(self, sync: MetadataSync) -> SafeString:
        return _live(sync, "units", thousands(sync.units))

    @admin.display(description="what YouTube said")
    def said(self, sync: MetadataSync) -> SafeString:
        return _live(sync, "error", sync.error)

    @admin.display(description="fields")
    def what(self, sync: MetadataSync) -> SafeString | str:
        names = [label_of(name) for name in sync.fields]
        more = f" and {len(names) - SHOWN_FIELDS} more" if len(names) > SHOWN_FIELDS else ""
        return ", ".join(names[:SHOWN_FIELDS]) + more or NOTHING

    @admin.display(description="fields")
    def all_fields(self, sync: MetadataSync) -> SafeString | str:
        pairs = [(name, pair) for name, pair in sync.fields.items() if isinstance(pair, list) and len(pair) == 2]
        line = '<span class="line">{}: {}</span>'
        return format_html_join("", line, ((label_of(name), difference(*pair)) for name, pair in pairs)) or NOTHING

    @admin.display(description="took")
    def took(self, sync: MetadataSync) -> str:
        if not (sync.started_at and sync.finished_at):
            return NOTHING
        seconds = (sync.finished_at - sync.started_at).total_seconds()
        return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"

    @admin.display(description="edit")
    def edit(self, sync: MetadataSync) -> SafeString | str:
        return row_link(sync.change_set)


def _live(sync: MetadataSync, field: str, text: str) -> SafeString:
    return format_html('<span data-live="sync:{}" data-field="{}">{}</span>', sync.pk, field, text)
