"""Hostile reports of the other kinds: assets, claims, conflicts, references and finance. `tests.corpus` draws them."""

from hypothesis import strategies as st

from samples.catalogue import identifier
from samples.layouts import (
    ASSET_ALIASES,
    ASSET_LAYOUTS,
    CLAIM_ALIASES,
    CLAIM_LAYOUTS,
    CLAIM_RAW,
    CONFLICT_A3,
    REFERENCE,
    SHORTS_ADS,
    SHORTS_SUBSCRIPTION,
    canonical,
)
from tests.corpus import FLAG, INTEGER, TIME, TITLE, WORDS, Cells, Sheet, cells, channels
from tests.delivered import Cell

# Values as they were seen to be dirty -------------------------------------------------------------------

UPC = cells(
    *[("", ""), ("036000291452", "036000291452"), (" 0012345678905 ", "0012345678905"), ("36000291452", "36000291452")],
    *[(text, text) for text in ("8.40244E+11", "UPC 0-36000-29145-2", '="036000291452"', "036000291453")],
)
ISRC = cells(
    *[("", ""), ("ZZH4R0000005", "ZZH4R0000005"), (" ZZH4R0000005", "ZZH4R0000005")],
    *[("zz-h4r-00-00005", "ZZH4R0000005"), ("ISRC ZZH4R0000008", "ZZH4R0000008"), ("zzh4r0000009", "ZZH4R0000009")],
    *[(text, text) for text in ("ZZH4R5", "1.0E+05", "not an isrc!", "ZZ-H4R-00-00005 ZZ-H4R-00-00006")],
)
NAMES = cells(
    ("", []),
    ("Galtovor Joro", ["Galtovor Joro"]),
    ("  Galtovor Joro ", ["Galtovor Joro"]),
    ("Galtovor Joro|The Velkelums", ["Galtovor Joro", "The Velkelums"]),
    (" Galtovor Joro | The Velkelums||", ["Galtovor Joro", "The Velkelums"]),
    ("#harbour|Winter sale|#harbour", ["#harbour", "Winter sale", "#harbour"]),
    ("Jazz, live; late", ["Jazz, live; late"]),
    ('=SUM(A1)|"quoted"', ["=SUM(A1)", '"quoted"']),
    ("|", []),
    ("موسيقى|青い", ["موسيقى", "青い"]),
)
IDS = cells(
    ("", []),
    ("A0000000000000021", ["A0000000000000021"]),
    (" A0000000000000021  A0000000000000022 ", ["A0000000000000021", "A0000000000000022"]),
    ("dQx4-_Harbo -Qx4_-Harbo", ["dQx4-_Harbo", "-Qx4_-Harbo"]),
    ("dQx4-_Harbo\tdQx4-_Harbp\ndQx4-_Harbq", ["dQx4-_Harbo", "dQx4-_Harbp", "dQx4-_Harbq"]),
)
ASSET_TYPE = cells(*[(text, text.strip()) for text in ("SOUND_RECORDING", "Sound recording", " WEB ", "", "HOLOGRAM")])
COUNTRIES = cells(*[(text, text.strip()) for text in ("", "WW", "DE|FR", "DE, FR", " US ", "100%WW", "DE FR AT")])

# Assets -------------------------------------------------------------------------------------------------

ASSET_COUNTERS = (
    *("approx_daily_views", "approx_daily_engaged_views", "sr_approx_daily_engaged_views", "active_claims"),
)
ASSET_CELLS: dict[str, Cells] = {
    "asset_type": ASSET_TYPE,
    "upc": UPC,
    **dict.fromkeys(("isrc", "your_isrc", "other_isrc"), ISRC),
    **dict.fromkeys(("artist", "genre", "asset_labels"), NAMES),
    **dict.fromkeys(("asset_title", "album", "label", "episode_title"), TITLE),
    **dict.fromkeys(("constituent_asset_id", "active_reference_id", "inactive_reference_id"), IDS),
    **dict.fromkeys(("ownership", "conflicting_country_code"), COUNTRIES),
    "is_merged": FLAG,
    **dict.fromkeys(ASSET_COUNTERS, INTEGER),
}
# YouTube shows `isrc` as `display_isrc` since a3.
_ASSET_COLUMNS = tuple(
    dict.fromkeys(
        canonical("asset", name) for layout in ASSET_LAYOUTS.values() for name in layout if name != "display_isrc"
    )
)


