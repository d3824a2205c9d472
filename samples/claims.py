"""The claims of an invented catalogue: those that the video report tells, those that are over, and those on other
people's uploads, whose videos stand in no video report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from samples import words
from samples.assets import Asset, assets, day_of
from samples.catalogue import AT, Catalogue, Day, id_of, mix

_STANDING = ("ACTIVE",) * 13 + ("DISPUTED", "APPEALED", "ACTIVE")
_ELSEWHERE = ("ACTIVE",) * 8 + ("INACTIVE",) * 4 + ("PENDING", "DISPUTED", "TAKEDOWN", "ROUTED_FOR_REVIEW")
_DETAILS = {
    "INACTIVE": "Released by the owner",
    "DISPUTED": "Disputed: fair use",
    "APPEALED": "Appealed",
    "PENDING": "Waits for review",
    "ROUTED_FOR_REVIEW": "Too short a match",
}
_NEXT = {"ACTIVE": "DISPUTED", "DISPUTED": "INACTIVE", "PENDING": "ACTIVE", "INACTIVE": "ACTIVE"}
_ORIGINS = ("AUDIO_MATCH", "AUDIO_MATCH", "AUDIO_MATCH", "VIDEO_MATCH", "DESCRIPTIVE_SEARCH", "SHORTS_IN_PRODUCT")
_TYPES = {"VIDEO_MATCH": "VISUAL", "WEB_UPLOAD_BY_OWNER": "AUDIOVISUAL", "CMS_UPLOAD": "AUDIOVISUAL"}
# Where each policy monetizes, tracks and blocks.
_POLICIES = dict(
    zip(
        words.POLICIES,
        (("WW", "", ""), ("", "WW", ""), ("", "", "WW"), ("WW", "", "DE"), ("US|CA", "WW", "FR|BE")),
        strict=True,
    )
)
_GOLD = 0.6180339887  # spreads one drawn number over the claims of an asset


@dataclass(slots=True)
class Claim:
    """One claim as it stands on a day, with what the claim report tells of its video."""

    asset: Asset
    luck: int
    claim_id: str
    status: str
    origin: str
    content: str
    policy: str
    video_id: str
    channel_id: str
    channel: str
    title: str
    views: int
    length: int
    uploaded: str
    partner: bool
    gone: bool

    @property
    def type(self) -> str:
        return _TYPES.get(self.origin, "AUDIO")


def claims(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[Claim]:
    """The claims of the catalogue's first day, by their assets, as they stand after `days`."""
    luck = [(day, Random(f"{catalogue.seed} claims day {day.number}").random) for day in days]
    for asset in assets(catalogue, days):
        drawn = [(day, draw()) for day, draw in luck]
        for place, (row, gone) in enumerate(asset.told):
            claim = _standing(asset, row, gone)
            for day, drop in drawn:
                _pass(claim, day, (drop + place * _GOLD) % 1, elsewhere=False)
            yield claim
        for place in range(asset.elsewhere):
            claim = _elsewhere(asset, mix(asset.luck + place))
            for day, drop in drawn:
                _pass(claim, day, (drop - (place + 1) * _GOLD) % 1, elsewhere=True)
            yield claim


def _standing(asset: Asset, row: list[str], gone: bool) -> Claim:
    """A claim that the video report tells."""
    luck = mix(int.from_bytes(row[0].encode()))
    return Claim(
        *(asset, luck, row[_CLAIM], _STANDING[luck & 15], row[_ORIGIN], row[_CONTENT], row[_POLICY], row[0]),
        *(row[1], row[2], row[_TITLE], int(row[_VIEWS]), int(row[_LENGTH]), row[_UPLOADED][:10], True, gone),
    )


_CLAIM, _ORIGIN, _CONTENT = AT["claim_id"], AT["claim_origin"], AT["content_type"]
_POLICY, _TITLE, _VIEWS = AT["effective_policy"], AT["video_title"], AT["views"]
_LENGTH, _UPLOADED = AT["video_length"], AT["time_uploaded"]


