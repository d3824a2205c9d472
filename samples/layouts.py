"""The columns of each kind and version of report, and how a written header may look.

Names are YouTube's. Order is that of files that were seen where one was, and our guess elsewhere (samples/README.md).
"""

from collections.abc import Mapping, Sequence

# Videos ----------------------------------------------------------------------------------------------------

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


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _with(columns: tuple[str, ...], **behind: str) -> tuple[str, ...]:
    """`columns`, with more names behind some of them."""
    return tuple(name for column in columns for name in (column, *behind.get(column, "").split()))


def _without(columns: tuple[str, ...], *gone: str) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in gone)


# Assets ----------------------------------------------------------------------------------------------------

MUSIC = _names(
    "approx_daily_views asset_id asset_type status metadata_origination custom_id isrc grid upc artist asset_title"
    " album label constituent_asset_id active_reference_id inactive_reference_id match_policy is_merged ownership"
    " conflicting_country_code embedded_asset_id asset_label active_claims"
)
MUSIC_V1_1 = _with(MUSIC, conflicting_country_code="comp_publishing_cleared comp_100_ownership")
WEB = _names(
    "approx_daily_views asset_id asset_type status metadata_origination custom_id season episode_title tms"
    " active_claims constituent_asset_id active_reference_id inactive_reference_id match_policy is_merged"
    " conflicting_owner ownership asset_label conflicting_country_code"
)
ASSET_A2 = tuple("asset_labels" if name == "asset_label" else name for name in _with(MUSIC, label="genre"))
ASSET_A3 = _with(
    _without(ASSET_A2, "status", "isrc"),
    approx_daily_views="approx_daily_engaged_views sr_approx_daily_engaged_views",
    custom_id="display_isrc your_isrc other_isrc",
)
# The names of 2014, of which a header says `is_merged_asset_yes_no_`.
ASSET_2014 = _names(
    "recent_daily_average asset_id asset_type status metadata_origination custom_id season_number episode_title tms"
    " number_of_claims constituent_asset_ids active_reference_ids inactive_reference_ids match_policy"
    " is_merged_asset_yes_no_ conflicting_owner ownership asset_labels"
)
ASSET_LAYOUTS = {
    "music": MUSIC,
    "music-v1-1": MUSIC_V1_1,
    "web": WEB,
    "a2": ASSET_A2,
    "a3": ASSET_A3,
    "2014": ASSET_2014,
}
ASSET_ALIASES: dict[str, tuple[str, ...]] = {
    "approx_daily_views": ("recent_daily_average",),
    "active_claims": ("number_of_claims",),
    "constituent_asset_id": ("constituent_asset_ids",),
    "active_reference_id": ("active_reference_ids",),
    "inactive_reference_id": ("inactive_reference_ids",),
    "season": ("season_number",),
    "asset_title": ("song",),
    "conflicting_country_code": ("conflicting_territories",),
    "embedded_asset_id": ("embedded_asset_ids",),
    "is_merged": ("is_merged_asset_yes_no_",),
    "asset_labels": ("asset_label",),
    "comp_publishing_cleared": ("comp_publishing_cleard",),
}

# Ownership conflicts ---------------------------------------------------------------------------------------

CONFLICT_A2 = _names(
    "approx_daily_views asset_id asset_type metadata_origination custom_id season episode_title tms active_claims"
    " constituent_asset_id conflicting_owner conflicting_country_code ownership_last_updated ownership_origination"
    " other_ownership_last_updated other_ownership_origination match_policy is_merged asset_labels"
)
CONFLICT_A3 = _with(
    CONFLICT_A2,
    approx_daily_views="approx_daily_engaged_views sr_approx_daily_engaged_views",
    conflicting_owner="conflicting_owner_isrc conflicting_owner_asset_title conflicting_owner_artist"
    " engaged_views_in_conflict lifetime_views_in_conflict lifetime_engaged_views_in_conflict",
)
CONFLICT_LAYOUTS = {"a2": CONFLICT_A2, "a3": CONFLICT_A3}

# Claims ----------------------------------------------------------------------------------------------------

CLAIM_1_0 = _names(
    "claim_id claim_status claim_status_detail claim_origin claim_type asset_id video_id uploader channel_id"
    " channel_display_name video_title views matching_duration longest_match content_type reference_video_id"
    " reference_id claim_policy_id asset_policy_id claim_policy_monetize claim_policy_track claim_policy_block"
    " asset_policy_monetize asset_policy_track asset_policy_block claim_created_date video_upload_date custom_id"
    " video_duration_sec asset_title asset_labels tms director studio season episode_number episode_title"
    " release_date hfa_song_code isrc grid artist album record_label upc iswc writers"
)
CLAIM_1_1 = _with(CLAIM_1_0, longest_match="video_matching_length")
CLAIM_1_2 = _with(_without(CLAIM_1_1, "studio"), views="engaged_views", content_type="is_shorts_eligible")
CLAIM_2014 = _names(
    "video_id claim_id asset_id video_uploader channel_id channel_display_name video_title video_views status"
    " claim_origin claim_type is_partner_uploaded is_premium reference_video_id applied_policy claim_date"
    " video_upload_date custom_id title notes asset_labels"
)
CLAIM_LAYOUTS = {"1.0": CLAIM_1_0, "1.1": CLAIM_1_1, "1.2": CLAIM_1_2, "2014": CLAIM_2014}
CLAIM_ALIASES: dict[str, tuple[str, ...]] = {
    "claim_status": ("status",),
    "uploader": ("video_uploader",),
    "views": ("video_views",),
    "claim_created_date": ("claim_date",),
    "asset_title": ("title",),
}

