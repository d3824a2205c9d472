"""The Reporting API: the jobs that YouTube manages for a content owner, and the files that they make every day."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

from sync.sandbox.calls import Call, File, Method
from sync.sandbox.clock import read, written
from sync.sandbox.errors import ApiError
from sync.sandbox.quota import PACIFIC
from sync.sandbox.state import OWNER, Resource, State
from sync.sandbox.video_rules import CATEGORIES

SCOPES = ("yt-analytics.readonly", "yt-analytics-monetary.readonly")
LANDS = timedelta(hours=62)  # after the end of the day that it speaks of
DAYS = 5  # whose files are there
SPAN = re.compile(r"bytes=(\d+)-(\d*)")
Rows = Iterator[list[str]]


def _header(names: str) -> list[str]:
    return names.split()


def _yes(value: Any) -> str:
    return {True: "Yes", False: "No"}.get(value, "")


def _policy(state: State, policy: Resource) -> str:
    return state.policies.get(policy.get("id") or policy.get("policyId", ""), {}).get("name", "")


def _day(text: str) -> str:
    return text[:10].replace("-", "/")


def _videos(state: State) -> Rows:
    yield _header(
        "video_id channel_id channel_display_name time_uploaded time_published video_title video_length views"
        " engaged_views comments video_privacy_status category embedding_allowed claimed_by_this_owner claim_id"
        " asset_id custom_id effective_policy isrc is_made_for_kids_user_selection"
    )
    for video in state.videos.values():
        channel, snippet, status = state.channels[video["channelId"]], video["snippet"], video["status"]
        if channel["contentOwner"] != OWNER:
            continue
        claim = next((one for one in state.claims_on(video["id"]) if one["status"] == "active"), {})
        metadata = state.assets.get(claim.get("assetId", ""), {}).get("metadata", {})
        counted = video["statistics"]
        yield [
            *(video["id"], video["channelId"], channel["title"], _day(video["uploadedAt"])),
            *(_day(snippet["publishedAt"]) if video["published"] else "", snippet["title"], str(video["seconds"])),
            *(counted["viewCount"], counted["viewCount"], counted["commentCount"], status["privacyStatus"]),
            *(CATEGORIES.get(snippet["categoryId"], ""), _yes(status["embeddable"]), _yes(bool(claim))),
            *(claim.get("id", ""), claim.get("assetId", ""), metadata.get("customId", "")),
            *(_policy(state, claim.get("policy", {})), metadata.get("isrc", "")),
            _yes(bool(status.get("selfDeclaredMadeForKids"))),
        ]


def _assets(state: State) -> Rows:
    yield _header(
        "asset_id asset_type custom_id isrc upc asset_title album artist genre label match_policy"
        " active_reference_id approx_daily_views approx_daily_engaged_views"
    )
    references: dict[str, list[str]] = {}
    for one in state.references.values():
        references.setdefault(one["assetId"], []).append(one["id"])
    for asset in state.assets.values():
        told = asset["metadata"]
        words = [told.get(name, "") for name in ("customId", "isrc", "upc", "title", "album")]
        lists = ["|".join(told.get(name, ())) for name in ("artist", "genre")]
        kept = [_policy(state, asset.get("matchPolicy", {})), "|".join(references.get(asset["id"], ()))]
        yield [asset["id"], asset["type"].upper(), *words, *lists, told.get("label", ""), *kept, "0", "0"]


def _claims(state: State) -> Rows:
    yield _header(
        "claim_id claim_status claim_type claim_created_date claim_policy_id applied_policy asset_id asset_title"
        " custom_id video_id video_title channel_id channel_display_name views"
    )
    for claim in state.claims.values():
        video = state.videos.get(claim["videoId"])
        if claim["status"] != "active" or video is None:
            continue
        metadata = state.assets.get(claim["assetId"], {}).get("metadata", {})
        yield [
            *(claim["id"], "ACTIVE", claim["contentType"].upper(), _day(claim["timeCreated"])),
            *(claim["policy"].get("id", ""), _policy(state, claim["policy"]), claim["assetId"]),
            *(metadata.get("title", ""), metadata.get("customId", ""), video["id"], video["snippet"]["title"]),
            *(video["channelId"], state.channels[video["channelId"]]["title"], video["statistics"]["viewCount"]),
        ]


def _references(state: State) -> Rows:
    yield _header("reference_id reference_video_id asset_id asset_title status reference_type length_sec")
    for one in state.references.values():
        title = state.assets.get(one["assetId"], {}).get("metadata", {}).get("title", "")
        kind, length = one["contentType"].upper(), str(one.get("length", ""))
        yield [one["id"], one.get("videoId", ""), one["assetId"], title, one["status"].upper(), kind, length]


# Of each, the version that is to be retired is there as well.
FILES: dict[str, Callable[[State], Rows]] = {
    "content_owner_video_metadata_a3": _videos,
    "content_owner_video_metadata_a4": _videos,
    "content_owner_asset_a3": _assets,
    "content_owner_active_claims_a3": _claims,
    "content_owner_active_references_a1": _references,
}


def list_types(call: Call) -> Resource:
    call.owner(required=True)
    return _page(call, "reportTypes", [_named(name) | {"id": name} for name in FILES])


def list_jobs(call: Call) -> Resource:
    call.owner(required=True)
    jobs = [_named(name) | {"id": f"job-{name}", "reportTypeId": name} for name in FILES]
    return _page(call, "jobs", jobs if call.yes("includeSystemManaged") else [])


def list_reports(call: Call) -> Resource:
    call.owner(required=True)
    since = read(call.one("startTimeAtOrAfter")) or read("2000-01-01T00:00:00Z")
    return _page(call, "reports", [one for one in _reports(call, _type_of(call)) if read(one["startTime"]) >= since])


def download(call: Call) -> File:
    """The bytes of a file: packed where that is asked for, or a part of the plain ones."""
    rows = FILES.get(call.names["name"].rpartition("-")[0])
    if rows is None:
        raise ApiError("notFound", "Requested entity was not found.")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows(call.state))
    plain, headers = text.getvalue().encode(), {"Content-Type": "text/csv"}
    if span := SPAN.fullmatch(call.headers.get("Range", "")):
        first, last = int(span[1]), min(int(span[2] or len(plain) - 1), len(plain) - 1)
        if first >= len(plain):
            return File(416, b"", {"Content-Range": f"bytes */{len(plain)}"})
        headers["Content-Range"] = f"bytes {first}-{last}/{len(plain)}"
        return File(206, plain[first : last + 1], headers)
    if "gzip" in call.headers.get("Accept-Encoding", ""):
        return File(200, gzip.compress(plain, mtime=0), headers | {"Content-Encoding": "gzip"})
    return File(200, plain, headers)


def _reports(call: Call, name: str) -> Iterator[Resource]:
    """The files of a job, the newest first. Each day's was made twice: the second one counts."""
    now = call.clock.now()
    newest = (now - LANDS).astimezone(PACIFIC).date() - timedelta(days=1)
    for back, letter in product(range(DAYS), "ba"):
        day = newest - timedelta(days=back)
        begins, ends = (datetime.combine(one, time(), PACIFIC) for one in (day, day + timedelta(days=1)))
        made = ends + LANDS - timedelta(hours=5 if letter == "a" else 1)
        report_id = f"{name}-{day:%Y%m%d}{letter}"
        yield {
            "id": report_id,
            "jobId": call.names["jobId"],
            **{key: written(moment.astimezone(now.tzinfo)) for key, moment in _times(begins, ends, made)},
            "downloadUrl": f"http://{call.headers['Host']}/v1/media/{report_id}?alt=media",
        }


