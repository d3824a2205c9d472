"""Which metadata and which ownership an asset may have."""

import re
from collections.abc import Container
from typing import Any

from sync.sandbox.errors import in_body
from sync.sandbox.partner import check_territories
from sync.sandbox.state import Resource

TYPES = (
    *("art_track_video", "composition", "episode", "general", "movie", "music_video", "season", "show"),
    *("sound_recording", "video_game", "web"),
)
BYTES = {
    "title": 255,
    "description": 5000,
    "customId": 64,
    "notes": 255,
    "album": 255,
    "label": 255,
    "infoUrl": 1536,
    **dict.fromkeys(("category", "contentType", "spokenLanguage", "eidr", "isan", "tmsId", "upc"), 255),
    **dict.fromkeys(("broadcaster", "originalReleaseMedium", "showTitle", "showCustomId"), 255),
    **dict.fromkeys(("episodeNumber", "seasonNumber"), 255),
}
FORMS = {
    "customId": re.compile(r"[A-Za-z0-9\-_.@/]*"),
    "isrc": re.compile(r"[A-Za-z0-9]{12}"),
    "grid": re.compile(r"[A-Za-z0-9]{18}"),
    "iswc": re.compile(r"T[0-9]{10}"),
    "hfa": re.compile(r"[A-Za-z0-9]{6}"),
    "upc": re.compile(r"[0-9]+"),
}
MOST = {"writer": 50, "producer": 50, "director": 50, "actor": 50, "keyword": 100}
LISTS = ("artist", "genre", "subtitledLanguage", "ratings", *MOST)
DATES = ("releaseDate", "copyrightDate")
NUMBERS = ("startYear", "endYear", "totalEpisodesExpected", "episodesAreUntitled")
ONLY_OF_SOUND = ("album", "label")
COMPOSED, GENERAL = ("mechanical", "performance", "synchronization"), ("general",)


def checked_metadata(told: object, asset_type: str) -> Resource:
    """Give the metadata without what is empty; ApiError where a limit is broken."""
    if not isinstance(told, dict):
        raise _wrong("metadata", "The metadata are an object.")
    kept = {name: value for name, value in told.items() if name != "kind" and value not in (None, "", [])}
    for name, value in kept.items():
        if name in LISTS:
            _check_list(name, value)
        elif name in DATES:
            _check_date(name, value)
        elif name in BYTES or name in FORMS:
            _check_text(name, value, asset_type)
        elif name not in NUMBERS:
            raise _wrong(name, f"Invalid JSON payload received. Unknown name {name!r}.")
    return kept


def _check_list(name: str, value: Any) -> None:
    texts = isinstance(value, list) and (name == "ratings" or all(isinstance(one, str) for one in value))
    if not texts or len(value) > MOST.get(name, len(value)):
        raise _wrong(name, f"{name} is a list{f' of {MOST[name]} at most' if name in MOST else ''}.")


def _check_date(name: str, value: Any) -> None:
    parts = value if isinstance(value, dict) else {}
    whole = all(isinstance(part, int) for part in parts.values())
    if not whole or parts.keys() - {"day", "month", "year"} or parts.get("year", 0) < 1902:
        raise _wrong(name, f"{name} has day, month and a year of 1902 or later.")


def _check_text(name: str, value: Any, asset_type: str) -> None:
    if not isinstance(value, str):
        raise _wrong(name, f"{name} is text.")
    if name in ONLY_OF_SOUND and asset_type != "sound_recording":
        raise _wrong(name, f"{name} is for sound recordings only.")
    if len(value.encode()) > BYTES.get(name, len(value.encode())):
        raise _wrong(name, f"{name} is longer than {BYTES[name]} bytes.")
    if name in FORMS and not FORMS[name].fullmatch(value):
        raise _wrong(name, f"{value!r} is no {name}.")


def checked_ownership(told: Resource, asset_type: str, owners: Container[str]) -> Resource:
    """Give the ownership; a composition has three kinds of rights, all else `general`, wholly owned or not."""
    rights = COMPOSED if asset_type == "composition" else GENERAL
    for right, shares in told.items():
        if right not in rights or not isinstance(shares, list):
            raise _wrong(right, f"The ownership of this asset is told by {', '.join(rights)}.")
        for share in shares:
            check_territories(share, f"ownership.{right}")
            ratio = share.get("ratio")
            if share.get("owner") not in owners:
                raise _wrong(right, f"Content owner not found: {share.get('owner')}")
            if not isinstance(ratio, int | float) or not 0 <= ratio <= 100:
                raise _wrong(right, "A ratio is a number from 0 to 100.")
            if rights == GENERAL and ratio not in (0, 100):
                raise _wrong(right, "The ratio of what is no composition is 100 or 0.")
    return told


def _wrong(name: str, message: str) -> Exception:
    return in_body("badRequest", message, name)