# References ------------------------------------------------------------------------------------------------

REFERENCE = _names(
    "reference_id reference_video_id asset_custom_id asset_id status date_created reference_type"
    " source_of_fingerprint active_claims asset_metadata_type asset_title asset_labels asset_owners provider"
    " length_sec excluded_perc exclusions"
)
REFERENCE_LAYOUTS = {"a1": REFERENCE}

# Finance ---------------------------------------------------------------------------------------------------

_SPLITS = ("Auction", "Reserved", "Partner Sold YouTube Served", "Partner Sold Partner Served")
CLAIM_RAW = (
    *("Adjustment Type", "Day", "Country", "Video ID", "Channel ID", "Asset ID", "Asset Channel ID", "Asset Type"),
    *("Custom ID", "ISRC", "UPC", "GRid", "Content Type", "Policy", "Claim Type", "Claim Origin", "Owned Views"),
    *(f"YouTube Revenue Split : {split}" for split in _SPLITS),
    "YouTube Revenue Split",
    *(f"Partner Revenue : {split}" for split in _SPLITS),
    "Partner Revenue",
)
RED_MUSIC = (
    *("adjustment_type", "day", "country", "video_id", "custom_id", "content_type", "video_title"),
    *("video_duration (sec)", "username", "uploader", "channel_id", "channel_display_name", "claim_type"),
    *("claim_origin", "multiple_claims", "asset_id", "policy", "owned_views", "youtube_revenue_split"),
    "partner_revenue",
)
SHORTS_ADS = (
    *("Adjustment Type", "Video ID", "Video Title", "Video Duration (sec)", "Category", "Channel ID", "Uploader"),
    *("Content Type", "Policy", "Engaged Views (previously Total Views)", "Net Partner Revenue (Post revshare)"),
)
SHORTS_SUBSCRIPTION = (
    *("adjustment_type", "day", "country", "video_id", "custom_id", "content_type", "video_title"),
    *("video_duration (sec)", "username", "uploader", "channel_id", "owned_subscription_views", "partner_revenue"),
)
FINANCE_LAYOUTS = {
    "claim_raw": CLAIM_RAW,
    "red_music_rawdata_video": RED_MUSIC,
    "monthly_shorts_non_music_ads_video_summary": SHORTS_ADS,
    "monthly_shorts_non_music_subscription_video_summary": SHORTS_SUBSCRIPTION,
}
# These have a line with a title above the header.
TITLED = ("red_music_rawdata_video", "monthly_shorts_non_music_subscription_video_summary")

# Headers ---------------------------------------------------------------------------------------------------

LAYOUTS_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "video": LAYOUTS,
    "asset": ASSET_LAYOUTS,
    "conflict": CONFLICT_LAYOUTS,
    "claim": CLAIM_LAYOUTS,
    "reference": REFERENCE_LAYOUTS,
    "finance": FINANCE_LAYOUTS,
}
ALIASES_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "video": ALIASES,
    "asset": ASSET_ALIASES,
    "conflict": ASSET_ALIASES,
    "claim": CLAIM_ALIASES,
}


def canonical(kind: str, column: str) -> str:
    """The name that we have for a column of a report of this kind, whichever name the layout has."""
    for name, aliases in ALIASES_OF.get(kind, {}).items():
        if column in aliases:
            return name
    return column


def columns_of(kind: str) -> tuple[str, ...]:
    """Every column that reports of this kind have in one version or another, each once."""
    layouts = LAYOUTS_OF[kind].values()
    return tuple(dict.fromkeys(canonical(kind, column) for layout in layouts for column in layout))


def sentence_case(column: str) -> str:
    """`video_id` as a person writes it: `Video ID`."""
    words = column.replace("_", " ").capitalize()
    words = words.replace(" id", " ID").replace("Isrc", "ISRC").replace("Eidr", "EIDR").replace(" url", " URL")
    return words.replace("Upc", "UPC").replace(" isrc", " ISRC")


def header(
    columns: Sequence[str],
    *,
    sentence: bool = False,
    aliases: bool = False,
    names: Mapping[str, Sequence[str]] = ALIASES,
) -> list[str]:
    """The header line of `columns`, in sentence case and with the first alias of a column (in `names`) if so asked."""
    found = [names.get(column, (column,))[0] if aliases else column for column in columns]
    return [sentence_case(name) for name in found] if sentence else found
