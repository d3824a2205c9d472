"""What YouTube's resources tell of videos and channels, in the words of the catalogue. What they lack is not told."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels_app.observe import ChannelSeen
from sync.youtube.categories import NAMES
from videos.observe.videos import Seen

Json = Mapping[str, Any]

# The first one there is; “high” is of every video, and large enough for a list.
THUMBNAILS = ("high", "medium", "standard", "maxres", "default")
DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")
SECONDS = (7 * 86_400, 86_400, 3_600, 60, 1)
COUNTERS = {"views": "viewCount", "likes": "likeCount", "comments": "commentCount"}


def video_seen(resource: Json) -> Seen:
    """Give what the resource of a video tells; a part that was not asked for tells nothing."""
    snippet, status = resource.get("snippet") or {}, resource.get("status") or {}
    facts = {
        "channel": snippet.get("channelId"),
        "title": text(snippet.get("title")),
        "category": NAMES.get(snippet.get("categoryId", "")),
        "thumbnail_url": thumbnail(snippet),
        "privacy_status": status.get("privacyStatus"),
        "license": status.get("license"),
        "embedding_allowed": status.get("embeddable"),
        "is_made_for_kids": status.get("madeForKids"),
        # YouTube tells it only where the uploader chose.
        "self_declared_made_for_kids": status.get("selfDeclaredMadeForKids"),
        "aspect": aspect(resource.get("player") or {}),
        "video_length": seconds((resource.get("contentDetails") or {}).get("duration", "")),
    }
    if snippet:
        facts |= {
            "description": text(snippet.get("description", "")),
            "tags": [text(tag) for tag in snippet.get("tags") or ()],
            "is_live_stream": "liveStreamingDetails" in resource or is_live(snippet),
        }
    # Of a video that was never public this is when it was uploaded, which reports do not call published.
    if status.get("privacyStatus") == "public":
        facts["time_published"] = moment(snippet.get("publishedAt"))
    counters = counted(resource.get("statistics") or {}, COUNTERS)
    return Seen(facts, text(snippet.get("channelTitle", "")), counters, resource.get("etag", ""))


def is_live(snippet: Json) -> bool:
    return snippet.get("liveBroadcastContent") in ("live", "upcoming")


def text(value: str | None) -> str | None:
    """Give the text without what PostgreSQL cannot hold."""
    return value and value.replace("\0", "").encode("utf-8", "replace").decode()


def moment(value: str | None) -> str | None:
    """Give a time as YouTube writes it; None of what is none."""
    try:
        return datetime.fromisoformat(value or "").isoformat()
    except ValueError:
        return None


def thumbnail(snippet: Json) -> str | None:
    told = snippet.get("thumbnails") or {}
    return next((told[name]["url"] for name in THUMBNAILS if told.get(name, {}).get("url")), None)


def aspect(player: Json) -> int | None:
    """Give the width of the picture in thousandths of its height; YouTube leaves it out where it does not know."""
    width, height = (str(player.get(name, "")) for name in ("embedWidth", "embedHeight"))
    known = width.isdecimal() and height.isdecimal() and int(height)
    return round(1000 * int(width) / int(height)) if known else None


def seconds(duration: str) -> int | None:
    """Give the seconds of an ISO 8601 duration; None of a stream that has not ended (P0D) and of what is none."""
    found = DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        return None
    length = sum(int(number or 0) * each for number, each in zip(found.groups(), SECONDS, strict=True))
    return length or None


def counted(statistics: Json, names: Mapping[str, str]) -> dict[str, int]:
    """Give the counters that are told; YouTube writes them as text, and leaves out what is hidden."""
    told = {name: statistics.get(key) for name, key in names.items()}
    return {name: int(value) for name, value in told.items() if value is not None and str(value).isdecimal()}


CHANNEL_COUNTERS = {
    "subscriber_count": "subscriberCount",
    "view_count": "viewCount",
    "video_count": "videoCount",
}


def channel_seen(resource: Json) -> ChannelSeen:
    """Give what the resource of a channel tells."""
    snippet, statistics = resource.get("snippet") or {}, resource.get("statistics") or {}
    branding = resource.get("brandingSettings") or {}
    monetized = (resource.get("status") or {}).get("isChannelMonetizationEnabled")
    facts = {
        "title": text(snippet.get("title")),
        "handle": text(snippet.get("customUrl", "")).removeprefix("@") if snippet else None,
        "description": text(snippet.get("description")),
        "country": snippet.get("country", "") if snippet else None,
        "thumbnail_url": thumbnail(snippet),
        "banner_url": (branding.get("image") or {}).get("bannerExternalUrl"),
        "uploads_playlist_id": ((resource.get("contentDetails") or {}).get("relatedPlaylists") or {}).get("uploads"),
        "content_owner": (resource.get("contentOwnerDetails") or {}).get("contentOwner"),
        "monetization_status": None if monetized is None else "enabled" if monetized else "disabled",
        "published_at": moment(snippet.get("publishedAt")),
        "hidden_subscriber_count": statistics.get("hiddenSubscriberCount"),
    }
    counters = counted(statistics, CHANNEL_COUNTERS)
    if facts["hidden_subscriber_count"]:
        counters.pop("subscriber_count", None)
    return ChannelSeen({name: value for name, value in facts.items() if value is not None}, counters)
