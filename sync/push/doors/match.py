"""The match policy of an asset, by one assetMatchPolicy.update of the Content ID API for all its videos."""

from typing import Any

from sync.models import MetadataSync
from sync.pull.rights import OWN_RULES, match_policy
from sync.push.doors.asset import AssetDoor
from sync.push.doors.base import Held, Values
from sync.push.routes import MATCH
from sync.push.targets import Target
from sync.youtube.client import Client, Json

MINE = "matchPolicyMine"
# What cannot be written, since no saved policy is called so: why.
WITHOUT_NAME = {
    "": "No request of YouTube takes a match policy away. Choose another, or set it in YouTube Studio.",
    OWN_RULES: "Rules of an asset alone have no name to set them by. Choose a saved policy, or YouTube Studio.",
}


class MatchDoor(AssetDoor):
    """What videos of others that match are claimed with, by the name of a saved policy."""

    fields = (MATCH,)

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        asset = self.ask(client, target, sync)
        self._policies.ask(client, sync)
        wrong = WITHOUT_NAME.get(wanted[MATCH]) or self._policies.wrong_with(wanted[MATCH])
        return Held(self._values(asset), asset, {MATCH: wrong} if wrong else {})

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        # A merged asset is written as the one that it went into.
        body = {"policyId": self._policies.id_of(wanted[MATCH])}
        answer = client.set_match_policy(held.raw["id"], body, sync=sync)
        # An answer that does not tell has taken what was sent.
        asset = held.raw | {MINE: answer if answer.get("policyId") or answer.get("rules") else body}
        return Held(self._values(asset), asset)

    def at_fault(self, reason: str, location: str) -> str:
        return MATCH

    def _values(self, asset: Json) -> dict[str, Any]:
        told = asset.get(MINE)
        name = match_policy(told, self._policies.known)
        # A policy that is not among the saved ones is told by its ID: it is none that staff have seen.
        return {} if told is None else {MATCH: told["policyId"] if name is None else name}
