"""The columns of the list of videos: what each shows, and which of them a person chose."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, badge, lines, link, list_url, thousands, two_lines
from videos.admin.cells import duration, standing_badge, thumbnail
from videos.agreement import COLUMNS as AGREEMENT
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


def column(description: str, *fields: str, **options: Any) -> Callable[[Callable], Callable]:
    """Mark a method as a column that shows these fields of a video; the list fetches no others."""

    def mark(method: Callable) -> Callable:
        method.fields = fields
        return admin.display(description=description, **options)(method)

    return mark


def fields_of(names: Iterable[str]) -> set[str]:
    """Give the fields that the columns of these names show. One that is no method is a field itself."""
    return {field for name in names for field in getattr(getattr(VideoColumns, name, None), "fields", [name])}


class VideoColumns:
    """The columns, as methods of an admin."""

    @column("", "video_id")
    def picture(self, video: Video) -> SafeString:
        return thumbnail(video.video_id)

    @column("video", "title", "video_id", "isrc")
    def name(self, video: Video) -> SafeString:
        return two_lines(video.title or "(no title)", " · ".join(filter(None, [video.video_id, video.isrc])))

    @column("channel", "channel__channel_id", "channel__title")
    def channel_name(self, video: Video) -> SafeString | str:
        if video.channel is None:
            return NOTHING
        return link(list_url("videos_video", channel=video.channel.channel_id), video.channel)

    @column("views", "statistics__views", ordering="statistics__views")
    def views(self, video: Video) -> str:
        statistics = getattr(video, "statistics", None)
        return thousands(statistics.views if statistics else None)

    @column("comments", "statistics__comments")
    def comments(self, video: Video) -> str:
        statistics = getattr(video, "statistics", None)
        return thousands(statistics.comments if statistics else None)

    @column("privacy", "privacy_status")
    def privacy(self, video: Video) -> SafeString | str:
        return privacy_badge(video.privacy_status) if video.privacy_status else NOTHING

    @column("policy", "effective_policy")
    def policy(self, video: Video) -> str:
        return video.effective_policy or NOTHING

    @column("published", "time_published", ordering="time_published")
    def published(self, video: Video) -> str:
        return f"{video.time_published:%Y-%m-%d}" if video.time_published else NOTHING

    @column("length", "video_length")
    def length(self, video: Video) -> str:
        return duration(video.video_length)

    @column("artist", "artist")
    def artists(self, video: Video) -> str:
        return ", ".join(video.artist) or NOTHING

    @column("genre", "genre")
    def genres(self, video: Video) -> str:
        return ", ".join(video.genre) or NOTHING

    @column("asset", "asset_id")
    def asset(self, video: Video) -> SafeString | str:
        return link(list_url("videos_video", asset=video.asset_id), video.asset_id) if video.asset_id else NOTHING

    @column("claims", "claimed_by_this_owner", "claimed_by_another_owner", "other_owners_claiming")
    def claims(self, video: Video) -> SafeString | str:
        ours = {True: "us", False: "not us"}.get(video.claimed_by_this_owner, "")
        others = video.other_owners_claiming or ("another owner" if video.claimed_by_another_owner else "")
        return lines(filter(None, [ours, others]))

    @column("administered", "administered", boolean=True)
    def care(self, video: Video) -> bool:
        return video.administered

    @column("as of", "as_of")
    def last_told(self, video: Video) -> str:
        return f"{video.as_of:%Y-%m-%d}" if video.as_of else NOTHING

    @column("state", *AGREEMENT, "not_seen_since")
    def state(self, video: Video) -> SafeString | str:
        told = getattr(video, "standing", None)
        shown = [standing_badge(told)] if told else []
        if video.not_seen_since:
            shown.append(badge("gone", "not seen"))
        return lines(shown) if shown else ""


@lru_cache
def privacy_badge(privacy: str) -> SafeString:
    return badge(privacy, dict(Video.Privacy.choices).get(privacy, privacy))
