"""What the header of a spreadsheet says: which column names the video, and which ones are to be taken."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import get_text_list

from videos.sheets.columns import ALIASES, COLUMNS, KEYS, normalise
from videos.sheets.files import Unreadable

OWN = ("row", "reason")  # of the download of rows with an error


class Use(StrEnum):
    KEY = "key"
    EDIT = "edit"
    TOLD = "only told"
    UNKNOWN = "not known"
    OWN = "ours"


@dataclass(frozen=True, slots=True)
class Plan:
    """For each column of the file its name, its use, and the column of ours that it is ("" for none)."""

    columns: list[tuple[str, Use, str]]

    def to_json(self) -> list[dict[str, str]]:
        return [{"name": name, "use": use.value, "field": ours} for name, use, ours in self.columns]

    @property
    def keys(self) -> list[tuple[int, str]]:
        """The places and names of the columns that name a video, the best first."""
        found = [(place, ours) for place, (_, use, ours) in enumerate(self.columns) if use is Use.KEY]
        return sorted(found, key=lambda key: KEYS.index(key[1]))

    @property
    def edits(self) -> list[tuple[int, str]]:
        return [(place, ours) for place, (_, use, ours) in enumerate(self.columns) if use is Use.EDIT]


def plan_of(header: list[str]) -> Plan:
    """Tell what to do with each column. Unreadable, with a sentence: no key, nothing to change, or a column twice."""
    names = [normalise(name) for name in header]
    known = [name if name in COLUMNS else ALIASES.get(name, "") for name in names]
    if twice := sorted({name for name in known if name and known.count(name) > 1}):
        raise Unreadable(f"Two columns tell the same: {get_text_list(twice, 'and')}. Keep one of each.")
    keys = _keys_among(known)
    if not keys:
        raise Unreadable(
            "No column says which video a row is about. Name one of them video_id, or else asset_id, custom_id or "
            "isrc, in the first row."
        )
    uses = [_use(name, ours, keys) for name, ours in zip(names, known, strict=True)]
    if Use.EDIT not in uses:
        raise Unreadable(
            "No column holds what can be edited. Export some videos to see how these columns are called; their names "
            "stand in the first row."
        )
    return Plan(list(zip(header, uses, known, strict=True)))


def _keys_among(known: list[str]) -> list[str]:
    """An ISRC or a custom ID is a key only where nothing better is there: else it is to be edited."""
    best = [name for name in KEYS[:2] if name in known]
    return best or [name for name in KEYS[2:] if name in known][:1]


def _use(name: str, ours: str, keys: list[str]) -> Use:
    if ours in keys:
        return Use.KEY
    if name in OWN:
        return Use.OWN
    if not ours:
        return Use.UNKNOWN
    return Use.EDIT if COLUMNS[ours].field else Use.TOLD
