"""Channels, their uploads playlists and the video categories of the Data API."""

from typing import Any

from sync.sandbox.calls import READ, WRITE, Call, Method, etag, etag_of
from sync.sandbox.errors import ApiError, in_body
from sync.sandbox.state import Resource
from sync.sandbox.video_rules import CATEGORIES, LANGUAGE, NOT_ASSIGNABLE
from sync.sandbox.videos import publish_when_due, thumbnails

PARTS = (
    *("id", "snippet", "statistics", "contentDetails", "status", "brandingSettings", "contentOwnerDetails"),
    *("localizations", "topicDetails", "auditDetails"),
)
BRANDING = (
    "country",
    "description",
    "defaultLanguage",
    "keywords",
    "trackingAnalyticsAccountId",
    "unsubscribedTrailer",
)
DESCRIPTION_CHARACTERS = 1000


def list_channels(call: Call) -> Resource:
    parts = call.parts(PARTS)
    chosen = call.exactly_one("id", "mine", "managedByMe", "forHandle", "forUsername", "mySubscribers", "categoryId")
    owner = call.owner(required=chosen == "managedByMe")
    if chosen in ("mine", "mySubscribers"):
        raise ApiError("youtubeSignupRequired", "Unauthorized", "Authorization", location_type="header")
    if chosen in ("forUsername", "categoryId"):
        raise ApiError("notImplemented", f"The sandbox does not find channels by {chosen}.", chosen)
    found = _found(call, chosen, owner)
    if "auditDetails" in parts and not all(channel.get("contentOwner") == owner for channel in found):
        raise ApiError("forbidden", "The auditDetails part is for the owner of the channel.", "part")
    size = call.max_results(0)
    page, following, _ = (found, "", 0) if chosen == "id" else call.page(found, size)
    items = [_channel(call, channel, parts, owner) for channel in page]
    answer = {
        "kind": "youtube#channelListResponse",
        "etag": etag(parts, [item["etag"] for item in items], following),
        "pageInfo": {"totalResults": len(found), "resultsPerPage": len(items) if chosen == "id" else size},
    }
    # A listing that found nothing has no items at all.
    answer |= {"items": items} if items else {}
    return answer | ({"nextPageToken": following} if following else {})


def _found(call: Call, chosen: str, owner: str) -> list[Resource]:
    channels = call.state.channels
    if chosen == "id":
        return [channels[channel_id] for channel_id in call.ids() if channel_id in channels]
    if chosen == "forHandle":
        handle = call.one("forHandle").lstrip("@").lower()
        return [channel for channel in channels.values() if channel.get("handle", "").lower() == handle]
    return [channel for channel in channels.values() if channel.get("contentOwner") == owner]


def _channel(call: Call, channel: Resource, parts: list[str], owner: str) -> Resource:
    shown = {"kind": "youtube#channel", "etag": etag_of(channel), "id": channel["id"]}
    known = {
        "snippet": _snippet(channel),
        "statistics": _statistics(call, channel),
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"UU{channel['id'][2:]}"}},
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed", **channel["status"]},
        "brandingSettings": {"channel": {"title": channel["title"], **channel["branding"]}},
        "localizations": channel.get("localizations") or None,
        "topicDetails": {},
    }
    if owner and channel.get("contentOwner") == owner:
        linked = {"contentOwner": owner, "timeLinked": channel["publishedAt"]}
        good = ("communityGuidelinesGoodStanding", "contentIdClaimsGoodStanding", "copyrightStrikesGoodStanding")
        known |= {"contentOwnerDetails": linked, "auditDetails": dict.fromkeys(good, True)}
    shown |= {part: known[part] for part in parts if known.get(part) is not None}
    return shown


def _snippet(channel: Resource) -> Resource:
    branding = channel["branding"]
    snippet = {
        "title": channel["title"],
        "description": branding.get("description", ""),
        "customUrl": f"@{channel.get('handle', '')}",
        "publishedAt": channel["publishedAt"],
        "thumbnails": thumbnails(channel["id"]),
        "localized": {"title": channel["title"], "description": branding.get("description", "")},
    }
    return snippet | {name: branding[name] for name in ("country", "defaultLanguage") if name in branding}


def _statistics(call: Call, channel: Resource) -> Resource:
    told = {**channel["statistics"], "videoCount": str(len(call.state.uploads(channel["id"])))}
    hidden = bool(told.pop("hidden", False))
    if hidden:
        told.pop("subscriberCount", None)
    return told | {"hiddenSubscriberCount": hidden}


def update_channel(call: Call) -> Resource:
    parts = call.parts((*PARTS, "invideoPromotion"))
    owner = call.owner(required=True)
    body = call.body()
    channel = call.state.channels.get(str(body.get("id")))
    if channel is None or channel.get("contentOwner") != owner:
        raise ApiError("channelNotFound", "The channel cannot be found, or is not yours.", "body.id")
    for part in parts:
        if part not in ("id", "brandingSettings", "localizations", "status"):
            raise ApiError("unexpectedPart", part, "part")
    new: Resource = {}
    if "brandingSettings" in parts:
        new["branding"] = _branding(channel, (body.get("brandingSettings") or {}).get("channel") or {})
    if "localizations" in parts:
        new["localizations"] = body.get("localizations") or {}
        if new["localizations"] and not new.get("branding", channel["branding"]).get("defaultLanguage"):
            raise in_body("defaultLanguageNotSet", "The default language is not set.", "brandingSettings.channel")
    if "status" in parts:
        told = body.get("status") or {}
        new["status"] = {name: told[name] for name in ("selfDeclaredMadeForKids",) if name in told}
    channel.update(new)
    call.state.touch(channel)
    return _channel(call, channel, parts, owner)


