"""What Shorts earned, in the month's two layouts: ads and subscriptions (reports.md §3.5). Recognised, not merged."""

import re

from reports.kinds.base import ANYTHING, Column, Kind

NAMES = (
    *("video_id", "adjustment_type", "video_title", "video_duration_sec", "category", "channel_id", "uploader"),
    *("content_type", "policy", "engaged_views_previously_total_views", "net_partner_revenue_post_revshare"),
    *("day", "country", "custom_id", "username", "owned_subscription_views", "partner_revenue"),
)

SHORTS_REPORT = Kind(
    name="shorts",
    key="video_id",
    key_noun="video ID",
    key_pattern=ANYTHING,
    counters=(),
    columns=tuple(Column(name) for name in NAMES),
    recognised_by=frozenset(
        {"engaged_views_previously_total_views", "net_partner_revenue_post_revshare", "owned_subscription_views"}
    ),
    versions=(("owned_subscription_views", "subscription"), ("video_id", "ads")),
    file_name=re.compile(r"^YouTube_(?P<cms>.+?)_M_(?P<day>\d{6,8})_.*shorts.*\.csv(?:\.gz|\.zip)?$", re.IGNORECASE),
    merged=False,
)
