"""The month's money by claim, video, asset or channel (reports.md §3.4). Recognised, and not merged.

There are some twenty layouts, few of which are known in full; the columns of money tell them from every other report.
"""

import re

from reports.kinds.base import ANYTHING, Column, Kind, normalise

SPLITS = ("Auction", "Reserved", "Partner Sold YouTube Served", "Partner Sold Partner Served")
MONEY = (
    *("partner_revenue", "youtube_revenue_split", "net_partner_revenue", "total_revenue", "us_sourced_revenue"),
    *("tax_withheld_amount", "tax_withholding_rate", "local_currency", "revenue_source", "gross_revenue"),
    *(normalise(f"{what} : {split}") for what in ("YouTube Revenue Split", "Partner Revenue") for split in SPLITS),
)
NAMES = (
    *("adjustment_type", "day", "month", "country", "video_id", "video_title", "video_duration_sec", "category"),
    *("channel_id", "channel_display_name", "username", "uploader", "asset_id", "asset_channel_id", "asset_title"),
    *("asset_type", "asset_labels", "custom_id", "isrc", "upc", "grid", "artist", "album", "label", "content_type"),
    *("policy", "claim_type", "claim_origin", "claim_id", "multiple_claims", "owned_views", "adsense_earnings_month"),
)
FILE_NAME = re.compile(r"^YouTube_(?P<cms>.+?)_M_(?P<day>\d{6,8})_.*\.csv(?:\.gz|\.zip)?$", re.IGNORECASE)


def _by(key: str, noun: str) -> Kind:
    return Kind(
        name="finance",
        key=key,
        key_noun=noun,
        key_pattern=ANYTHING,
        counters=(),
        columns=tuple(Column(name) for name in (*NAMES, *MONEY)),
        recognised_by=frozenset(MONEY),
        versions=((key, f"by {noun.removesuffix(' ID')}"),),
        file_name=FILE_NAME,
        merged=False,
    )


# A row speaks of the first of these that the layout has.
FINANCE_REPORTS = (_by("video_id", "video ID"), _by("asset_id", "asset ID"), _by("channel_id", "channel ID"))
