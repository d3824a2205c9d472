"""Channels: the list, and the page of one with the way to its videos."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import F, Field, Q, QuerySet
from django.db.models.functions import Lower
from django.forms import Field as FormField
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from channels_app.growth import growth
from channels_app.models import Channel
from cmsmeta.lib.cells import badge, link, list_url, thousands, two_lines
from cmsmeta.lib.lists import BoundedAdmin
from cmsmeta.lib.paginator import BoundedPaginator

NEWEST = 20  # videos on the page of a channel
ADDRESS = re.compile(r"youtube\.com/(?:channel/)?(@?[\w.\-·]+)")
SHORTEST_PART = 3  # letters that a trigram index can find


class ExpectationFilter(admin.SimpleListFilter):
    title = "expected custom ID"
    parameter_name = "expects"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "is set"), ("no", "is not set")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Channel]) -> QuerySet[Channel]:
        match self.value():
            case "yes":
                return queryset.exclude(expected_custom_id="")
            case "no":
                return queryset.filter(expected_custom_id="")
            case _:
                return queryset


@admin.register(Channel)
class ChannelAdmin(BoundedAdmin):
    when_empty = "No channel is known. Deliver a video report: the channels of its videos are listed here."
    list_display = ["picture", "name", "handle", "subscribers", "views", "videos", "monetization"]
    list_display_links = ["name"]
    list_filter = ["monetization_status", ExpectationFilter, "hidden_subscriber_count"]
    ordering = ["title"]
    sortable_by = ["name", "subscribers", "views"]
    nulls_last = ("subscriber_count", "view_count")
    search_fields = ["title"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "A part of the title, the channel ID, the handle, or an address"
    fields = [
        "expected_custom_id",
        "monetization_status",
        ("handle", "country"),
        "description",
        "content_owner",
        "published_at",
        ("as_of", "pulled_at", "uploads_seen_at"),
    ]
    readonly_fields = [
        "monetization_status",
        "handle",
        "country",
        "description",
        "content_owner",
        "published_at",
        "as_of",
        "pulled_at",
        "uploads_seen_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # reports and pulls tell of channels

    def has_delete_permission(self, request: HttpRequest, obj: Channel | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Channel], search_term: str
    ) -> tuple[QuerySet[Channel], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if found := ADDRESS.search(term):
            term = found[1]
        handle = term.removeprefix("@").lower()
        rows = queryset.alias(lower_handle=Lower("handle"))
        by_handle = Q(lower_handle__in=[handle, f"@{handle}"]) & ~Q(handle="")
        part = Q(title__icontains=term) if len(term) >= SHORTEST_PART else Q(title__istartswith=term)
        return rows.filter(part | Q(channel_id=term) | by_handle), False

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest | None, **kwargs: Any) -> FormField | None:
        if db_field.name == "expected_custom_id":
            kwargs["widget"] = TextInput(attrs={"class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: bool) -> None:
        if form.changed_data:
            obj.save(update_fields=form.changed_data)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Channel | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context["picture"] = self.picture(obj)
            if request.user.has_perm("channels_app.view_channelstatistics"):
                context["growth"] = growth(obj)
            context["videos_url"] = list_url("videos_video", channel=obj.channel_id)
            if request.user.has_perm("videos.view_video"):
                rows = obj.videos.only("channel", "video_id", "title", "time_published")
                newest = rows.order_by(F("time_published").desc(nulls_last=True), "-pk")
                context["newest"] = BoundedPaginator(newest, NEWEST).page(1).object_list
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description="", empty_value="")
    def picture(self, channel: Channel) -> SafeString | str:
        if not channel.thumbnail_url.startswith("https://"):
            return ""
        return format_html(
            '<img class="avatar" src="{}" alt="" width="36" height="36" loading="lazy" referrerpolicy="no-referrer">',
            channel.thumbnail_url,
        )

    @admin.display(description="channel", ordering="title")
    def name(self, channel: Channel) -> SafeString:
        return two_lines(channel.title or "(no title)", channel.channel_id)

    @admin.display(description="subscribers", ordering="subscriber_count")
    def subscribers(self, channel: Channel) -> str:
        return "hidden" if channel.hidden_subscriber_count else thousands(channel.subscriber_count)

    @admin.display(description="views", ordering="view_count")
    def views(self, channel: Channel) -> str:
        return thousands(channel.view_count)

    @admin.display(description="videos")
    def videos(self, channel: Channel) -> SafeString:
        text = "videos" if channel.video_count is None else thousands(channel.video_count)
        return link(list_url("videos_video", channel=channel.channel_id), text)

    @admin.display(description="monetization")
    def monetization(self, channel: Channel) -> SafeString:
        return badge(channel.monetization_status, channel.get_monetization_status_display())
