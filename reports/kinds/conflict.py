"""The asset conflict report: assets that others claim to own too (reports.md §2.4)."""

import re

from reports.kinds.base import Column, Kind, Type

CONFLICT_REPORT = Kind(
    name="conflict",
    key="asset_id",
    key_noun="asset ID",
    key_pattern=re.compile(r"[0-9A-Za-z_.-]{1,64}"),
    counters=(
        *("approx_daily_views", "approx_daily_engaged_views", "active_claims", "engaged_views_in_conflict"),
        *("lifetime_views_in_conflict", "lifetime_engaged_views_in_conflict"),
    ),
    columns=(
        Column("asset_id"),
        Column("approx_daily_views", Type.INTEGER, aliases=("recent_daily_average",)),
        Column("approx_daily_engaged_views", Type.INTEGER),
        Column("sr_approx_daily_engaged_views", kept=True),
        Column("active_claims", Type.INTEGER, aliases=("number_of_claims",)),
        Column("engaged_views_in_conflict", Type.INTEGER),
        Column("lifetime_views_in_conflict", Type.INTEGER),
        Column("lifetime_engaged_views_in_conflict", Type.INTEGER),
        Column("asset_type", conflict="asset_type"),
        Column("metadata_origination", kept=True),
        Column("custom_id", conflict="custom_id"),
        Column("season", kept=True, aliases=("season_number",)),
        Column("episode_title", kept=True),
        Column("tms", kept=True),
        Column("constituent_asset_id", kept=True, aliases=("constituent_asset_ids",)),
        Column("conflicting_owner", conflict="conflicting_owner"),
        Column("conflicting_owner_isrc", Type.ISRC, conflict="conflicting_isrc"),
        Column("conflicting_owner_asset_title", Type.TEXT, conflict="conflicting_title"),
        Column("conflicting_owner_artist", Type.TEXT, conflict="conflicting_artist"),
        Column("conflicting_country_code", conflict="countries", aliases=("conflicting_territories",)),
        Column("ownership_last_updated", Type.TIME, conflict="ownership_updated_at"),
        Column("ownership_origination", conflict="ownership_origination"),
        Column("other_ownership_last_updated", Type.TIME, conflict="other_ownership_updated_at"),
        Column("other_ownership_origination", conflict="other_ownership_origination"),
        Column("match_policy", conflict="match_policy"),
        Column("is_merged", Type.FLAG, conflict="is_merged", aliases=("is_merged_asset_yes_no",)),
        Column("asset_labels", conflict="asset_labels", aliases=("asset_label",)),
    ),
    # The asset report has none of these.
    recognised_by=frozenset(
        {
            *("ownership_last_updated", "ownership_origination", "other_ownership_last_updated"),
            *("other_ownership_origination", "conflicting_owner_isrc"),
        }
    ),
    versions=(
        ("lifetime_views_in_conflict", "1.3"),
        ("conflicting_owner_isrc", "1.3"),
        ("approx_daily_engaged_views", "1.3"),
        ("conflicting_owner", "1.2"),
    ),
    file_name=re.compile(
        r"^asset_conflict_report_(?P<cms>.+?)_L(?:_v?(?P<major>\d+)(?:[-_.](?P<minor>\d+))?)?\.csv(?:\.gz|\.zip)?$",
        re.IGNORECASE,
    ),
)
