"""The claim report: every claim of a CMS, also those on other people's uploads, once a day (reports.md §3.1)."""

import re

from reports.kinds.base import Column, Kind, Type

CLAIM_REPORT = Kind(
    name="claim",
    key="claim_id",
    key_noun="claim ID",
    key_pattern=re.compile(r"[0-9A-Za-z_.-]{1,64}"),
    counters=("views", "engaged_views"),
    columns=(
        Column("claim_id"),
        Column("claim_status", Type.STATUS, claim="status", aliases=("status",)),
        Column("claim_status_detail", claim="status_detail"),
        Column("claim_origin", claim="origin"),
        Column("claim_type", claim="claim_type"),
        Column("asset_id", claim="asset_id"),
        Column("video_id", claim="video_id"),
        Column("uploader", Type.TEXT, claim="uploader", aliases=("video_uploader",)),
        Column("channel_id", Type.CHANNEL, claim="channel_id"),
        Column("channel_display_name", Type.TEXT, claim="channel_title"),
        Column("video_title", Type.TEXT, claim="video_title"),
        Column("views", Type.INTEGER, aliases=("video_views",)),
        Column("engaged_views", Type.INTEGER),
        Column("matching_duration", claim="matching_duration"),
        Column("longest_match", Type.INTEGER, claim="longest_match"),
        Column("video_matching_length", Type.INTEGER, claim="matching_length"),
        Column("content_type", claim="content_type"),
        Column("is_shorts_eligible", Type.FLAG, claim="is_shorts_eligible"),
        Column("reference_video_id", claim="reference_video_id"),
        Column("reference_id", claim="reference_id"),
        Column("applied_policy", claim="policy"),
        Column("claim_policy_id", claim="policy_id"),
        Column("claim_policy_monetize", claim="monetize_in"),
        Column("claim_policy_track", claim="track_in"),
        Column("claim_policy_block", claim="block_in"),
        Column("asset_policy_id", claim="asset_policy_id"),
        Column("asset_policy_monetize", claim="asset_monetize_in"),
        Column("asset_policy_track", claim="asset_track_in"),
        Column("asset_policy_block", claim="asset_block_in"),
        Column("claim_created_date", Type.TIME, claim="claimed_at", aliases=("claim_date",)),
        Column("video_upload_date", Type.TIME, claim="uploaded_at"),
        Column("video_duration_sec", Type.INTEGER, claim="video_length"),
        Column("release_date", claim="release_date"),
        # The asset report tells these better, and for an asset once. Here they stay in the rows as delivered.
        Column("asset_title", aliases=("title",)),
        Column("asset_labels", aliases=("asset_label",)),
        *(
            Column(name)
            for name in (
                *("custom_id", "isrc", "grid", "artist", "album", "record_label", "upc", "tms", "season"),
                "episode_title",
            )
        ),
        *(
            Column(name, kept=True)
            for name in (
                *("director", "studio", "episode_number", "hfa_song_code", "iswc", "writers"),
                *("video_privacy_status", "notes", "is_partner_uploaded", "is_premium"),
            )
        ),
    ),
    recognised_by=frozenset(
        {
            *("claim_status", "claim_status_detail", "claim_created_date", "applied_policy", "matching_duration"),
            *("claim_policy_id", "claim_policy_monetize", "claim_policy_track", "claim_policy_block"),
        }
    ),
    versions=(
        ("engaged_views", "1.2"),
        ("is_shorts_eligible", "1.2"),
        ("video_matching_length", "1.1"),
        ("claim_status_detail", "1.0"),
        ("claim_policy_id", "1.0"),
        ("is_partner_uploaded", "2014"),
    ),
    file_name=re.compile(
        r"^claim_report_(?P<cms>.+?)_C(?:_v?(?P<major>\d+)(?:[-_.](?P<minor>\d+))?)?\.csv(?:\.gz|\.zip)?$",
        re.IGNORECASE,
    ),
)
