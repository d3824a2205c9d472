"""Videos of the Data API: list, batchGetStats, and update, which replaces each part that it names."""

from collections.abc import Callable
from typing import Any

from sync.sandbox.calls import READ, WRITE, Call, Method, etag, etag_of
from sync.sandbox.clock import read
from sync.sandbox.errors import ApiError
from sync.sandbox.quota import STATS
from sync.sandbox.state import Resource
from sync.sandbox.video_rules import PARTS_OF_UPDATE, replaced

OWNERS_PARTS = ("fileDetails", "processingDetails", "suggestions")
THUMBNAILS = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}


def list_videos(call: Call) -> Resource:
    parts = call.parts(PARTS)
    chosen = call.exactly_one("id", "chart", "myRating")
    owner = call.owner()
    if chosen == "myRating":
        raise ApiError("youtubeSignupRequired", "Unauthorized", "Authorization", location_type="header")
    if chosen == "chart":
        raise ApiError("notImplemented", "The sandbox has no charts.", "chart")
    for other in ("maxResults", "pageToken"):
        if call.one(other):
            raise ApiError("incompatibleParameters", f"Incompatible parameters specified: id, {other}", other)
    videos = [video for video_id in call.ids() if (video := visible(call, video_id, owner))]
    for part in OWNERS_PARTS:
        if part in parts and not all(_ours(call, video, owner) for video in videos):
            raise ApiError("forbidden", f"The {part} part is for the owner of the video.", "part")
    items = [resource(call, video, parts, _ours(call, video, owner)) for video in videos]
    return {
        "kind": "youtube#videoListResponse",
        "etag": etag(parts, [item["etag"] for item in items]),
        "items": items,
        "pageInfo": {"totalResults": len(items), "resultsPerPage": len(items)},
    }


def visible(call: Call, video_id: str, owner: str) -> Resource | None:
    """The video, unless it is gone, or private and somebody else's."""
    video = call.state.videos.get(video_id)
    if video is None:
        return None
    publish_when_due(call, video)
    hidden = video["status"]["privacyStatus"] == "private" and not _ours(call, video, owner)
    return None if hidden else video


def publish_when_due(call: Call, video: Resource) -> None:
    """Publish a video whose time has come."""
    due = read(video["status"].get("publishAt"))
    if due and due <= call.clock.now():
        video["snippet"]["publishedAt"] = video["status"].pop("publishAt")
        video["status"]["privacyStatus"] = "public"
        video["published"] = True
        call.state.touch(video)


def _ours(call: Call, video: Resource, owner: str) -> bool:
    return bool(owner) and call.state.channels.get(video["channelId"], {}).get("contentOwner") == owner


def resource(call: Call, video: Resource, parts: list[str], ours: bool) -> Resource:
    """The video as the API shows it, with these parts."""
    shown: Resource = {"kind": "youtube#video", "etag": etag_of(video), "id": video["id"]}
    for part in parts:
        if (value := PARTS[part](call, video, ours)) is not None:
            shown[part] = value
    return shown


def _snippet(call: Call, video: Resource, ours: bool) -> Resource:
    snippet = video["snippet"]
    language = call.one("hl")
    localized = video["localizations"].get(language) or {name: snippet[name] for name in ("title", "description")}
    return {
        **snippet,
        "channelId": video["channelId"],
        "channelTitle": call.state.channels[video["channelId"]]["title"],
        "thumbnails": thumbnails(video["id"]),
        "liveBroadcastContent": "none",
        "localized": localized,
    }


def thumbnails(video_id: str) -> Resource:
    return {
        name: {"url": f"https://i.ytimg.com/vi/{video_id}/{name}.jpg", "width": width, "height": height}
        for name, (width, height) in THUMBNAILS.items()
    }


def _status(call: Call, video: Resource, ours: bool) -> Resource:
    status = {"uploadStatus": "processed", **video["status"]}
    # What its owner declared is theirs to see; what holds is for all.
    declared = status.get("selfDeclaredMadeForKids", False)
    if not ours:
        for name in ("selfDeclaredMadeForKids", "publishAt"):
            status.pop(name, None)
    return status | {"madeForKids": video.get("madeForKids", declared)}


def _content(call: Call, video: Resource, ours: bool) -> Resource:
    content = {
        "duration": iso_duration(video["seconds"]),
        "dimension": "2d",
        "definition": "hd",
        "caption": "false",
        "licensedContent": bool(call.state.claims_on(video["id"])),
        "contentRating": {},
        "projection": "rectangular",
    }
    return content | ({"hasCustomThumbnail": False} if ours else {})


def _statistics(call: Call, video: Resource, ours: bool) -> Resource:
    return {**video["statistics"], "favoriteCount": "0"}


def iso_duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    text = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{left}S" * bool(left)
    return f"PT{text or '0S'}"


