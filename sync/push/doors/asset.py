"""What the doors of an asset share: all that is known of it is read at once, and enters the catalogue as by a pull."""

from datetime import datetime

from sync.models import MetadataSync
from sync.pull.rights import asset_facts
from sync.push.doors.base import Held, NotThere
from sync.push.doors.policies import SavedPolicies
from sync.push.targets import Target
from sync.youtube.client import Client, Json
from videos.observe.assets import observe_assets


class AssetDoor:
    """A door to an asset, for all its videos. What it holds in `raw` is the resource of the asset."""

    units = 0

    def __init__(self, policies: SavedPolicies) -> None:
        self._policies = policies

    def ask(self, client: Client, target: Target, sync: MetadataSync) -> Json:
        """Give the asset; a merged one as the one that it went into. NotThere; errors of YouTube."""
        if not target.asset_id:
            raise NotThere("This video belongs to no asset, where YouTube keeps this. Claim the video first.")
        asset = client.assets([target.asset_id], sync=sync).get(target.asset_id)
        if asset is None:
            raise NotThere(f"YouTube no longer has the asset {target.asset_id}.")
        return asset

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        if held is None:
            return
        facts = asset_facts(held.raw, self._policies.known)
        seen = {held.raw["id"]: facts}
        if target.asset_id not in seen:
            seen[target.asset_id] = facts | {"constituent_asset_ids": None, "is_merged": None}
        observe_assets(seen, as_of=as_of, label="Read by a push")
