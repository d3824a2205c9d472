"""The metadata of an asset, by one assets.update of the Content ID API for all its videos."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sync.models import MetadataSync
from sync.pull.rights import asset_facts
from sync.push.doors.base import Held, NotThere, Values
from sync.push.routes import METADATA
from sync.push.targets import Target
from sync.youtube.client import Client, Json
from videos.fields import FIELDS, Form
from videos.observe.assets import observe_assets

ONLY_OF_SOUND = ("album", "label")
KEYS = {key: name for name, key in METADATA.items()}


class MetadataDoor:
    """Artist, album, genre, label, ISRC, UPC, custom ID, EIDR: our metadata of the asset, whole."""

    fields = tuple(METADATA)
    units = 0

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        if not target.asset_id:
            raise NotThere("This video belongs to no asset, where YouTube keeps this. Claim the video first.")
        asset = client.assets([target.asset_id], sync=sync).get(target.asset_id)
        if asset is None:
            raise NotThere(f"YouTube no longer has the asset {target.asset_id}.")
        return Held(_values(asset), asset, _obstacles(asset, wanted))

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        asset = held.raw
        metadata = _mine(asset) | {METADATA[name]: value for name, value in wanted.items()}
        metadata = {key: value for key, value in metadata.items() if value not in ("", [])}  # left out, it is deleted
        body = {**{name: asset[name] for name in ("type", "label") if name in asset}, "metadataMine": metadata}
        # A merged asset is written as the one that it went into.
        answer = client.update_asset(asset["id"], body, sync=sync)
        if not _mine(answer):
            return Held({}, asset)
        mine = {METADATA[name]: _mine(answer).get(METADATA[name]) for name in wanted}
        in_force = {"metadataEffective": (asset.get("metadataEffective") or {}) | mine}
        return Held(_told(_mine(answer)), asset | {"metadataMine": _mine(answer)} | in_force)

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        if held is None:
            return
        facts = asset_facts(held.raw)
        seen = {held.raw["id"]: facts}
        if target.asset_id not in seen:
            seen[target.asset_id] = facts | {"constituent_asset_ids": None, "is_merged": None}
        observe_assets(seen, as_of=as_of, label="Read by a push")

    def at_fault(self, reason: str, location: str) -> str:
        return KEYS.get(location.rpartition(".")[2], "")


def _mine(asset: Json) -> Json:
    return {name: value for name, value in (asset.get("metadataMine") or {}).items() if name != "kind"}


def _values(asset: Json) -> dict[str, Any]:
    """What YouTube shows of the asset: our metadata, under those of other owners where theirs are in force."""
    return _told(_mine(asset) | (asset.get("metadataEffective") or {}))


def _told(metadata: Json) -> dict[str, Any]:
    return {name: metadata.get(key, [] if FIELDS[name].form is Form.TEXTS else "") for name, key in METADATA.items()}


def _obstacles(asset: Json, fields: Collection[str]) -> dict[str, str]:
    if asset.get("type") == "sound_recording":
        return {}
    kind = str(asset.get("type", "")).replace("_", " ")
    said = "YouTube keeps {} with sound recordings only, and this asset is of the type “{}”."
    return {name: said.format(name, kind) for name in ONLY_OF_SOUND if name in fields}
