"""What the sandbox YouTube holds: videos, channels, assets, claims, policies. Plain values that JSON can keep."""

import json
import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

Resource = dict[str, Any]

OWNER = "SandboxContentOwnerAAA"
OTHER_OWNER = "AnotherContentOwnerAAA"


def _owners() -> dict[str, Resource]:
    return {
        OWNER: {"displayName": "Harbour Records", "ours": True},
        OTHER_OWNER: {"displayName": "Ollvelia Rights", "ours": False},
    }


@dataclass
class State:
    """Everything by its ID. `aliases` names the asset into which a merged one went. The caller holds the lock."""

    owners: dict[str, Resource] = field(default_factory=_owners)
    channels: dict[str, Resource] = field(default_factory=dict)
    videos: dict[str, Resource] = field(default_factory=dict)
    assets: dict[str, Resource] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Resource] = field(default_factory=dict)
    policies: dict[str, Resource] = field(default_factory=dict)
    references: dict[str, Resource] = field(default_factory=dict)
    advertising: dict[str, Resource] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    whitelists: dict[str, Resource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changed = 0  # how often something was altered, so that what was saved can be told from what was not
        self._of_channel: dict[str, list[str]] | None = None
        self._of_video: dict[str, list[str]] | None = None
        self._of_asset: dict[str, list[str]] | None = None

    def touch(self, resource: Resource | None = None) -> None:
        """Note that the resource was altered: its ETag is another from now on."""
        self.changed += 1
        if resource is not None:
            resource["version"] = resource.get("version", 0) + 1

    def reindex(self) -> None:
        """Forget which video is of which channel and which claim of which video: some came or went."""
        self.changed += 1
        self._of_channel = self._of_video = self._of_asset = None

    def uploads(self, channel_id: str) -> list[str]:
        """IDs of the channel's videos, the newest upload first."""
        if self._of_channel is None:
            self._of_channel = {}
            for video_id, video in sorted(self.videos.items(), key=_uploaded, reverse=True):
                self._of_channel.setdefault(video["channelId"], []).append(video_id)
        return self._of_channel.get(channel_id, [])

    def claims_on(self, video_id: str) -> list[Resource]:
        if self._of_video is None:
            self._of_video = _grouped(self.claims, "videoId")
        return [self.claims[claim_id] for claim_id in self._of_video.get(video_id, [])]

    def claims_of(self, asset_id: str) -> list[Resource]:
        if self._of_asset is None:
            self._of_asset = _grouped(self.claims, "assetId")
        return [self.claims[claim_id] for claim_id in self._of_asset.get(asset_id, [])]

    def surviving(self, asset_id: str) -> str:
        """The ID of the asset that this one was merged into, or its own."""
        while asset_id in self.aliases:
            asset_id = self.aliases[asset_id]
        return asset_id

    def merge(self, gone: str, survivor: str) -> None:
        """Let an asset be one with another: its ID, its claims and its references are the other's from now on."""
        survivor = self.surviving(survivor)
        self.aliases[gone] = survivor
        self.assets.pop(gone)
        for thing in (*self.claims.values(), *self.references.values()):
            if thing["assetId"] == gone:
                thing["assetId"] = survivor
                self.touch(thing)
        aliases = self.assets[survivor].setdefault("aliasId", [])
        aliases += [
            alias for alias, asset in self.aliases.items() if asset in (gone, survivor) and alias not in aliases
        ]
        self.touch(self.assets[survivor])
        self.reindex()

    def remove_video(self, video_id: str) -> None:
        """Let a video be gone; its claims are over."""
        self.videos.pop(video_id)
        for claim in self.claims_on(video_id):
            claim["status"] = "inactive"
            self.touch(claim)
        self.reindex()

    def save(self, path: Path) -> None:
        """Keep everything in a file, whole or not at all."""
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(self.dump())
        made.replace(path)

    def dump(self) -> str:
        return json.dumps({one.name: getattr(self, one.name) for one in fields(self)}, ensure_ascii=False)


def load(path: Path) -> State:
    """Give what `save` has kept."""
    return State(**json.loads(path.read_text()))


def new_id(prefix: str = "") -> str:
    return f"{prefix}{secrets.token_urlsafe(8)}"


def _uploaded(pair: tuple[str, Resource]) -> tuple[str, str]:
    return pair[1]["uploadedAt"], pair[0]


def _grouped(things: dict[str, Resource], key: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for thing_id, thing in things.items():
        grouped.setdefault(thing[key], []).append(thing_id)
    return grouped
