"""Every item of a digest, as CSV: what befell which video, claim, asset, and what each field was and is."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from cmsmeta.lib.cells import value_text
from reports.digest.shown import HOLDABLE, Sees, label_of
from reports.models import Digest, Sighting
from reports.rejects import csv_response
from reports.topics import EVENTS
from videos.models import Asset, Change, Claim, Occurrence, OwnershipConflict, Video
from videos.sheets.cells import csv_header, csv_text

HEADER = ["report", "as_of", "what", "video_id", "title", "field", "old", "new", "claim_id", "asset_id", "owner"]
CHUNK = 1_000  # rows in memory at once
Item = dict[str, Any]


def items_response(request: HttpRequest, digests: list[Digest], sees: Sees, name: str) -> StreamingHttpResponse:
    """Give the items of the digests as a download; those whose list the reader may not open are left out."""
    return csv_response(request, _chunks(digests, sees), name)


def _chunks(digests: list[Digest], sees: Sees) -> Generator[str, None, None]:
    yield csv_header([*HEADER])
    for digest in digests:
        whence = {"report": digest.report.name, "as_of": f"{digest.report.as_of:%Y-%m-%d %H:%M}"}
        for items in _items(digest, sees):
            yield csv_text([[str(({**item, **whence}).get(name) or "") for name in HEADER] for item in items])


def _items(digest: Digest, sees: Sees) -> Iterator[list[Item]]:
    """The items of one digest, some at a time."""
    for name in digest.counts:
        if name not in EVENTS or not sees(EVENTS[name].model):
            continue
        thing, befell = THINGS.get(name.partition("_")[0]), {"what": label_of(name)}
        if name.endswith("_new"):
            rows = thing.model._default_manager.filter(first_seen=digest.pk).only(*thing.columns)
            yield from ([{**befell, **thing.told(row)} for row in some] for some in _paged(rows, "pk"))
        elif name in Occurrence.What:
            rows = _sightings(digest) if digest.held and name in HOLDABLE else _occurrences(digest, name)
            yield from (
                [{**befell, **told} for told in thing.named([row.key for row in some])] for some in _paged(rows, "key")
            )
    if sees("videos_change"):
        changes = Change.objects.filter(change_set=digest.pk).select_related("video")
        changes = changes.only("field", "old", "new", "video__video_id", "video__title", "video__asset_id")
        yield from ([_changed(row) for row in some] for some in _paged(changes, "id"))


def _paged(rows: QuerySet, key: str) -> Iterator[list[Any]]:
    """Give the rows a chunk at a time, in the order of `key`."""
    rows = rows.order_by(key)
    some = list(rows[:CHUNK])
    while some:
        yield some
        some = list(rows.filter(**{f"{key}__gt": getattr(some[-1], key)})[:CHUNK])


def _changed(change: Change) -> Item:
    told = {"field": change.field, "old": _value(change.old), "new": _value(change.new)}
    return {"what": "changed", **_of_video(change.video), **told}


def _value(value: Any) -> str:
    return "" if value in (None, "", []) else value_text(value)


def _occurrences(digest: Digest, what: str) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(change_set=digest.pk, what=what)


def _sightings(digest: Digest) -> QuerySet[Sighting]:
    """What was not marked yet, and is missing still."""
    return Sighting.objects.filter(gone_since=digest.report_id)


def _of_video(video: Video) -> Item:
    return {"video_id": video.video_id, "title": video.title, "asset_id": video.asset_id}


def _of_asset(asset: Asset) -> Item:
    return {"title": asset.title, "asset_id": asset.pk, "owner": asset.conflicting_owner}


def _of_claim(claim: Claim) -> Item:
    told = {"video_id": claim.video_id, "title": claim.video_title, "asset_id": claim.asset_id}
    return {**told, "claim_id": claim.claim_id, "owner": ", ".join(claim.other_owners)}


def _of_conflict(conflict: OwnershipConflict) -> Item:
    told = {"title": conflict.conflicting_title, "asset_id": conflict.asset_id}
    return {**told, "owner": conflict.conflicting_owner}


@dataclass(frozen=True)
class Thing:
    """What events befall: its rows, the column of its key, what is read of a row, and what is told of it."""

    model: type[Model]
    key: str
    columns: tuple[str, ...]
    told: Callable[[Any], Item]
    named_in: str  # the column of the download for a key that the catalogue does not hold

    def named(self, keys: list[str]) -> list[Item]:
        """Give the items of these keys."""
        rows = self.model._default_manager.filter(**{f"{self.key}__in": keys}).only(*self.columns)
        known = {getattr(row, self.key): row for row in rows}
        return [self.told(known[key]) if key in known else {self.named_in: key} for key in keys]


# By the first word of the event.
THINGS = {
    "video": Thing(Video, "video_id", ("video_id", "title", "asset_id"), _of_video, "video_id"),
    "asset": Thing(Asset, "pk", ("title", "conflicting_owner"), _of_asset, "asset_id"),
    "claim": Thing(
        Claim,
        "claim_id",
        ("claim_id", "video_id", "video_title", "asset_id", "other_owners"),
        _of_claim,
        "claim_id",
    ),
    "conflict": Thing(
        OwnershipConflict,
        "asset_id",
        ("asset_id", "conflicting_title", "conflicting_owner"),
        _of_conflict,
        "asset_id",
    ),
}