def asset_id(salt: str, number: int) -> str:
    """YouTube's form, and others that may be assets for all we know."""
    bits = int.from_bytes(identifier(salt, "asset", number).encode()) % 10**15
    return f"A{bits:016d}" if number % 4 else f"HRB-asset-{salt}-{number}"


# A reference's ID in the place of an asset's, a number that Excel has eaten, a line that sums up.
BAD_ASSETS = ("", "  ", "dQx4-_Harbo", "UCx4-_HarbodQx4-_HarboQ_", "1.07432E+15", "two words", "x" * 70)
ASSET = Sheet(
    name="asset_full_report_{cms}_L_v1-2",
    key="asset_id",
    columns=_ASSET_COLUMNS,
    always=("ownership", "match_policy"),
    together=(("custom_id", "isrc", "upc", "artist", "asset_title", "album", "label", "genre"), ASSET_COUNTERS),
    aliases={**ASSET_ALIASES, "isrc": ("display_isrc",)},
    bad_keys=BAD_ASSETS,
    key_of=asset_id,
    cells=lambda column, salt, number: ASSET_CELLS.get(column, WORDS),
    changeable=frozenset({*ASSET_CELLS, "match_policy"}),
)

# Claims -------------------------------------------------------------------------------------------------

STATUS = cells(
    *[("ACTIVE", "active"), (" Active ", "active"), ("inactive", "inactive"), ("", ""), ("SLEEPING", "sleeping")],
    *[(text, "routed_for_review") for text in ("ROUTED_FOR_REVIEW", "routedForReview")],
    *[(name.upper(), name) for name in ("pending", "potential", "disputed", "appealed", "takedown")],
)
ORIGIN = cells(*[(text, text.strip()) for text in ("AUDIO_MATCH", " VIDEO_MATCH ", "MANUAL_CLAIM", "", "CMS_UPLOAD")])
CLAIM_TYPE = cells(*[(text, text) for text in ("AUDIO", "VISUAL", "AUDIOVISUAL", "AUDIO_VISUAL", "")])
CLAIM_COUNTERS = ("views", "engaged_views")
CLAIM_POLICY = tuple(f"{of}_policy_{act}" for of in ("claim", "asset") for act in ("id", "monetize", "track", "block"))
CLAIM_CELLS: dict[str, Cells] = {
    "claim_status": STATUS,
    "claim_origin": ORIGIN,
    "claim_type": CLAIM_TYPE,
    "asset_id": cells(*[(text, text.strip()) for text in ("", "A0000000000000021", " A1 ", "dQx4-_Harbo")]),
    "content_type": cells(*[(text, text) for text in ("UGC", "SONG_UGC", "PARTNER_UPLOADED", "", "HOLOGRAM")]),
    "is_shorts_eligible": FLAG,
    **dict.fromkeys(("uploader", "channel_display_name", "video_title"), TITLE),
    **dict.fromkeys(("claim_created_date", "video_upload_date"), TIME),
    **dict.fromkeys(("longest_match", "video_duration_sec", "video_matching_length", *CLAIM_COUNTERS), INTEGER),
    **dict.fromkeys([name for name in CLAIM_POLICY if not name.endswith("_id")], COUNTRIES),
}
_CLAIM_COLUMNS = tuple(dict.fromkeys(canonical("claim", name) for layout in CLAIM_LAYOUTS.values() for name in layout))


def _claim_cells(column: str, salt: str, number: int) -> Cells:
    if column == "video_id":  # a claim stays with its video
        video = f"{'-_a'[number % 3]}{identifier(salt, number)[1:]}"
        return cells((video, video), (f" {video}", video))
    if column == "channel_id":
        return st.sampled_from(channels(salt))
    return CLAIM_CELLS.get(column, WORDS)


