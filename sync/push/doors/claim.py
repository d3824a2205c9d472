"""Our claim on a video: its policy, and its release, which is for good."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync.models import MetadataSync
from sync.pull.rights import claim_facts
from sync.push.doors.base import Held, Values
from sync.push.doors.policies import SavedPolicies
from sync.push.routes import CLAIM
from sync.push.targets import Target
from sync.youtube.client import Client, Json
from videos.models import Video
from videos.observe.claims import observe_claims

POLICY, STATUS = CLAIM
ACTIVE, RELEASED = "active", "inactive"
NO_CLAIM = "We have no active claim on this video, so that there is nothing that could have a policy."
NO_WAY_BACK = "YouTube gives a released claim no new life: claim the video anew."


@dataclass(frozen=True, slots=True)
class Claims:
    """Our claims on a video by ID: the snippets of all, and the claims themselves of those that are active."""

    snippets: dict[str, Json]
    active: dict[str, Json] = field(default_factory=dict)

    def after(self, answers: dict[str, Json]) -> "Claims":
        """The claims as they are after YouTube has answered."""
        told = {key: self.snippets[key] | {"status": one["status"]} for key, one in answers.items()}
        return Claims(self.snippets | told, self.active | answers)


class ClaimDoor:
    """The policy of our active claim, by the name of a saved policy; and the release of our active claims."""

    fields = CLAIM
    units = 0

    def __init__(self, policies: SavedPolicies) -> None:
        self._policies = policies

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        found = {one["id"]: one for one in client.claims_of([target.video_id], sync=sync)}
        ours = {key: one for key, one in found.items() if not one.get("thirdPartyClaim")}
        active = [key for key, one in ours.items() if one["status"] == ACTIVE]
        if not active:
            other = [one["status"] for one in ours.values() if one["status"] != RELEASED]
            told = {STATUS: (other or [RELEASED])[0]} if ours else {}
            return Held(told, Claims(ours), {POLICY: NO_CLAIM, STATUS: NO_WAY_BACK if ours else NO_CLAIM})
        claims = Claims(ours, client.claims(active, sync=sync))
        ruling = _ruling(target, claims)
        self._policies.ask(client, sync)
        values = {STATUS: ACTIVE, **self._policy(ruling[:1])}
        return Held(values, claims, dict(self._obstacles(wanted, ruling)))

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        if wanted.get(STATUS) == RELEASED:
            body, chosen = {"status": RELEASED}, list(held.raw.active)
        else:
            [claim] = _ruling(target, held.raw)
            body, chosen = {"policy": {"id": self._policies.id_of(wanted[POLICY])}}, [claim["id"]]
        answers = {key: client.patch_claim(key, body, sync=sync) for key in chosen}
        told = {STATUS: RELEASED} if STATUS in wanted else self._policy(list(answers.values()))
        return Held(told, held.raw.after(answers))

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        if held:
            seen = {key: claim_facts(one, held.raw.active.get(key)) for key, one in held.raw.snippets.items()}
            observe_claims(seen, as_of=as_of, videos=[target.video_id], label="Read by a push")

    def at_fault(self, reason: str, location: str) -> str:
        return STATUS if location.endswith("status") else POLICY

    def _obstacles(self, wanted: Values, ruling: list[Json]) -> Iterable[tuple[str, str]]:
        """(field, why it cannot be written)."""
        if STATUS in wanted and wanted[STATUS] != RELEASED:
            yield STATUS, NO_WAY_BACK
        if POLICY not in wanted:
            return
        if wanted.get(STATUS) == RELEASED:
            yield POLICY, "The claim is released, and takes no policy any more."
        elif len(ruling) != 1:
            yield (
                POLICY,
                f"{len(ruling)} active claims on this video are ours: set their policies in YouTube Studio.",
            )
        elif wrong := self._policies.wrong_with(wanted[POLICY]):
            yield POLICY, wrong

    def _policy(self, claims: list[Json]) -> dict[str, Any]:
        """The policy of a claim; nothing where it has rules of its own, which have no name."""
        for claim in claims:
            policy = claim.get("policy") or {}
            if name := policy.get("name") or self._policies.known.get(policy.get("id"), ""):
                return {POLICY: name}
        return {}


def _ruling(target: Target, found: Claims) -> list[Json]:
    """The claims that may give the video its policy: where there are several, that for the video's own asset."""
    claims = list(found.active.values())
    if len(claims) < 2:
        return claims
    asset = Video.objects.values_list("asset_id", flat=True).get(pk=target.video)
    return [claim for claim in claims if claim["assetId"] == asset] or claims
