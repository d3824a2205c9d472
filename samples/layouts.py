"""The columns of each version of the video report, and how a written header may look."""

from collections.abc import Sequence

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
ALLOWED = ("embedding_allowed", "ratings_allowed", "comments_allowed")
MADE_FOR_KIDS = (
    "is_made_for_kids_effective_setting",
    "is_made_for_kids_user_selection",
    "is_made_for_kids_modifiable",
)

V1_2 = (
    "video_id",
    "channel_id",
    "channel_display_name",
    "time_uploaded",
    "time_published",
    "video_title",
    "video_length",
    "views",
    "comments",
    "video_privacy_status",
    "video_url",
    "category",
    *ALLOWED,
    "claim_origin",
    "content_type",
    "upload_source",
    "claimed_by_this_owner",
    "claimed_by_another_owner",
    "other_owners_claiming",
    "offweb_syndicatable",
    "claim_id",
    "asset_id",
    "custom_id",
    "effective_policy",
    "third_party_video_id",
    *ADS,
    "isrc",
    "eidr",
)


def _v1_3() -> tuple[str, ...]:
    columns = [name for name in V1_2 if name != "claimed_by_another_owner"]
    columns.insert(columns.index("third_party_ads_enabled"), "in_video_ads_enabled")
    at = columns.index("isrc")
    return (*columns[:at], *MADE_FOR_KIDS, *columns[at:])


V1_3 = _v1_3()
V1_4 = (*V1_3[: V1_3.index("comments")], "engaged_views", *V1_3[V1_3.index("comments") :])

# The report of 2013, with the names it had then.
V_1 = (
    "video_id",
    "username",
    "time_uploaded",
    "title",
    "length",
    "view_count",
    "comment_count",
    "status",
    "category",
    "favorite_count",
    "embedding_allowed",
    "ratings_allowed",
    "responses_allowed",
    "comments_allowed",
    "is_licensed",
    "offweb_syndicatable",
    "in_video_ads_enabled",
    "claim_source",
    "claimed_by_this_owner",
    "claimed_by_another_owner",
    "claim_id",
    "asset_id",
    "claim_custom_id",
    "policy",
    "third_party_ads_enabled",
    "afv_overlay_enabled",
    "instream_ads_enabled",
    "long_instream_enabled",
    "trueview_instream_enabled",
    "trueview_inslate_enabled",
    "prerolls_enabled",
    "midrolls_enabled",
    "postrolls_enabled",
    "isrc",
)

LAYOUTS: dict[str, tuple[str, ...]] = {"v1-2": V1_2, "v1-3": V1_3, "v1-4": V1_4, "1": V_1}

# Other names that files carry for a column.
ALIASES: dict[str, tuple[str, ...]] = {
    "video_title": ("title",),
    "channel_display_name": ("channel_name",),
    "video_privacy_status": ("privacy_status", "status"),
    "video_length": ("video_duration", "length", "duration"),
    "views": ("view_count",),
    "comments": ("comment_count",),
    "effective_policy": ("policy",),
    "custom_id": ("claim_custom_id",),
    "time_published": ("published_at",),
}
CANONICAL = {alias: column for column, aliases in ALIASES.items() for alias in aliases}


def sentence_case(column: str) -> str:
    """`video_id` as a person writes it: `Video ID`."""
    words = column.replace("_", " ").capitalize()
    return words.replace(" id", " ID").replace("Isrc", "ISRC").replace("Eidr", "EIDR").replace(" url", " URL")


def header(columns: Sequence[str], *, sentence: bool = False, aliases: bool = False) -> list[str]:
    """The header line of `columns`, in sentence case and with the first alias of a column if so asked."""
    names = [ALIASES.get(column, (column,))[0] if aliases else column for column in columns]
    return [sentence_case(name) for name in names] if sentence else names
