"""Fills the sandbox with the invented CMS of the samples: the same videos, channels, assets, claims and policies."""

import hashlib
from collections.abc import Sequence
from typing import Any

from samples import words
from samples.assets import Asset, assets
from samples.catalogue import AT, Catalogue, Day
from samples.claims import Claim, claims
from samples.generate import COMMITTED, HARBOUR
from sync.sandbox.state import OTHER_OWNER, OWNER, Resource, State
from sync.sandbox.video_rules import CATEGORIES

NUMBERS = {title: number for number, title in CATEGORIES.items()}
SHORT_SECONDS = 60
NEWEST = list(COMMITTED.values())[-1][1]
# What each of the samples' policies does: action, and the countries it is for.
RULES: dict[str, list[tuple[str, str, list[str]]]] = {
    "Monetize in all countries": [("monetize", "exclude", [])],
    "Track in all countries": [("track", "exclude", [])],
    "Block in all countries": [("block", "exclude", [])],
    "Monetize, block in DE": [("block", "include", ["DE"]), ("monetize", "exclude", ["DE"])],
    'House policy "summer"': [
        ("monetize", "include", ["US", "CA"]),
        ("block", "include", ["FR", "BE"]),
        ("track", "exclude", ["US", "CA", "FR", "BE"]),
    ],
}


def harbour() -> State:
    """The CMS of the committed samples as its newest reports tell it."""
    return filled(HARBOUR, NEWEST)


def of_size(videos: int) -> State:
    """A CMS with about so many videos."""
    return filled(Catalogue(seed="sandbox", rows=videos), ())


def filled(catalogue: Catalogue, days: Sequence[Day]) -> State:
    state = State()
    for number, name in enumerate(words.POLICIES):
        state.policies[str(10**9 + number)] = policy(str(10**9 + number), name)
    _enter(state, catalogue, days)
    for place, day in enumerate(days):
        _enter(state, catalogue.added(day), days[place + 1 :])
    return state


def _enter(state: State, catalogue: Catalogue, days: Sequence[Day]) -> None:
    for _, rows, gone in catalogue.after(days):
        row = rows[0]
        if not gone and row[0] not in state.videos:
            state.videos[row[0]] = _video(row)
            if row[1] not in state.channels:
                state.channels[row[1]] = _channel(row)
    for asset in assets(catalogue, days):
        state.assets[asset.asset_id] = _asset(asset)
        state.aliases |= dict.fromkeys(asset.constituents, asset.asset_id)
        for reference in asset.references():
            state.references[reference] = _reference(asset, reference)
    for claim in claims(catalogue, days):
        if not claim.gone:
            state.claims[claim.claim_id] = _claim(claim)
            if claim.video_id not in state.videos:
                _enter_foreign(state, claim)


def _time(text: str) -> str:
    day, _, clock = text.partition(" ")
    year, month, date = day.split("/")
    return f"{year}-{month:0>2}-{date:0>2}T{clock or '00:00:00'}Z"


def _video(row: list[str]) -> Resource:
    def cell(name: str) -> str:
        return row[AT[name]]

    uploaded = _time(cell("time_uploaded"))
    kids = cell("is_made_for_kids_user_selection") == "Yes"
    return {
        "id": row[0],
        "channelId": row[1],
        "uploadedAt": uploaded,
        "published": bool(cell("time_published")),
        "seconds": int(cell("video_length")),
        "picture": [1080, 1920] if int(cell("video_length")) <= SHORT_SECONDS else [1920, 1080],
        "madeForKids": cell("is_made_for_kids_effective_setting") == "Yes",
        "snippet": {
            "publishedAt": _time(cell("time_published")) if cell("time_published") else uploaded,
            "title": cell("video_title"),
            "description": f"{cell('video_title')}\n\nISRC {cell('isrc')}".removesuffix("\n\nISRC "),
            "categoryId": NUMBERS[cell("category")],
        },
        "status": {
            "privacyStatus": cell("video_privacy_status"),
            "license": "youtube",
            "embeddable": cell("embedding_allowed") != "No",
            "publicStatsViewable": True,
            **({"selfDeclaredMadeForKids": True} if kids else {}),
        },
        "statistics": {"viewCount": cell("views"), "likeCount": "0", "commentCount": cell("comments") or "0"},
        "recordingDetails": {},
        "localizations": {},
    }


