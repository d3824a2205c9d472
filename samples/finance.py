"""The month's money of an invented catalogue: rows of finance files, which are kept and not merged."""

from collections.abc import Iterator, Sequence

from samples.catalogue import Catalogue, Day
from samples.claims import Claim, claims
from samples.layouts import CLAIM_RAW

MONTH = "202506"
_COUNTRIES = ("US", "DE", "GB", "JP", "FO", "BR")
_ADJUSTMENTS = ("None",) * 15 + ("Dispute Resolution",)
_SHORT = 240  # seconds; few of the invented videos are as short as Shorts are


def money_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of claim_raw and of red_music_rawdata_video, by the names of either's columns: one a claim that earns."""
    for claim in claims(catalogue, days):
        if claim.status == "ACTIVE":
            yield None if claim.gone else _snake(claim) | _title_case(claim)


def shorts_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of either Shorts summary: one a short video that earns."""
    for claim in claims(catalogue, days):
        if claim.partner and claim.status == "ACTIVE" and claim.length < _SHORT:
            yield None if claim.gone else _snake(claim) | _shorts(claim)


def _share(claim: Claim, part: int = 100) -> str:
    return f"{claim.views * part / 10**7:.6f}"


def _snake(claim: Claim) -> dict[str, str]:
    return {
        "adjustment_type": _ADJUSTMENTS[claim.luck >> 3 & 15],
        "day": f"{MONTH}{1 + claim.luck % 30:02}",
        "country": _COUNTRIES[claim.luck % 6],
        "video_id": claim.video_id,
        "custom_id": claim.asset.custom_id,
        "content_type": "Partner-provided" if claim.partner else "UGC",
        "video_title": claim.title,
        "video_duration (sec)": str(claim.length),
        "username": claim.channel.lower().replace(" ", ""),
        "uploader": claim.channel,
        # Finance files leave the UC out.
        "channel_id": claim.channel_id.removeprefix("UC"),
        "channel_display_name": claim.channel,
        "claim_type": claim.type,
        "claim_origin": claim.origin,
        "multiple_claims": "Yes" if len(claim.asset.told) > 1 else "No",
        "asset_id": claim.asset.asset_id,
        "policy": claim.policy,
        "owned_views": str(claim.views // 30),
        "owned_subscription_views": str(claim.views // 90),
        "youtube_revenue_split": _share(claim, 45),
        "partner_revenue": _share(claim, 55),
    }


def _title_case(claim: Claim) -> dict[str, str]:
    told = _snake(claim)
    row = dict.fromkeys(CLAIM_RAW, "0.000000")
    for name in CLAIM_RAW[:17]:
        row[name] = told.get(name.lower().replace(" ", "_"), "")
    return row | {
        "Asset Channel ID": "",
        "Asset Type": claim.asset.type.replace("_", " ").capitalize(),
        "ISRC": claim.asset.isrc,
        "UPC": claim.asset.upc,
        "YouTube Revenue Split : Auction": _share(claim, 45),
        "YouTube Revenue Split": _share(claim, 45),
        "Partner Revenue : Auction": _share(claim, 55),
        "Partner Revenue": _share(claim, 55),
    }


def _shorts(claim: Claim) -> dict[str, str]:
    told = _title_case(claim)
    return {name: told[name] for name in ("Adjustment Type", "Video ID", "Channel ID", "Content Type", "Policy")} | {
        "Video Title": claim.title,
        "Video Duration (sec)": str(claim.length),
        "Category": "Music",
        "Uploader": claim.channel,
        "Engaged Views (previously Total Views)": str(claim.views // 30),
        "Net Partner Revenue (Post revshare)": _share(claim, 45),
    }
