"""Snippet and status of a video, by one videos.update of the Data API.

YouTube replaces every part that is named: what a part leaves out is deleted, and a status without its privacy makes the
video public. So a part is built from what was just read, of the keys that can be written.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sync.ledger import cost_of
from sync.models import MetadataSync
from sync.pull.resources import video_seen
from sync.push.doors.base import Held, NotThere, Values
from sync.push.routes import SNIPPET, STATUS
from sync.push.targets import Target
from sync.youtube.categories import NAMES, NUMBERS
from sync.youtube.client import Client, Json
from videos.observe.videos import observe_videos

PARTS = {"snippet": SNIPPET, "status": STATUS}
MUTABLE = {
    # Whether the language of the sound can be written is documented nowhere: what goes back as it was read is not lost.
    "snippet": ("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"),
    "status": (
        *("privacyStatus", "embeddable", "license", "publicStatsViewable", "publishAt"),
        *("selfDeclaredMadeForKids", "containsSyntheticMedia"),
    ),
}
NOTHING = {"title": "", "description": "", "tags": []}  # what YouTube leaves out where it is empty
REASONS = {
    "invalidTitle": "title",
    "invalidDescription": "description",
    "invalidTags": "tags",
    "invalidCategoryId": "category",
    "forbiddenPrivacySetting": "privacy_status",
    "forbiddenLicenseSetting": "license",
    "forbiddenEmbedSetting": "embedding_allowed",
}
KEYS = {key: name for names in PARTS.values() for name, key in names.items()}


class DataDoor:
    """Title, description, tags, category; privacy, embedding, license, made for kids."""

    fields = (*SNIPPET, *STATUS)
    units = cost_of("youtube.videos.list") + cost_of("youtube.videos.update")

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        # All that a pull reads, since it costs no more.
        resource = client.videos([target.video_id], sync=sync).get(target.video_id)
        if resource is None:
            raise NotThere("YouTube no longer tells of this video: it is deleted, or no longer ours.")
        return Held(_values(resource), resource)

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        parts = _parts(wanted)
        body = {"id": target.video_id, **{part: _part(part, held.raw[part], wanted) for part in parts}}
        answer = client.update_video(body, parts, sync=sync)
        return Held(_values(answer), held.raw | answer)

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        seen = {target.video_id: held and video_seen(held.raw)}
        observe_videos(seen, as_of=as_of, label="Read by a push", written=True)

    def at_fault(self, reason: str, location: str) -> str:
        return REASONS.get(reason) or KEYS.get(location.rpartition(".")[2], "")


def _parts(fields: Collection[str]) -> list[str]:
    return [part for part, names in PARTS.items() if not names.keys().isdisjoint(fields)]


def _values(resource: Json) -> dict[str, Any]:
    """Field → value of the parts that the resource has, without those that it does not tell."""
    values = {}
    for part, names in PARTS.items():
        if part in resource:
            told = NOTHING | resource[part]
            values |= {name: told[key] for name, key in names.items() if key in told}
    if (number := values.pop("category", None)) in NAMES:
        values["category"] = NAMES[number]
    return values


def _part(part: str, held: Json, wanted: Values) -> Json:
    """The part as it is to be, of the keys that can be written."""
    new = {key: held[key] for key in MUTABLE[part] if key in held}
    new |= {key: wanted[name] for name, key in PARTS[part].items() if name in wanted}
    if part == "snippet" and "category" in wanted:
        new["categoryId"] = NUMBERS[wanted["category"]]
    if part == "status" and new["privacyStatus"] != "private":
        new.pop("publishAt", None)  # a plan to publish is for private videos only
    return new
