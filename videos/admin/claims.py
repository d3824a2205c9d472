"""Claims: ours and others', also on videos that the catalogue does not hold."""

import re

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, link, list_url
from cmsmeta.lib.lists import ReadOnlyAdmin
from videos.admin.cells import video_link
from videos.admin.filters import InputFilter
from videos.models import Claim, Video

MOST_VIDEOS = 1_000  # of one asset


class ClaimVideoFilter(InputFilter):
    title = "video"
    parameter_name = "video"
    hint = "Video ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(video_id=self.value()) if self.value() else queryset


class ClaimAssetFilter(InputFilter):
    title = "asset of the video"
    parameter_name = "asset"
    hint = "Asset ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(video_id__in=_videos_of_assets([self.value()])) if self.value() else queryset


class OursFilter(admin.SimpleListFilter):
    title = "owner"
    parameter_name = "ours"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "us"), ("no", "another"), ("unknown", "not told")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"yes": True, "no": False, "unknown": None}
        return queryset.filter(ours=wanted[self.value()]) if self.value() in wanted else queryset


def _videos_of_assets(assets: list[str]) -> list[str]:
    """Give the IDs of the assets' videos: claims have an index by video, and none by asset."""
    return list(Video.objects.filter(asset_id__in=assets).values_list("video_id", flat=True)[:MOST_VIDEOS])


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ["claim_id", "claimed_video", "asset", "claim_type", "origin", "status", "policy", "ours", "claimed"]
    list_select_related = ["video"]
    list_filter = [OursFilter, ClaimVideoFilter, ClaimAssetFilter]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["claim_id"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Claim or video ID, asset ID of a video in the catalogue, or a list of them"
    exclude = ["video"]
    readonly_fields = ["claimed_video"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).select_related("video").defer("video__search", "video__extra", "extra")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        ids = [token for token in re.split(r"[\s,;]+", search_term) if token]
        if ids:
            queryset = queryset.filter(Q(claim_id__in=ids) | Q(video_id__in=[*ids, *_videos_of_assets(ids)]))
        return queryset, False

    @admin.display(description="video")
    def claimed_video(self, claim: Claim) -> SafeString | str:
        return video_link(claim.video, claim.video_id or "")

    @admin.display(description="asset")
    def asset(self, claim: Claim) -> SafeString | str:
        return link(list_url("videos_video", asset=claim.asset_id), claim.asset_id) if claim.asset_id else NOTHING

    @admin.display(description="claimed")
    def claimed(self, claim: Claim) -> str:
        return f"{claim.claimed_at:%Y-%m-%d}" if claim.claimed_at else NOTHING
