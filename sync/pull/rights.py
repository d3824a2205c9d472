"""Pulls what the Content ID API knows: claims of videos, assets, and the saved policies. It costs no units."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsmeta.lib.cells import counted
from sync.pull.fetch import Batch, batched
from sync.pull.resources import moment, text
from sync.youtube.client import MOST, Client
from videos.models import Policy
from videos.observe.assets import observe_assets
from videos.observe.claims import observe_claims
from videos.observe.outcome import Outcomes

Json = Mapping[str, Any]
Facts = dict[str, Any]

WORDS = {"upc": "upc", "grid": "grid", "tms": "tmsId", "custom_id": "customId"}
LISTS = {"artist": "artist", "genre": "genre"}
ONLY_OF_SOUND = ("album", "label")
SOUND = "sound_recording"
OWN_RULES = "Custom rules"  # what staff read of a match policy that has no name
UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def asset_facts(resource: Json, policies: Mapping[str, str]) -> Facts:
    """Give what the resource of an asset tells: our metadata, under those that are in force where these differ.

    `policies`: policy ID → name.
    """
    mine, effective = resource.get("metadataMine"), resource.get("metadataEffective")
    facts: Facts = {"asset_type": resource.get("type", "").upper() or None, "labels": resource.get("label")}
    facts["constituent_asset_ids"] = resource.get("aliasId") or []
    facts["is_merged"] = bool(resource.get("aliasId"))
    facts["match_policy"] = match_policy(resource.get("matchPolicyMine"), policies)
    if mine is None and effective is None:
        return facts
    metadata = {**(mine or {}), **(effective or {})}
    # As reports are read: blanks around a name or a code are none of it.
    facts |= {"title": text(metadata.get("title", "")), "isrc": _isrc(metadata), "your_isrc": _isrc(mine or {})}
    facts |= {name: _word(metadata.get(key)) for name, key in WORDS.items()}
    facts |= {name: [*filter(None, map(_word, metadata.get(key) or ()))] for name, key in LISTS.items()}
    # Of another kind of asset YouTube keeps neither, which says nothing of what a report tells.
    blank = "" if resource.get("type") == SOUND else None
    facts |= {name: text(metadata.get(name, blank)) for name in ONLY_OF_SOUND}
    return facts


def match_policy(told: Json | None, policies: Mapping[str, str]) -> str | None:
    """Give the name of a match policy, or its ID if it has none; "" of no policy, None where nobody told it."""
    if told is None:
        return None
    if policy := told.get("policyId"):
        name = policies.get(policy)
        return policy if name == "" else name
    return OWN_RULES if told.get("rules") else ""


def policy_names() -> dict[str, str]:
    """Give the names of the saved policies by ID, as the catalogue has them."""
    return dict(Policy.objects.values_list("policy_id", "name"))


def _word(told: str | None) -> str:
    return (text(told) or "").strip()


def _isrc(metadata: Json) -> str:
    return _word(metadata.get("isrc")).replace("-", "").upper()


def ask_assets(client: Client, ids: Sequence[str], policies: Mapping[str, str]) -> dict[str, Facts]:
    """Ask YouTube for up to fifty assets. One that was merged into another is told as that one, which comes too.

    `policies`: policy ID → name.
    """
    told: dict[str, Facts] = {}
    for asked, resource in client.assets(ids).items():
        told[resource["id"]] = asset_facts(resource, policies)
        if asked != resource["id"]:
            told[asked] = told[resource["id"]] | {"constituent_asset_ids": None, "is_merged": None}
    return told


def pull_assets(client: Client, ids: Iterable[str], *, workers: int = 1) -> Iterator[Outcomes]:
    """Pull assets, batch by batch; gives what came of their videos. Errors: as `batched`; a refusal last."""
    batches = batched(client, ids, partial(ask_assets, policies=policy_names()), workers=workers)
    yield from _pulled(batches, _assets_pulled)


def claim_facts(snippet: Json, claim: Json | None) -> Facts:
    """Give what a claim's snippet tells, and the claim itself where it is ours, in the words of the claim report."""
    kind, origin = snippet.get("contentType", ""), (snippet.get("origin") or {}).get("source", "")
    facts: Facts = {
        "video_id": snippet.get("videoId"),
        "asset_id": snippet.get("assetId"),
        "claim_type": {"video": "VISUAL"}.get(kind, kind.upper()) or None,
        "origin": _snake(origin).upper() or None,
        "content_type": "PARTNER_UPLOADED" if snippet.get("isPartnerUploaded") else None,
        "status": _snake(snippet.get("status", "")),
        "ours": not snippet.get("thirdPartyClaim"),
        "is_shorts_eligible": snippet.get("isVideoShortsEligible"),
        "video_title": text(snippet.get("videoTitle")),
        "claimed_at": moment(snippet.get("timeCreated")),
    }
    if claim:
        facts["policy_id"] = (claim.get("policy") or {}).get("id")
        facts["reference_id"] = (claim.get("matchInfo") or {}).get("referenceId")
    return facts


