"""Claims: ours and others', also on videos that the catalogue does not hold."""

import re

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, badge, lines, link, list_url, thousands, two_lines
from cmsmeta.lib.lists import InputFilter, ReadOnlyAdmin
from videos.admin.arriving import BelowArriving
from videos.admin.cells import video_link
from videos.admin.filters import FirstSeenFilter, occurred
from videos.models import Claim, Occurrence

DEFERRED = ("video__search", "video__extra", "video__description", "video__notes", "video__tags")


class ClaimVideoFilter(InputFilter):
    title = "video"
    parameter_name = "video"
    hint = "Video ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(video_id=self.value()) if self.value() else queryset


class ClaimAssetFilter(InputFilter):
    title = "asset"
    parameter_name = "asset"
    hint = "Asset ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(asset_id=self.value()) if self.value() else queryset


class ClaimChannelFilter(InputFilter):
    title = "channel of the video"
    parameter_name = "channel"
    hint = "Channel ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(channel_id=self.value()) if self.value() else queryset


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [*Claim.Status.choices, ("gone", "no longer listed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "gone":
            return queryset.filter(not_seen_since__isnull=False)
        return queryset.filter(status=self.value()) if self.value() else queryset


class TypeFilter(admin.SimpleListFilter):
    title = "type"
    parameter_name = "claim_type"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, name.lower()) for name in ("AUDIO", "VISUAL", "AUDIOVISUAL")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(claim_type=self.value()) if self.value() else queryset


class ContentFilter(admin.SimpleListFilter):
    title = "content"
    parameter_name = "content_type"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("UGC", "user-generated"), ("SONG_UGC", "song, user-generated"), ("PARTNER_UPLOADED", "partner upload")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(content_type=self.value()) if self.value() else queryset


class OursFilter(admin.SimpleListFilter):
    title = "owner"
    parameter_name = "ours"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "us"), ("no", "another"), ("unknown", "not told")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"yes": True, "no": False, "unknown": None}
        return queryset.filter(ours=wanted[self.value()]) if self.value() in wanted else queryset


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin, BelowArriving):
    when_empty = "No claim is known. Deliver a video or claim report: its claims are listed here."
    list_display = ["claim", "claimed_video", "asset", "match", "shown_status", "shown_policy", "ours", "views"]
    list_select_related = ["video", "statistics"]
    list_filter = [
        *(StatusFilter, OursFilter, TypeFilter, ContentFilter, ClaimVideoFilter, ClaimAssetFilter, ClaimChannelFilter),
        FirstSeenFilter,
        occurred("lost in change set", "lost_in", Occurrence.What.CLAIM_LOST, "claim_id"),
        occurred("back in change set", "back_in", Occurrence.What.CLAIM_BACK, "claim_id"),
    ]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["claim_id"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Claim, video or asset ID, or a list of them"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("claim_id", "claimed_video", "asset", "status", "status_detail", "claim_type", "origin"),
                    *("content_type", "ours", "claimed_at", "views"),
                ]
            },
        ),
        (
            "Policy",
            {
                "fields": [
                    *("policy", "policy_id", "monetize_in", "track_in", "block_in", "asset_policy_id"),
                    *("asset_monetize_in", "asset_track_in", "asset_block_in"),
                ]
            },
        ),
        (
            "Match",
            {
                "fields": [
                    *("matching_duration", "matching_length", "longest_match", "reference_id", "reference_video_id"),
                    "is_shorts_eligible",
                ]
            },
        ),
        (
            "The claimed video",
            {"fields": ["video_title", "channel_title", "channel_id", "uploader", "video_length", "uploaded_at"]},
        ),
        (
            "As told by YouTube",
            {"fields": ["told_by", "as_of", "not_seen_since", "lost_at", "extra"], "classes": ["collapse"]},
        ),
    ]
    readonly_fields = ["claimed_video", "asset", "views"]
    change_form_template = "admin/videos/claim/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).select_related("video", "statistics").defer(*DEFERRED)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        ids = [token for token in re.split(r"[\s,;]+", search_term) if token]
        if ids:
            named = Q(claim_id__in=ids) | Q(video_id__in=ids) | (Q(asset_id__in=ids) & ~Q(asset_id=""))
            queryset = queryset.filter(named)
        return queryset, False

    @admin.display(description="video")
    def claimed_video(self, claim: Claim) -> SafeString | str:
        if claim.video is None and claim.video_title:
            return two_lines(claim.video_title, f"{claim.video_id}, not in the catalogue")
        return video_link(claim.video, claim.video_id or "")

    @admin.display(description="claim")
    def claim(self, claim: Claim) -> SafeString | str:
        return two_lines(claim.claim_id, f"{claim.claimed_at:%Y-%m-%d}") if claim.claimed_at else claim.claim_id

    @admin.display(description="type, origin")
    def match(self, claim: Claim) -> SafeString | str:
        return lines(filter(None, (claim.claim_type, claim.origin)))

    @admin.display(description="status")
    def shown_status(self, claim: Claim) -> SafeString | str:
        label = dict(Claim.Status.choices).get(claim.status, claim.status)
        badges = [badge(claim.status, label)] if claim.status else []
        if claim.not_seen_since:
            badges.append(badge("gone", "not seen"))
        return lines(badges)

    @admin.display(description="policy")
    def shown_policy(self, claim: Claim) -> SafeString | str:
        parts = {"monetize": claim.monetize_in, "track": claim.track_in, "block": claim.block_in}
        told = [f"{name} {truncatechars(where, 40)}" for name, where in parts.items() if where]
        return claim.policy or lines(told)

    @admin.display(description="views")
    def views(self, claim: Claim) -> str:
        statistics = getattr(claim, "statistics", None)
        return thousands(statistics.views if statistics else None)

    @admin.display(description="asset")
    def asset(self, claim: Claim) -> SafeString | str:
        return link(list_url("videos_video", asset=claim.asset_id), claim.asset_id) if claim.asset_id else NOTHING
