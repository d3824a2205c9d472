"""What videos.update makes of a video: mutable keys, limits, and the reset of what a named part leaves out."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sync.sandbox.clock import read
from sync.sandbox.errors import ApiError, in_body
from sync.sandbox.state import Resource

TITLE_CHARACTERS, DESCRIPTION_BYTES, TAGS_CHARACTERS = 100, 5000, 500
CATEGORIES = {
    "1": "Film & Animation",
    "2": "Autos & Vehicles",
    "10": "Music",
    "15": "Pets & Animals",
    "17": "Sports",
    "19": "Travel & Events",
    "20": "Gaming",
    "22": "People & Blogs",
    "23": "Comedy",
    "24": "Entertainment",
    "25": "News & Politics",
    "26": "Howto & Style",
    "27": "Education",
    "28": "Science & Technology",
    "29": "Nonprofits & Activism",
}
NOT_ASSIGNABLE = {"18": "Short Movies", "21": "Videoblogging", "30": "Movies", "43": "Shows", "44": "Trailers"}
PRIVACY, LICENSES = ("public", "unlisted", "private"), ("youtube", "creativeCommon")
# Google does not say whether the second can be written: here it is lost, too, where it is left out.
LANGUAGES = ("defaultLanguage", "defaultAudioLanguage")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What a part that is named and leaves it out falls back to; without a fallback the property is deleted.
STATUS_DEFAULTS = {"privacyStatus": "public", "license": "youtube", "embeddable": True, "publicStatsViewable": True}
READ_ONLY = {
    "snippet": "publishedAt channelId channelTitle thumbnails localized liveBroadcastContent",
    "status": "uploadStatus failureReason rejectionReason madeForKids",
    "recordingDetails": "location locationDescription",
}
FLAGS = ("embeddable", "publicStatsViewable", "selfDeclaredMadeForKids", "containsSyntheticMedia")


def replaced(video: Resource, body: Resource, parts: Iterable[str], now: datetime) -> Resource:
    """Give the parts of the video as the request leaves them; ApiError where a rule is broken."""
    for part in body:
        if part in PARTS_OF_UPDATE and part not in parts:
            raise ApiError("unexpectedPart", part, "part")
    new = {part: dict(video[part]) for part in PARTS_OF_UPDATE}
    for part in PARTS_OF_UPDATE:
        if part in parts:
            told = body.get(part) or {}
            if not isinstance(told, dict):
                raise in_body("badRequest", f"Invalid value at 'resource.{part}'.", part)
            new[part] = PARTS_OF_UPDATE[part](video, told, now)
    if "localizations" in parts and new["localizations"] and not new["snippet"].get("defaultLanguage"):
        raise in_body(
            "defaultLanguageNotSet",
            "The request is trying to add localized video details without specifying the default language.",
            "snippet.defaultLanguage",
        )
    return new


def _known(part: str, told: Resource, mutable: Iterable[str]) -> None:
    for name in told:
        if name not in mutable and name not in READ_ONLY[part].split():
            place = f"resource.{part}"
            raise in_body("badRequest", f"Invalid JSON payload received. Unknown name {name!r} at '{place}'.", part)


def _snippet(video: Resource, told: Resource, now: datetime) -> Resource:
    _known("snippet", told, ("title", "description", "tags", "categoryId", *LANGUAGES))
    description = told.get("description") or ""
    category, tags = told.get("categoryId"), told.get("tags")
    languages = {name: told.get(name) for name in LANGUAGES}
    title = told.get("title")
    if not _is_title(title):
        raise in_body(
            "invalidTitle", "The request metadata specifies an invalid or empty video title.", "snippet.title"
        )
    if not _is_description(description):
        raise in_body("invalidDescription", "The request metadata specifies an invalid video description.", "snippet")
    if tags and not _are_tags(tags):
        raise in_body("invalidTags", "The request metadata specifies invalid video keywords.", "snippet.tags")
    if category not in CATEGORIES:
        raise in_body(
            "invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.", "snippet"
        )
    for name, language in languages.items():
        if language and not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
            raise in_body("invalidVideoMetadata", "The request metadata is invalid.", f"snippet.{name}")
    new = {"publishedAt": video["snippet"]["publishedAt"], "title": title, "description": description}
    given = {"tags": tags, "categoryId": category, **languages}
    return new | {name: value for name, value in given.items() if value}


def _is_title(title: object) -> bool:
    return isinstance(title, str) and bool(title.strip()) and len(title) <= TITLE_CHARACTERS and not _angled(title)


def _is_description(text: object) -> bool:
    return isinstance(text, str) and len(text.encode()) <= DESCRIPTION_BYTES and not _angled(text)


def _angled(text: str) -> bool:
    return "<" in text or ">" in text


def _are_tags(tags: object) -> bool:
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return False
    # YouTube writes them in one line: commas between them, quotes around those with a space.
    length = sum(len(tag) + 2 * (" " in tag) for tag in tags) + len(tags) - 1
    return length <= TAGS_CHARACTERS and not any(_angled(tag) for tag in tags)


def _status(video: Resource, told: Resource, now: datetime) -> Resource:
    _known("status", told, (*STATUS_DEFAULTS, *FLAGS, "publishAt"))
    new = STATUS_DEFAULTS | {name: value for name, value in told.items() if name in STATUS_DEFAULTS}
    for name in FLAGS:
        if not isinstance(told.get(name, False), bool):
            reason = "forbiddenEmbedSetting" if name == "embeddable" else "badRequest"
            raise in_body(reason, f"Invalid value at 'resource.status.{name}'.", f"status.{name}")
        if name in told:
            new[name] = told[name]
    if new["privacyStatus"] not in PRIVACY:
        raise in_body(
            "forbiddenPrivacySetting", "The request attempts to set an invalid privacy setting for the video.", "status"
        )
    if new["license"] not in LICENSES:
        raise in_body(
            "forbiddenLicenseSetting", "The request attempts to set an invalid license for the video.", "status"
        )
    if told.get("publishAt"):
        new["publishAt"] = _publish_at(video, new, told["publishAt"], now)
    return new


def _publish_at(video: Resource, status: Resource, told: object, now: datetime) -> str:
    moment = read(told)
    if moment is None or moment <= now or status["privacyStatus"] != "private" or video.get("published"):
        raise in_body(
            "invalidPublishAt",
            "The request metadata specifies an invalid scheduled publishing time.",
            "status.publishAt",
        )
    return str(told)


def _recording(video: Resource, told: Resource, now: datetime) -> Resource:
    _known("recordingDetails", told, ("recordingDate",))
    if "recordingDate" not in told:
        return {}
    if read(told["recordingDate"]) is None:
        raise in_body(
            "invalidRecordingDetails", "The recordingDetails object specifies an invalid value.", "recordingDetails"
        )
    return {"recordingDate": told["recordingDate"]}


def _localizations(video: Resource, told: Resource, now: datetime) -> Resource:
    new = {}
    for language, texts in told.items():
        texts = texts if isinstance(texts, dict) else {}
        title, description = (texts.get(name) or "" for name in ("title", "description"))
        if not LANGUAGE.fullmatch(language) or not _is_title(title) or not _is_description(description):
            raise in_body("invalidVideoMetadata", "The request metadata is invalid.", f"localizations.{language}")
        new[language] = {"title": title, "description": description}
    return new


PARTS_OF_UPDATE: dict[str, Callable[[Resource, Resource, datetime], Any]] = {
    "snippet": _snippet,
    "status": _status,
    "recordingDetails": _recording,
    "localizations": _localizations,
}