def _elsewhere(asset: Asset, luck: int) -> Claim:
    """A claim on somebody's upload."""
    video = id_of(luck)
    channel = mix(luck & 0xFFF)
    fan = words.FANS[luck % len(words.FANS)]
    return Claim(
        *(asset, luck, f"E{video[::-1]}", _ELSEWHERE[luck >> 4 & 15], _ORIGINS[(luck >> 8) % 6]),
        content="SONG_UGC" if luck >> 12 & 3 == 0 else "UGC",
        policy=asset.match_policy,
        video_id=video,
        channel_id=f"UC{id_of(channel)}{id_of(mix(channel))[:10]}A",
        channel=f"Fan {luck & 0xFFF}",
        title=f"{asset.artist.partition('|')[0]} - {asset.title} ({fan})",
        views=(luck >> 16 & 0xFFFFFF) >> (luck >> 40 & 15),
        length=10 + (luck >> 44 & 1023),
        uploaded=day_of(luck >> 20),
        partner=False,
        gone=asset.gone,
    )


def _pass(claim: Claim, day: Day, drawn: float, *, elsewhere: bool) -> None:
    """What a later day changed of the claim; the policies of our own videos are told by the video report."""
    kind = int(drawn * 1e9) % 10
    if elsewhere:
        claim.gone |= drawn < day.dropped
        claim.views += day.views_moved * (1 + kind)
    if day.dropped <= drawn < day.dropped + day.changed:
        if elsewhere and kind < 4:
            claim.policy = words.POLICIES[(words.POLICIES.index(claim.policy) + 1) % len(words.POLICIES)]
        elif elsewhere or claim.status == "ACTIVE":
            claim.status = _NEXT.get(claim.status, "ACTIVE")
        else:
            claim.status = "ACTIVE"


def claim_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of the claim report by the names of their columns; None for a claim that is gone."""
    return (None if claim.gone else _claim_row(claim) for claim in claims(catalogue, days))


def _claim_row(claim: Claim) -> dict[str, str]:
    asset, luck = claim.asset, claim.luck
    match = 5 + (luck >> 24) % claim.length
    return (
        _video_of(claim)
        | _policies_of(claim)
        | _asset_of(asset)
        | {
            "claim_id": claim.claim_id,
            "claim_status": claim.status,
            "claim_status_detail": _DETAILS.get(claim.status, ""),
            "claim_origin": claim.origin,
            "claim_type": claim.type,
            "matching_duration": f"{match // 60}:{match % 60:02}" if luck & 1 else str(match),
            "longest_match": str(match - (match >> 2)),
            "video_matching_length": str(match),
            "content_type": claim.content,
            "reference_video_id": asset.told[0][0][0] if "MATCH" in claim.origin else "",
            "reference_id": next(iter(asset.references()), "") if "MATCH" in claim.origin else "",
            "claim_created_date": day_of(luck >> 30) if not claim.partner else claim.uploaded,
            "notes": "",
        }
    )


def _video_of(claim: Claim) -> dict[str, str]:
    return {
        "video_id": claim.video_id,
        "uploader": claim.channel.lower().replace(" ", ""),
        "channel_id": claim.channel_id,
        "channel_display_name": claim.channel,
        "video_title": claim.title,
        "views": str(claim.views),
        "engaged_views": str(claim.views - (claim.views >> 4)),
        "video_upload_date": claim.uploaded,
        "video_duration_sec": str(claim.length),
        "is_shorts_eligible": "Yes" if claim.length < 60 else "No",
        "is_partner_uploaded": "Yes" if claim.partner else "No",
        "is_premium": "No",
    }


def _policies_of(claim: Claim) -> dict[str, str]:
    monetize, track, block = _POLICIES[claim.policy]
    asset = _POLICIES[claim.asset.match_policy]
    return {
        "claim_policy_id": str(10**9 + words.POLICIES.index(claim.policy)),
        "asset_policy_id": str(10**9 + words.POLICIES.index(claim.asset.match_policy)),
        "claim_policy_monetize": monetize,
        "claim_policy_track": track,
        "claim_policy_block": block,
        "asset_policy_monetize": asset[0],
        "asset_policy_track": asset[1],
        "asset_policy_block": asset[2],
        "applied_policy": claim.policy,
    }


def _asset_of(asset: Asset) -> dict[str, str]:
    song = asset.type == "COMPOSITION"
    return {
        "asset_id": asset.asset_id,
        "custom_id": asset.custom_id,
        "asset_title": asset.title,
        "asset_labels": asset.labels,
        **dict.fromkeys(("tms", "director", "studio", "season", "episode_number", "episode_title", "grid"), ""),
        "release_date": day_of(asset.luck >> 11),
        "hfa_song_code": "H4R00R" if song else "",
        "isrc": asset.isrc,
        "artist": asset.artist,
        "album": asset.album,
        "record_label": asset.label,
        "upc": asset.upc,
        "iswc": "T0345246801" if song else "",
        "writers": asset.artist.partition("|")[0] if song else "",
    }