def _channel(row: list[str]) -> Resource:
    views = int(hashlib.sha256(row[1].encode()).hexdigest()[:6], 16)
    return {
        "id": row[1],
        "title": row[2],
        "handle": "".join(letter for letter in row[2].lower() if letter.isascii() and letter.isalnum()),
        "contentOwner": OWNER,
        "publishedAt": "2009-05-01T12:00:00Z",
        "statistics": {"viewCount": str(views * 40), "subscriberCount": str(views // 50)},
        "branding": {"description": f"Everything of {row[2]}."},
        "status": {},
        "localizations": {},
    }


def _enter_foreign(state: State, claim: Claim) -> None:
    """Somebody else's upload that we claim: seen, never ours to change."""
    state.channels.setdefault(
        claim.channel_id,
        {
            **_channel(["", claim.channel_id, claim.channel]),
            "contentOwner": None,
        },
    )
    uploaded = _time(claim.uploaded)
    state.videos[claim.video_id] = {
        "id": claim.video_id,
        "channelId": claim.channel_id,
        "uploadedAt": uploaded,
        "published": True,
        "seconds": claim.length,
        "madeForKids": False,
        "snippet": {"publishedAt": uploaded, "title": claim.title, "description": "", "categoryId": "10"},
        "status": {
            "privacyStatus": "public",
            "license": "youtube",
            "embeddable": True,
            "publicStatsViewable": True,
        },
        "statistics": {"viewCount": str(claim.views), "likeCount": "0", "commentCount": "0"},
        "recordingDetails": {},
        "localizations": {},
    }


def _asset(asset: Asset) -> Resource:
    sound = asset.type == "SOUND_RECORDING"
    metadata: dict[str, Any] = {
        "title": asset.title,
        "customId": asset.custom_id,
        "artist": [name for name in asset.artist.split("|") if name],
        "genre": [name for name in asset.genre.split("|") if name],
        "album": asset.album if sound else "",
        "label": asset.label if sound else "",
        "isrc": asset.isrc,
        "upc": asset.upc,
    }
    rivals = asset.conflict.split("|") if asset.conflict else []
    policy = str(10**9 + words.POLICIES.index(asset.match_policy))
    return {
        "id": asset.asset_id,
        "type": asset.type.lower(),
        "timeCreated": "2019-03-01T00:00:00.000Z",
        "label": [label for label in asset.labels.split("|") if label],
        "aliasId": asset.constituents,
        "metadata": {name: value for name, value in metadata.items() if value},
        "ownership": _ownership(asset.type),
        "conflicts": {country: [{"owner": OTHER_OWNER, "ratio": 100.0}] for country in rivals},
        "matchPolicy": {"policyId": policy},
    }


def _ownership(asset_type: str) -> Resource:
    worldwide = {"owner": OWNER, "ratio": 100.0, "type": "exclude", "territories": []}
    rights = ("mechanical", "performance", "synchronization") if asset_type == "COMPOSITION" else ("general",)
    return {right: [dict(worldwide)] for right in rights}


def _claim(claim: Claim) -> Resource:
    return {
        "id": claim.claim_id,
        "assetId": claim.asset.asset_id,
        "videoId": claim.video_id,
        "status": {"ROUTED_FOR_REVIEW": "routedForReview"}.get(claim.status, claim.status.lower()),
        "contentType": {"VISUAL": "video"}.get(claim.type, claim.type.lower()),
        "policy": {"id": str(10**9 + words.POLICIES.index(claim.policy))},
        "isPartnerUploaded": claim.partner,
        "origin": {"source": _camel(claim.origin)},
        "timeCreated": _time(claim.uploaded).replace("Z", ".000Z"),
    }


def _camel(origin: str) -> str:
    first, *rest = origin.lower().split("_")
    return first + "".join(word.title() for word in rest)


def _reference(asset: Asset, reference: str) -> Resource:
    return {
        "id": reference,
        "assetId": asset.asset_id,
        "videoId": asset.told[0][0][0],
        "contentType": "audiovisual" if asset.type == "MUSIC_VIDEO" else "audio",
        "status": "active",
        "length": int(asset.told[0][0][AT["video_length"]]),
    }


def policy(policy_id: str, name: str) -> Resource:
    rules = [
        {"action": action, "conditions": {"requiredTerritories": {"type": kind, "territories": countries}}}
        for action, kind, countries in RULES[name]
    ]
    return {
        "id": policy_id,
        "name": name,
        "description": "",
        "timeUpdated": "2020-01-01T00:00:00.000Z",
        "rules": rules,
    }