def _branding(channel: Resource, told: Resource) -> Resource:
    if told.get("title", channel["title"]) != channel["title"]:
        raise in_body("channelTitleUpdateForbidden", "The title of a channel cannot be changed.", "brandingSettings")
    if len(told.get("description") or "") > DESCRIPTION_CHARACTERS:
        raise in_body("badRequest", "The description is too long.", "brandingSettings.channel.description")
    language = told.get("defaultLanguage")
    if language and not LANGUAGE.fullmatch(language):
        raise in_body("badRequest", "The default language is none.", "brandingSettings.channel.defaultLanguage")
    return {name: told[name] for name in BRANDING if told.get(name)}


def list_playlist_items(call: Call) -> Resource:
    parts = call.parts(("id", "snippet", "contentDetails", "status"))
    if call.exactly_one("playlistId", "id") == "id":
        raise ApiError("notImplemented", "The sandbox lists the items of a playlist only.", "id")
    owner = call.owner()
    playlist = call.one("playlistId")
    channel = call.state.channels.get(f"UC{playlist[2:]}") if playlist.startswith("UU") else None
    if channel is None:
        raise ApiError("playlistNotFound", "The playlist identified with the playlistId cannot be found.", "playlistId")
    size = call.max_results(0)
    videos = _listed(call, channel, owner)
    page, following, start = call.page(videos, size)
    items = [_item(channel, video, place, parts) for place, video in enumerate(page, start)]
    answer = {
        "kind": "youtube#playlistItemListResponse",
        "etag": etag([item["etag"] for item in items], following),
        "items": items,
        "pageInfo": {"totalResults": len(videos), "resultsPerPage": size},
    }
    return answer | ({"nextPageToken": following} if following else {})


def _listed(call: Call, channel: Resource, owner: str) -> list[Resource]:
    ours, wanted = channel.get("contentOwner") == owner != "", call.one("videoId")
    videos = [call.state.videos[video_id] for video_id in call.state.uploads(channel["id"])]
    for video in videos:
        publish_when_due(call, video)
    videos = [video for video in videos if ours or video["status"]["privacyStatus"] == "public"]
    return [video for video in videos if not wanted or video["id"] == wanted]


def _item(channel: Resource, video: Resource, place: int, parts: list[str]) -> Resource:
    published = video["snippet"]["publishedAt"]
    known: dict[str, Any] = {
        "contentDetails": {"videoId": video["id"], "videoPublishedAt": published},
        "status": {"privacyStatus": video["status"]["privacyStatus"]},
        "snippet": {
            "publishedAt": published,
            "channelId": channel["id"],
            "channelTitle": channel["title"],
            "title": video["snippet"]["title"],
            "description": video["snippet"]["description"],
            "thumbnails": thumbnails(video["id"]),
            "playlistId": f"UU{channel['id'][2:]}",
            "position": place,
            "resourceId": {"kind": "youtube#video", "videoId": video["id"]},
            "videoOwnerChannelId": channel["id"],
            "videoOwnerChannelTitle": channel["title"],
        },
    }
    shown = {part: known[part] for part in parts if part in known}
    item_id = f"UU{video['id']}"
    return {"kind": "youtube#playlistItem", "etag": etag(item_id, place, etag_of(video)), "id": item_id, **shown}


def list_categories(call: Call) -> Resource:
    call.parts(("id", "snippet"))
    call.exactly_one("id", "regionCode")
    known = CATEGORIES | NOT_ASSIGNABLE
    chosen = call.ids() or sorted(known, key=int)
    items = [_category(number, known[number]) for number in chosen if number in known]
    return {"kind": "youtube#videoCategoryListResponse", "etag": etag(items), "items": items}


def _category(number: str, title: str) -> Resource:
    snippet = {"title": title, "assignable": number in CATEGORIES, "channelId": "UCBR8-60-B28hp2BmDPdntcQ"}
    return {"kind": "youtube#videoCategory", "etag": etag(number, title), "id": number, "snippet": snippet}


_LIST = "part id mine managedByMe forHandle forUsername categoryId mySubscribers hl maxResults pageToken"
METHODS = [
    Method(
        *("youtube.channels.list", "GET", "/youtube/v3/channels", list_channels), params=_LIST, units=1, scopes=READ
    ),
    Method(
        *("youtube.channels.update", "PUT", "/youtube/v3/channels", update_channel),
        params="part",
        units=50,
        scopes=WRITE,
    ),
    Method(
        *("youtube.playlistItems.list", "GET", "/youtube/v3/playlistItems", list_playlist_items),
        params="part playlistId id videoId maxResults pageToken",
        units=1,
        scopes=READ,
    ),
    Method(
        *("youtube.videoCategories.list", "GET", "/youtube/v3/videoCategories", list_categories),
        params="part id regionCode hl",
        units=1,
        scopes=READ,
    ),
]
