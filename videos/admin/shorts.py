"""Shorts, and videos that are none: two lists over one table of verdicts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import thousands
from cmsmeta.lib.lists import ReadOnlyAdmin
from videos.admin.cells import duration, thumbnail, title_and_id, video_link
from videos.admin.desk import ShortsDesk, desk_url
from videos.models import NonYouTubeShort, Short, Video, YouTubeShort
from videos.shorts import may_judge


class ShortsAdmin(ReadOnlyAdmin):
    when_empty = ""
    list_display = ["picture", "name", "method", "length", "views", "checked_at", "checked_by"]
    list_display_links = ["name"]
    list_select_related = ["video", "video__statistics", "checked_by"]
    list_filter = ["method"]
    ordering = ["-checked_at"]
    sortable_by = ["checked_at"]
    search_fields = ["video__title"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "What the search of videos understands"
    fields = ["shown_video", "verdict", "method", "length", "views", "checked_at", "checked_by"]
    readonly_fields = fields

    change_list_template = "admin/videos/shorts/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        offered = {"desk_url": desk_url() if may_judge(request.user) else ""}
        return super().changelist_view(request, {**offered, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Short]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("video__search", "video__extra", "video__description", "video__notes", "video__tags")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Short], search_term: str
    ) -> tuple[QuerySet[Short], bool]:
        if search_term:
            videos = Video.objects.search(search_term)
            queryset = queryset.filter(video__in=videos.values("pk"))
        return queryset, False

    @admin.display(description="")
    def picture(self, short: Short) -> SafeString:
        return thumbnail(short.video.video_id)

    @admin.display(description="video")
    def name(self, short: Short) -> SafeString:
        return title_and_id(short.video)

    @admin.display(description="video")
    def shown_video(self, short: Short) -> SafeString | str:
        return video_link(short.video)

    @admin.display(description="length")
    def length(self, short: Short) -> str:
        return duration(short.video.video_length)

    @admin.display(description="views")
    def views(self, short: Short) -> str:
        statistics = getattr(short.video, "statistics", None)
        return thousands(statistics.views if statistics else None)


@admin.register(YouTubeShort)
class YouTubeShortAdmin(ShortsDesk, ShortsAdmin):
    pass


@admin.register(NonYouTubeShort)
class NonYouTubeShortAdmin(ShortsAdmin):
    pass