def _snake(camel: str) -> str:
    return UPPER.sub("_", camel).lower()


def ask_claims(client: Client, video_ids: Sequence[str]) -> dict[str, Facts]:
    """Ask YouTube for the claims on up to fifty videos, and for the policies of those that are ours."""
    snippets = {one["id"]: one for one in client.claims_of(video_ids)}
    ours = [claim_id for claim_id, one in snippets.items() if not one.get("thirdPartyClaim")]
    claims: dict[str, Json] = {}
    for start in range(0, len(ours), MOST):
        claims |= client.claims(ours[start : start + MOST])
    return {claim_id: claim_facts(one, claims.get(claim_id)) for claim_id, one in snippets.items()}


def pull_claims(client: Client, video_ids: Iterable[str], *, workers: int = 1) -> Iterator[Outcomes]:
    """Pull the claims on videos, batch by batch; ours that are gone are marked. Gives what came of the videos.

    Errors: as `pull_assets`.
    """
    batches = batched(client, video_ids, ask_claims, workers=workers)
    yield from _pulled(batches, _claims_pulled)


Told = Batch[dict[str, Facts]]


def _assets_pulled(seen: dict[str, Facts], batch: Told) -> Outcomes:
    return observe_assets(seen, as_of=batch.as_of, label=f"Pulled {counted(len(seen), 'asset')} from YouTube")


def _claims_pulled(seen: dict[str, Facts], batch: Told) -> Outcomes:
    label = f"Pulled the claims on {counted(len(batch.ids), 'video')} from YouTube"
    return observe_claims(seen, as_of=batch.as_of, label=label, videos=batch.ids)


def _pulled(batches: Iterator[Told], observe: Callable[[dict[str, Facts], Told], Outcomes]) -> Iterator[Outcomes]:
    failed = None
    for batch in batches:
        yield observe({key: facts for given in batch.given for key, facts in given.items()}, batch)
        failed = failed or next((answer.error for answer in batch.failed), None)
    if failed:
        raise failed


def pull_policies(client: Client) -> int:
    """Pull the saved policies; gives their number. One that YouTube lists no more is marked."""
    now = timezone.now()
    policies = [
        Policy(
            policy_id=one["id"],
            name=text(one.get("name", "")),
            description=text(one.get("description", "")),
            rules=one.get("rules") or [],
            updated_at=moment(one.get("timeUpdated")),
            pulled_at=now,
        )
        for one in client.policies()
    ]
    told = ["name", "description", "rules", "updated_at", "pulled_at", "missing_since"]
    with transaction.atomic():
        Policy.objects.bulk_create(policies, update_conflicts=True, unique_fields=["policy_id"], update_fields=told)
        Policy.objects.filter(pulled_at__lt=now, missing_since=None).update(missing_since=now)
    return len(policies)