def _kept(part: str) -> Callable[[Call, Resource, bool], Resource | None]:
    return lambda call, video, ours: video.get(part) or None


def _player(call: Call, video: Resource, ours: bool) -> Resource:
    player = {"embedHtml": f'<iframe src="//www.youtube.com/embed/{video["id"]}"></iframe>'}
    most = [int(word) if (word := call.one(name)) else None for name in ("maxWidth", "maxHeight")]
    picture = video.get("picture")
    if not picture or most == [None, None]:
        return player  # how large it is is told only who says how large it may be
    scale = min(limit / side for limit, side in zip(most, picture, strict=True) if limit)
    width, height = (str(round(side * scale)) for side in picture)
    return player | {"embedWidth": width, "embedHeight": height}


def _processing(call: Call, video: Resource, ours: bool) -> Resource:
    return {"processingStatus": "succeeded", "fileDetailsAvailability": "available"}


def _file(call: Call, video: Resource, ours: bool) -> Resource:
    width, height = video.get("picture") or (1920, 1080)
    stream = {"widthPixels": width, "heightPixels": height, "rotation": "none", "aspectRatio": width / height}
    return {"videoStreams": [stream], "durationMs": str(video["seconds"] * 1000)}


def _nothing(call: Call, video: Resource, ours: bool) -> None:
    """The ID comes with every answer."""


PARTS: dict[str, Callable[[Call, Resource, bool], Any]] = {
    "id": _nothing,
    "snippet": _snippet,
    "status": _status,
    "contentDetails": _content,
    "statistics": _statistics,
    "player": _player,
    "processingDetails": _processing,
    "fileDetails": _file,
    **{part: _kept(part) for part in ("localizations", "recordingDetails", "paidProductPlacementDetails")},
    **{part: _kept(part) for part in ("topicDetails", "liveStreamingDetails", "ageGating", "monetizationDetails")},
    **{part: _kept(part) for part in ("suggestions", "projectDetails", "brandPartner")},
}


def batch_get_stats(call: Call) -> Resource:
    parts = call.parts(("id", "snippet", "contentDetails", "statistics"))
    if not call.ids():
        raise ApiError("missingRequiredParameter", "Required parameter: id", "id")
    owner = call.owner()
    videos = [video for video_id in call.ids() if (video := visible(call, video_id, owner))]
    items = [_stats(video, parts) for video in videos]
    return {"kind": "youtube#batchGetStatsResponse", "etag": etag(items), "items": items}


def _stats(video: Resource, parts: list[str]) -> Resource:
    known = {
        "snippet": {"publishTime": video["snippet"]["publishedAt"]},
        "contentDetails": {"duration": f"{video['seconds']}s"},
        "statistics": dict(video["statistics"]),
    }
    shown = {part: known[part] for part in parts if part in known}
    return {"kind": "youtube#videoStats", "etag": etag(video["id"], shown), "id": video["id"], **shown}


def update_video(call: Call) -> Resource:
    parts = call.parts(PARTS)
    owner = call.owner()
    body = call.body()
    for part in parts:
        if part not in (*PARTS_OF_UPDATE, "id"):
            raise ApiError("unexpectedPart", part, "part")
    video_id = body.get("id")
    if not isinstance(video_id, str) or not video_id:
        raise ApiError("required", "Required", "body.id", status=400, location_type="other")
    video = call.state.videos.get(video_id)
    if video is None:
        raise ApiError(
            "videoNotFound",
            "The video that you are trying to update cannot be found.",
            "body.id",
            location_type="other",
        )
    if not _ours(call, video, owner):
        raise ApiError("forbidden", "Forbidden", "body.id", location_type="other")
    publish_when_due(call, video)
    if call.headers.get("If-Match", "*") not in ("*", etag_of(video)):
        raise ApiError("conditionNotMet", location="If-Match", location_type="header")
    new = replaced(video, body, parts, call.clock.now())
    if new["status"]["privacyStatus"] == "public" and not video.get("published"):
        new |= {"published": True, "snippet": new["snippet"] | {"publishedAt": call.clock.text()}}
    video.update(new)
    call.state.touch(video)
    return resource(call, video, parts, ours=True)


METHODS = [
    Method(
        *("youtube.videos.list", "GET", "/youtube/v3/videos", list_videos),
        params="part id chart myRating hl maxHeight maxWidth maxResults pageToken regionCode videoCategoryId locale",
        units=1,
        scopes=READ,
    ),
    Method(
        *("youtube.videos.batchGetStats", "GET", "/youtube/v3/videos:batchGetStats", batch_get_stats),
        params="part id",
        units=1,
        bucket=STATS,
        scopes=READ,
    ),
    Method("youtube.videos.update", "PUT", "/youtube/v3/videos", update_video, params="part", units=50, scopes=WRITE),
]
