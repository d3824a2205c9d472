"""The video report: every video of a CMS, its state, policy and claims, once a day (reports.md §1)."""

import re

from reports.kinds.base import Column, Kind, Type

ADS = (
    "third_party_ads_enabled",
    "display_ads_enabled",
    "sponsored_cards_enabled",
    "overlay_ads_enabled",
    "nonskippable_video_ads_enabled",
    "long_nonskippable_video_ads_enabled",
    "skippable_video_ads_enabled",
    "prerolls_enabled",
    "midrolls_enabled",
    "postrolls_enabled",
)

VIDEO_REPORT = Kind(
    name="video",
    key="video_id",
    key_noun="video ID",
    key_pattern=re.compile(r"[0-9A-Za-z_-]{11}"),
    counters=("views", "engaged_views", "comments"),
    columns=(
        Column("video_id"),
        Column("channel_id", Type.CHANNEL, "channel"),
        Column("channel_display_name", Type.TEXT, aliases=("channel_name",)),
        Column("time_uploaded", Type.TIME, "time_uploaded"),
        Column("time_published", Type.TIME, "time_published", aliases=("published_at",)),
        Column("video_title", Type.TEXT, "title", aliases=("title",)),
        Column("video_length", Type.INTEGER, "video_length", aliases=("length", "duration", "video_duration")),
        Column("views", Type.INTEGER, aliases=("view_count",)),
        Column("engaged_views", Type.INTEGER),
        Column("comments", Type.INTEGER, aliases=("comment_count",)),
        Column("video_privacy_status", Type.LOWER, "privacy_status", aliases=("privacy_status", "status")),
        Column("video_url"),
        Column("category", Type.WORD, "category"),
        Column("embedding_allowed", Type.FLAG, "embedding_allowed"),
        Column("ratings_allowed", Type.FLAG, "ratings_allowed"),
        Column("comments_allowed", Type.FLAG, "comments_allowed"),
        Column("claim_origin", Type.WORD, aliases=("claim_source",), claim="origin"),
        Column("claim_type", Type.WORD, claim="claim_type"),
        Column("content_type", Type.WORD, claim="content_type"),
        Column("upload_source", Type.WORD, "upload_source"),
        Column("claimed_status", Type.WORD, "claimed_status"),
        # Nearly every claim is active. The claim report says so of each; meanwhile, and for most videos, this is it.
        Column(
            "claimed_by_this_owner",
            Type.FLAG,
            "claimed_by_this_owner",
            claim="ours",
            implies=(("claimed_status", Type.CLAIMED),),
        ),
        Column("claimed_by_another_owner", Type.FLAG, "claimed_by_another_owner"),
        Column("other_owners_claiming", Type.WORD, "other_owners_claiming"),
        Column("offweb_syndicatable", Type.FLAG, "offweb_syndicatable"),
        Column("claim_id", Type.WORD, claim="claim_id"),
        Column("asset_id", Type.WORD, "asset_id", claim="asset_id"),
        Column("custom_id", Type.WORD, "custom_id", aliases=("claim_custom_id",)),
        Column("effective_policy", Type.WORD, "effective_policy", aliases=("policy",), claim="policy"),
        Column("third_party_video_id", Type.WORD, "third_party_video_id"),
        *(Column(name, Type.FLAG, name) for name in ADS),
        Column("in_video_ads_enabled", kept=True),
        Column("is_made_for_kids_effective_setting", Type.FLAG, "is_made_for_kids"),
        Column("is_made_for_kids_user_selection", Type.FLAG, "self_declared_made_for_kids"),
        Column("is_made_for_kids_modifiable", Type.FLAG, "made_for_kids_modifiable"),
        Column("isrc", Type.ISRC, "isrc"),
        Column("eidr", Type.WORD, "eidr"),
    ),
    recognised_by=frozenset(
        {
            "video_title",
            "video_privacy_status",
            "time_uploaded",
            "time_published",
            "effective_policy",
            "claimed_by_this_owner",
            "video_length",
            "views",
        }
    ),
    versions=(
        ("engaged_views", "1.4"),
        ("is_made_for_kids_effective_setting", "1.3"),
        ("is_made_for_kids_user_selection", "1.3"),
        ("channel_id", "1.2"),
        ("channel_display_name", "1.1"),
        ("video_title", "1.0"),
    ),
    file_name=re.compile(
        r"^video_report_(?P<cms>.+?)_(?:V_)?v?(?P<major>\d+)(?:[-_.](?P<minor>\d+))?\.csv(?:\.gz|\.zip)?$",
        re.IGNORECASE,
    ),
)
