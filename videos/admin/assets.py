"""Assets: what asset reports last told of them, and the way to their videos and claims."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, link, list_url, thousands, two_lines
from cmsmeta.lib.lists import ReadOnlyAdmin, StoredFilter
from videos.admin.filters import FirstSeenFilter, occurred
from videos.models import Asset, AssetStatistics, Claim, Occurrence, Video
from videos.searching import understand

SHOWN = 20
MOST_VIDEOS = 1_000  # whose assets a search in words finds


class SeenFilter(admin.SimpleListFilter):
    title = "newest asset report"
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "lists it"), ("no", "no longer lists it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("yes", "no"):
            return queryset.filter(not_seen_since__isnull=self.value() == "yes")
        return queryset


class MatchPolicyFilter(StoredFilter):
    title = "match policy"
    parameter_name = "match"
    column = "match_policy"
    blank = "none, or not told"


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    when_empty = "No asset is known. Deliver an asset report: its assets are listed here."
    list_display = ["name", "artists", "isrc", "asset_type", "videos_link", "daily_views", "told"]
    list_display_links = ["name"]
    list_select_related = ["statistics"]
    list_filter = [
        *(SeenFilter, MatchPolicyFilter, FirstSeenFilter),
        occurred("gone in change set", "gone_in", Occurrence.What.ASSET_GONE, "pk"),
        occurred("back in change set", "back_in", Occurrence.What.ASSET_BACK, "pk"),
    ]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["title"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Asset or custom ID, ISRC, UPC, a list of them, or what the search of videos understands"
    change_form_template = "admin/videos/asset/change_form.html"
    fieldsets = [
        (
            "Music",
            {"fields": ["title", "artists", "album", "label", "genres", ("isrc", "your_isrc", "other_isrc"), "upc"]},
        ),
        ("Asset", {"fields": ["asset_type", "custom_id", "status", "metadata_origination", "shown_labels", "grid"]}),
        (
            "Ownership",
            {"fields": ["ownership", "conflicting_owner", "conflicting_country_code", "match_policy"]},
        ),
        ("TV", {"fields": ["season", "episode_title", "tms"], "classes": ["collapse"]}),
        (
            "References and merged assets",
            {"fields": ["active_references", "inactive_references", "is_merged", "merged", "embedded_asset_id"]},
        ),
        (
            "As told by YouTube",
            {"fields": ["as_of", "not_seen_since", "first_seen", "last_seen", "extra"], "classes": ["collapse"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Asset]:
        return super().get_queryset(request).select_related("statistics", "first_seen", "last_seen")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Asset], search_term: str
    ) -> tuple[QuerySet[Asset], bool]:
        text = search_term.replace("\x00", "").strip()
        if not text:
            return queryset, False
        wanted, ids = understand(text), re.split(r"[\s,;|]+", text)
        # "Greater than nothing" is said too: else PostgreSQL does not take an index of the codes for a long list.
        codes = [
            {"isrc__in": wanted.isrcs, "isrc__gt": ""},
            {"upc__in": wanted.upcs, "upc__gt": ""},
            {"custom_id__in": wanted.custom_ids, "custom_id__gt": ""},
        ]
        keys = Asset.objects.order_by().filter(pk__in=ids).values("pk")
        keys = keys.union(*[Asset.objects.order_by().filter(**code).values("pk") for code in codes], all=True)
        of_videos = Video.objects.search(text).order_by().values_list("asset_id", flat=True)[:MOST_VIDEOS]
        return queryset.filter(pk__in=[*{row["pk"] for row in keys[:MOST_VIDEOS]}, *of_videos]), False

    # Columns ------------------------------------------------------------------------------------------
    @admin.display(description="asset")
    def name(self, asset: Asset) -> SafeString:
        return two_lines(asset.title or asset.episode_title or "(no title)", asset.pk)

    @admin.display(description="artist")
    def artists(self, asset: Asset) -> str:
        return " | ".join(asset.artist) or NOTHING

    @admin.display(description="genre")
    def genres(self, asset: Asset) -> str:
        return " | ".join(asset.genre) or NOTHING

    @admin.display(description="asset labels")
    def shown_labels(self, asset: Asset) -> str:
        return " | ".join(asset.labels) or NOTHING

    @admin.display(description="active references")
    def active_references(self, asset: Asset) -> str:
        return " ".join(asset.active_reference_ids) or NOTHING

    @admin.display(description="inactive references")
    def inactive_references(self, asset: Asset) -> str:
        return " ".join(asset.inactive_reference_ids) or NOTHING

    @admin.display(description="merged into this one")
    def merged(self, asset: Asset) -> str:
        return " ".join(asset.constituent_asset_ids) or NOTHING

    @admin.display(description="videos")
    def videos_link(self, asset: Asset) -> SafeString:
        return link(list_url("videos_video", asset=asset.pk), "videos")

    @admin.display(description="views a day")
    def daily_views(self, asset: Asset) -> str:
        statistics = getattr(asset, "statistics", None)
        return thousands(statistics.daily_views if statistics else None)

    @admin.display(description="as of")
    def told(self, asset: Asset) -> str:
        return f"{asset.as_of:%Y-%m-%d}"

    # The page of one ----------------------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Asset | None = None) -> list[str]:
        return ["artists", "genres", "shown_labels", "active_references", "inactive_references", "merged"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Asset | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= self._page(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _page(self, request: HttpRequest, asset: Asset) -> dict[str, Any]:
        sees_videos = request.user.has_perm("videos.view_video")
        sees_claims = request.user.has_perm("videos.view_claim")
        videos = Video.objects.of_asset(asset.pk).only("video_id", "title").order_by("pk")
        claims = Claim.objects.filter(asset_id=asset.pk).order_by("pk")
        return {
            "statistics": AssetStatistics.objects.filter(pk=asset.pk).first(),
            "videos": list(videos[:SHOWN]) if sees_videos else [],
            "claims": list(claims[:SHOWN]) if sees_claims else [],
            "videos_link": link(list_url("videos_video", asset=asset.pk), "All videos of the asset"),
            "claims_link": link(list_url("videos_claim", asset=asset.pk), "All claims of the asset"),
        }
