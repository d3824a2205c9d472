"""Channels as the catalogue knows them: the pages of `channels_app`, and what is held of each channel."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from channels_app.admin import ChannelAdmin
from channels_app.models import Channel
from cmsmeta.lib.cells import NOTHING, link, list_url
from cmsmeta.lib.lists import BoundedChangeList
from videos.admin.bulk import address_of_act
from videos.approvals import permissions_for
from videos.bulk.actions import ACTIONS
from videos.bulk.selection import Selection
from videos.holdings import HINTED_AT, holdings, unexpected_among_newest, unexpected_assets

LIST = "videos_video"
VIEW = "videos.view_video"
MEND = ACTIONS["custom_id"]
UNEXPECTED = "differs"  # of the filter by custom ID


class ChannelChangeList(BoundedChangeList):
    """Each channel of the page is told in how many of its newest videos the custom ID is unexpected."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        channels = list(self.result_list)
        found = unexpected_among_newest(channels) if request.user.has_perm(VIEW) else {}
        for channel in channels:
            channel.unexpected = found.get(channel.pk)
        self.result_list = channels


admin.site.unregister(Channel)


@admin.register(Channel)
class CatalogueChannelAdmin(ChannelAdmin):
    list_display = [*ChannelAdmin.list_display, "custom_ids"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ChannelChangeList

    @admin.display(description="custom ID")
    def custom_ids(self, channel: Channel) -> SafeString | str:
        if not channel.expected_custom_id:
            return NOTHING
        if not channel.unexpected:
            return channel.expected_custom_id
        differ = f"{channel.unexpected} of the newest {HINTED_AT} differ"
        return format_html(
            "{} <span class='second'>{}</span>", channel.expected_custom_id, link(_videos(channel, UNEXPECTED), differ)
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Channel | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None and request.user.has_perm(VIEW):
            address = QueryDict(mutable=True)
            address.update({"channel": obj.channel_id, "custom_id": UNEXPECTED})
            context["holdings"] = holdings(obj)
            context["unexpected"] = unexpected_assets(obj)
            context["unexpected_url"] = _videos(obj, UNEXPECTED)
            if request.user.has_perms(permissions_for(["custom_id"])):
                context["mend_url"] = address_of_act(MEND, Selection.of_list(address))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _videos(channel: Channel, custom_id: str) -> str:
    return list_url(LIST, channel=channel.channel_id, custom_id=custom_id)
