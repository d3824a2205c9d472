"""The asset report: what a CMS owns, with its metadata, ownership and references (reports.md §2).

Music and web or TV partners are delivered different columns, under one kind. The version is told from the columns:
1.3 is what the API calls a3, 1.2 is a2.
"""

import re

from reports.kinds.base import Column, Kind, Type

ASSET_REPORT = Kind(
    name="asset",
    key="asset_id",
    key_noun="asset ID",
    # YouTube's have been A and digits; others are taken, but none as long as a video's (or reference's) or a channel's.
    key_pattern=re.compile(r"A[0-9]+|[0-9A-Za-z_-]{12,23}|[0-9A-Za-z_-]{1,10}|[0-9A-Za-z_-]{25,64}"),
    counters=("approx_daily_views", "approx_daily_engaged_views", "sr_approx_daily_engaged_views", "active_claims"),
    columns=(
        Column("asset_id"),
        Column("approx_daily_views", Type.INTEGER, aliases=("recent_daily_average",)),
        Column("approx_daily_engaged_views", Type.INTEGER),
        Column("sr_approx_daily_engaged_views", Type.INTEGER),
        Column("active_claims", Type.INTEGER, aliases=("number_of_claims",)),
        Column("asset_type", asset="asset_type"),
        Column("status", asset="status"),
        Column("metadata_origination", asset="metadata_origination"),
        Column("custom_id", Type.WORD, "custom_id", asset="custom_id"),
        # What YouTube shows is what the column `isrc` told before version 1.3, and what the video report tells.
        Column("isrc", Type.ISRC, "isrc", aliases=("display_isrc",), asset="isrc"),
        Column("your_isrc", Type.ISRC, asset="your_isrc"),
        Column("other_isrc", Type.ISRC, asset="other_isrc"),
        Column("grid", asset="grid"),
        Column("upc", Type.WORD, "upc", asset="upc"),
        Column("artist", Type.NAMES, "artist", asset="artist"),
        Column("asset_title", Type.TEXT, aliases=("song", "title"), asset="title"),
        Column("album", Type.TEXT, "album", asset="album"),
        Column("label", Type.TEXT, "label", asset="label"),
        Column("genre", Type.NAMES, "genre", asset="genre"),
        Column("season", aliases=("season_number",), asset="season"),
        Column("episode_title", Type.TEXT, asset="episode_title"),
        Column("tms", asset="tms"),
        Column("constituent_asset_id", Type.IDS, aliases=("constituent_asset_ids",), asset="constituent_asset_ids"),
        Column("active_reference_id", Type.IDS, aliases=("active_reference_ids",), asset="active_reference_ids"),
        Column("inactive_reference_id", Type.IDS, aliases=("inactive_reference_ids",), asset="inactive_reference_ids"),
        Column("match_policy", Type.WORD, "match_policy", asset="match_policy"),
        Column("is_merged", Type.FLAG, aliases=("is_merged_asset_yes_no",), asset="is_merged"),
        Column("conflicting_owner", asset="conflicting_owner"),
        Column("ownership", asset="ownership"),
        Column("asset_labels", Type.NAMES, aliases=("asset_label",), asset="labels"),
        Column("conflicting_country_code", aliases=("conflicting_territories",), asset="conflicting_country_code"),
        Column("embedded_asset_id", aliases=("embedded_asset_ids",), asset="embedded_asset_id"),
        Column("comp_publishing_cleared", aliases=("comp_publishing_cleard",), kept=True),
        Column("comp_100_ownership", kept=True),
    ),
    # The conflict report has none of these.
    recognised_by=frozenset({"active_reference_id", "inactive_reference_id", "ownership"}),
    versions=(
        ("your_isrc", "1.3"),
        ("other_isrc", "1.3"),
        ("approx_daily_engaged_views", "1.3"),
        ("sr_approx_daily_engaged_views", "1.3"),
        ("comp_publishing_cleared", "1.1"),
        ("comp_100_ownership", "1.1"),
        ("conflicting_country_code", "1.2"),
        ("season", "2014"),
    ),
    file_name=re.compile(
        r"^asset_full_report_(?P<cms>.+?)_L(?:_v?(?P<major>\d+)(?:[-_.](?P<minor>\d+))?)?\.csv(?:\.gz|\.zip)?$",
        re.IGNORECASE,
    ),
)