def _times(begins: datetime, ends: datetime, made: datetime) -> list[tuple[str, datetime]]:
    return [("startTime", begins), ("endTime", ends), ("createTime", made)]


def _type_of(call: Call) -> str:
    name = call.names["jobId"].removeprefix("job-")
    if name not in FILES:
        raise ApiError("notFound", "Requested entity was not found.")
    return name


def _named(name: str) -> Resource:
    return {"name": name.replace("_", " "), "systemManaged": True}


def _page(call: Call, name: str, items: list[Resource]) -> Resource:
    size = call.one("pageSize", "0")
    page, following, _ = call.page(items, int(size) if size.isdecimal() and int(size) else len(items) or 1)
    return {name: page} | ({"nextPageToken": following} if following else {})


PAGING = "includeSystemManaged pageSize pageToken"
METHODS = [
    Method("youtubereporting.reportTypes.list", "GET", "/v1/reportTypes", list_types, PAGING, scopes=SCOPES),
    Method("youtubereporting.jobs.list", "GET", "/v1/jobs", list_jobs, PAGING, scopes=SCOPES),
    Method(
        "youtubereporting.jobs.reports.list",
        "GET",
        "/v1/jobs/{jobId}/reports",
        list_reports,
        "createdAfter startTimeAtOrAfter startTimeBefore pageSize pageToken",
        scopes=SCOPES,
    ),
    Method("youtubereporting.media.download", "GET", "/v1/media/{name}", download, scopes=SCOPES),
]