CLAIM = Sheet(
    name="claim_report_{cms}_C",
    key="claim_id",
    columns=_CLAIM_COLUMNS,
    always=("video_id", "claim_status", "asset_id"),
    together=(("claim_type", "claim_origin", "content_type"), CLAIM_POLICY, CLAIM_COUNTERS),
    # What is called `title` belongs to the asset, and is kept under the name that it was delivered by.
    aliases={name: aliases for name, aliases in CLAIM_ALIASES.items() if name != "asset_title"},
    bad_keys=("", "  ", "8.40244E+11", "two words", "ünïcödé", "x" * 70),
    key_of=lambda salt, number: f"{'-_C'[number % 3]}{salt}.{number}",
    cells=_claim_cells,
    changeable=frozenset(CLAIM_CELLS),
)

# Conflicts, and what is kept without being merged ----------------------------------------------------------

CONFLICT_COUNTERS = (
    *("approx_daily_views", "approx_daily_engaged_views", "active_claims", "engaged_views_in_conflict"),
    *("lifetime_views_in_conflict", "lifetime_engaged_views_in_conflict"),
)
CONFLICT_CELLS: dict[str, Cells] = {
    "asset_type": ASSET_TYPE,
    "conflicting_owner_isrc": ISRC,
    **dict.fromkeys(("conflicting_owner_asset_title", "conflicting_owner_artist"), TITLE),
    **dict.fromkeys(("ownership_last_updated", "other_ownership_last_updated"), TIME),
    "conflicting_country_code": COUNTRIES,
    "is_merged": FLAG,
    **dict.fromkeys(CONFLICT_COUNTERS, INTEGER),
}
CONFLICT = Sheet(
    name="asset_conflict_report_{cms}_L_v1-3",
    key="asset_id",
    columns=CONFLICT_A3,
    always=("conflicting_owner", "ownership_last_updated", "conflicting_country_code"),
    together=(CONFLICT_COUNTERS,),
    aliases=ASSET_ALIASES,
    bad_keys=("", "  ", "1.07432E+15", "two words", "x" * 70),
    key_of=asset_id,
    cells=lambda column, salt, number: CONFLICT_CELLS.get(column, WORDS),
    changeable=frozenset(CONFLICT_CELLS),
)


def _kept(name: str, columns: tuple[str, ...], key: str, always: tuple[str, ...]) -> Sheet:
    """Of a kind that is recognised and not merged: any text may stand in it, and any key or none."""
    anything = st.one_of(WORDS, TITLE, INTEGER).map(lambda cell: Cell(cell.text, cell.text))
    return Sheet(
        name=name,
        key=key,
        columns=columns,
        always=always,
        together=(),
        aliases={},
        bad_keys=(),
        key_of=lambda salt, number: f"{'-_a'[number % 3]}{identifier(salt, number)[1:]}",
        cells=lambda column, salt, number: anything,
        changeable=frozenset(columns) - {key},
    )


_MONTH = "YouTube_{cms}_M_20250601_20250630"
REFERENCES = _kept("YouTube_{cms}_F_20250701", REFERENCE, "reference_id", ("reference_type", "length_sec"))
FINANCE = _kept(f"{_MONTH}_claim_raw_v1-1", CLAIM_RAW, "Video ID", ("Partner Revenue",))
SHORTS = _kept(f"{_MONTH}_monthly_shorts_non_music_ads_video_summary_v1-1", SHORTS_ADS, "Video ID", SHORTS_ADS[-2:])
SHORTS_PAID = _kept(
    f"{_MONTH}_monthly_shorts_non_music_subscription_video_summary_v1-1",
    SHORTS_SUBSCRIPTION,
    "video_id",
    SHORTS_SUBSCRIPTION[-2:],
)
UNMERGED = (REFERENCES, FINANCE, SHORTS, SHORTS_PAID)
