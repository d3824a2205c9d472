"""The columns of the list of videos: what each shows, and which of them a person chose."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, badge, lines, link, list_url, thousands, two_lines
from videos.admin.cells import duration, standing_badge, thumbnail
from videos.models import ChosenColumns, Video

DEFAULT = ("picture", "name", "channel_name", "views", "privacy", "policy", "published", "state")
ALWAYS = "name"  # it leads to the video
CHOICES = {
    "picture": "Picture",
    "name": "Video",
    "channel_name": "Channel",
    "views": "Views",
    "privacy": "Privacy",
    "policy": "Policy",
    "published": "Published",
    "state": "State",
    "category": "Category",
    "length": "Length",
    "artists": "Artist",
    "album": "Album",
    "label": "Label",
    "genres": "Genre",
    "isrc": "ISRC",
    "upc": "UPC",
    "asset": "Asset",
    "custom_id": "Custom ID",
    "match_policy": "Match policy",
    "claims": "Claims",
    "comments": "Comments",
    "care": "Administered",
    "last_told": "As of",
}


def chosen_columns(person: User) -> list[str]:
    """Give the columns that `person` chose, else the usual ones."""
    found = ChosenColumns.objects.filter(person=person.pk).first()
    return known_columns(found.columns) if found else list(DEFAULT)


def known_columns(names: list[str]) -> list[str]:
    """Give those of `names` that are columns, in the order in which they are offered."""
    return [name for name in CHOICES if name in names or name == ALWAYS]


class VideoColumns:
    """The columns, as methods of an admin."""

    @admin.display(description="")
    def picture(self, video: Video) -> SafeString:
        return thumbnail(video.video_id)

    @admin.display(description="video")
    def name(self, video: Video) -> SafeString:
        return two_lines(video.title or "(no title)", " · ".join(filter(None, [video.video_id, video.isrc])))

    @admin.display(description="channel")
    def channel_name(self, video: Video) -> SafeString | str:
        if video.channel is None:
            return NOTHING
        return link(list_url("videos_video", channel=video.channel.channel_id), video.channel)

    @admin.display(description="views", ordering="statistics__views")
    def views(self, video: Video) -> str:
        statistics = getattr(video, "statistics", None)
        return thousands(statistics.views if statistics else None)

    @admin.display(description="comments")
    def comments(self, video: Video) -> str:
        statistics = getattr(video, "statistics", None)
        return thousands(statistics.comments if statistics else None)

    @admin.display(description="privacy")
    def privacy(self, video: Video) -> SafeString | str:
        return badge(video.privacy_status, video.get_privacy_status_display()) if video.privacy_status else NOTHING

    @admin.display(description="policy")
    def policy(self, video: Video) -> str:
        return video.effective_policy or NOTHING

    @admin.display(description="published", ordering="time_published")
    def published(self, video: Video) -> str:
        return f"{video.time_published:%Y-%m-%d}" if video.time_published else NOTHING

    @admin.display(description="length")
    def length(self, video: Video) -> str:
        return duration(video.video_length)

    @admin.display(description="artist")
    def artists(self, video: Video) -> str:
        return ", ".join(video.artist) or NOTHING

    @admin.display(description="genre")
    def genres(self, video: Video) -> str:
        return ", ".join(video.genre) or NOTHING

    @admin.display(description="asset")
    def asset(self, video: Video) -> SafeString | str:
        return link(list_url("videos_video", asset=video.asset_id), video.asset_id) if video.asset_id else NOTHING

    @admin.display(description="claims")
    def claims(self, video: Video) -> SafeString | str:
        ours = {True: "us", False: "not us"}.get(video.claimed_by_this_owner, "")
        others = video.other_owners_claiming or ("another owner" if video.claimed_by_another_owner else "")
        return lines(filter(None, [ours, others]))

    @admin.display(description="administered", boolean=True)
    def care(self, video: Video) -> bool:
        return video.administered

    @admin.display(description="as of")
    def last_told(self, video: Video) -> str:
        return f"{video.as_of:%Y-%m-%d}" if video.as_of else NOTHING

    @admin.display(description="state")
    def state(self, video: Video) -> SafeString | str:
        told = getattr(video, "standing", None)
        shown = [standing_badge(told)] if told else []
        if video.not_seen_since:
            shown.append(badge("gone", "not seen"))
        return lines(shown) if shown else ""
