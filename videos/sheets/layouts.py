"""YouTube's own update templates, as far as they are known: `reference/reports.md` §5 says what of each was seen.

Where we know nothing a cell is blank, which leaves things as they are at YouTube.
"""

from dataclasses import dataclass
from enum import StrEnum

from videos.fields import Form
from videos.sheets.columns import COLUMNS, Column


class Layout(StrEnum):
    OURS = "ours"
    VIDEO = "video"
    ASSET = "asset"
    SOUND_RECORDING = "sound_recording"


@dataclass(frozen=True, slots=True)
class Template:
    """A template of YouTube. `columns`: each header in its order, and the column of ours that fills it, if any.

    `of_assets`: a row is an asset, else a video. `note`: how far its header is known.
    """

    label: str
    columns: dict[str, str]
    of_assets: bool
    note: str

    def filled(self) -> dict[str, Column | None]:
        return {header: _column(name) if name else None for header, name in self.columns.items()}


# Of the asset itself, not of its videos; and of match policies those that YouTube knows by name.
OF_ASSET = {
    "asset_type": "a.asset_type",
    "asset_title": "a.title",
    "match_policy": "CASE WHEN v.match_policy IN (SELECT name FROM videos_policy) THEN v.match_policy ELSE '' END",
}

TEMPLATES = {
    Layout.VIDEO: Template(
        "YouTube's web video update",
        {
            "video_id": "video_id",
            "custom_id": "custom_id",
            "title": "title",
            "description": "description",
            "keywords": "tags",
            "spoken_language": "",
            "category": "category",
            "privacy": "privacy_status",
            "start_time": "",
            "end_time": "",
            "ownership": "",
            "block_outside_ownership": "",
            "usage_policy": "effective_policy",
            "enable_content_id": "",
            "match_policy": "match_policy",
            "ad_types": "",
            "ad_break_times": "",
            "playlist_id": "",
            "is_made_for_kids": "self_declared_made_for_kids",
        },
        False,
        "Nobody has seen the header of this template: these are the columns of the upload template that fit a video "
        "which is there. Compare it with the template of your account.",
    ),
    Layout.ASSET: Template(
        "YouTube's asset and ownership update",
        {
            "asset_id": "asset_id",
            "custom_id": "custom_id",
            "asset_type": "asset_type",
            "title": "asset_title",
            "add_asset_labels": "",
            "ownership": "",
            "enable_content_id": "",
            "reference_filename": "",
            "reference_exclusions": "",
            "match_policy": "match_policy",
            "update_all_claims": "",
        },
        True,
        "Its header was seen in one account. Ownership stays blank, which does not change it.",
    ),
    Layout.SOUND_RECORDING: Template(
        "YouTube's sound recording update",
        {
            "filename": "",
            "custom_id": "custom_id",
            "asset_id": "asset_id",
            "isrc": "isrc",
            "add_asset_labels": "",
            "upc": "upc",
            "grid": "",
            "song_title": "asset_title",
            "artist": "artist",
            "album": "album",
            "genre": "genre",
            "label": "label",
            "original_release_date": "",
            "ownership": "",
            "match_policy": "match_policy",
        },
        True,
        "Its header was seen in one account; it may differ in yours.",
    ),
}


def _column(name: str) -> Column:
    return Column(name, OF_ASSET[name], Form.TEXT) if name in OF_ASSET else COLUMNS[name]
