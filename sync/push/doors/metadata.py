"""The metadata of an asset, by one assets.update of the Content ID API for all its videos."""

from collections.abc import Collection
from typing import Any

from sync.models import MetadataSync
from sync.push.doors.asset import AssetDoor
from sync.push.doors.base import Held, Values
from sync.push.routes import METADATA
from sync.push.targets import Target
from sync.youtube.client import Client, Json
from videos.fields import FIELDS, Form

ONLY_OF_SOUND = ("album", "label")
KEYS = {key: name for name, key in METADATA.items()}


class MetadataDoor(AssetDoor):
    """Artist, album, genre, label, ISRC, UPC, custom ID, EIDR: our metadata of the asset, whole."""

    fields = tuple(METADATA)

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        asset = self.ask(client, target, sync)
        return Held(_values(asset), asset, _obstacles(asset, wanted))

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        asset = held.raw
        metadata = _mine(asset) | {METADATA[name]: value for name, value in wanted.items()}
        metadata = {key: value for key, value in metadata.items() if value not in ("", [])}  # left out, it is deleted
        body = {**{name: asset[name] for name in ("type", "label") if name in asset}, "metadataMine": metadata}
        # A merged asset is written as the one that it went into.
        answer = client.update_asset(asset["id"], body, sync=sync)
        told = _mine(answer) or metadata  # an answer that does not tell has taken what was sent
        values = _told(told)
        # What was cleared is blank there: left out, it would count as not told.
        mine = {METADATA[name]: values[name] for name in wanted}
        in_force = {"metadataEffective": (asset.get("metadataEffective") or {}) | mine}
        return Held(values, asset | {"metadataMine": told} | in_force)

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
