"""What a report of assets or claims must say in the end, worked out in plain dictionaries as `tests.truth` does it.

Of several rows about one object the first decides; of their counters the highest counts; a column that no field takes,
and text that means nothing, stays beside the object as delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.corpus import Sheet
from tests.corpus_kinds import ASSET, ASSET_COUNTERS, CLAIM, CLAIM_COUNTERS
from tests.delivered import Delivered, Record
from tests.truth import Tally

ASSET_FIELDS = {
    "asset_title": "title",
    "constituent_asset_id": "constituent_asset_ids",
    "active_reference_id": "active_reference_ids",
    "inactive_reference_id": "inactive_reference_ids",
    "asset_labels": "labels",
    **{
        name: name
        for name in (
            *("asset_type", "status", "metadata_origination", "custom_id", "isrc", "your_isrc", "other_isrc", "grid"),
            *("upc", "artist", "album", "label", "genre", "season", "episode_title", "tms", "match_policy"),
            *("is_merged", "conflicting_owner", "ownership", "conflicting_country_code", "embedded_asset_id"),
        )
    },
}
# What an asset report fills in every video of the asset.
OF_VIDEOS = ("artist", "album", "label", "genre", "upc", "isrc", "custom_id", "match_policy")

CLAIM_FIELDS = {
    "claim_status": "status",
    "claim_status_detail": "status_detail",
    "claim_origin": "origin",
    "channel_display_name": "channel_title",
    "applied_policy": "policy",
    "claim_policy_id": "policy_id",
    "claim_policy_monetize": "monetize_in",
    "claim_policy_track": "track_in",
    "claim_policy_block": "block_in",
    "asset_policy_monetize": "asset_monetize_in",
    "asset_policy_track": "asset_track_in",
    "asset_policy_block": "asset_block_in",
    "claim_created_date": "claimed_at",
    "video_upload_date": "uploaded_at",
    "video_duration_sec": "video_length",
    "video_matching_length": "matching_length",
    **{
        name: name
        for name in (
            *("video_id", "asset_id", "claim_type", "uploader", "channel_id", "video_title", "matching_duration"),
            *("longest_match", "content_type", "is_shorts_eligible", "reference_video_id", "reference_id"),
            *("asset_policy_id", "release_date"),
        )
    },
}

# What the asset report tells better: it stays with no claim.
OF_ASSETS = frozenset(
    {
        *("asset_title", "asset_labels", "custom_id", "isrc", "grid", "artist", "album", "record_label", "upc", "tms"),
        *("season", "episode_title"),
    }
)


@dataclass
class Ledger:
    """The objects of one kind as its reports tell them, each by its key."""

    sheet: Sheet
    fields: Mapping[str, str]
    counters: tuple[str, ...]
    dropped: frozenset[str] = frozenset()
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra: dict[str, dict[str, str]] = field(default_factory=dict)
    counted: dict[str, dict[str, int | None]] = field(default_factory=dict)

    def take(self, report: Delivered) -> Tally:
        """Take a report whose columns are those of the reports taken before."""
        tally = Tally(rows_read=len(report.records), rejected=sum(record.rejected for record in report.records))
        for key, records in by_key(self.sheet, report).items():
            tally.folded += len(records) - 1
            known = key in self.told
            different = self._take(key, records[0])
            moved = self._count(key, records)
            tally.inserted += not known
            tally.updated += known and different
            tally.unchanged += known and not different
            tally.counters_moved += known and moved
        return tally

    def _take(self, key: str, record: Record) -> bool:
        facts = {self.fields[name]: cell.value for name, cell in record.cells.items() if name in self.fields}
        different = self.told.get(key) != facts
        self.told[key] = facts
        self.extra[key] = {name: cell.text for name, cell in record.cells.items() if self._stays(name, cell)}
        self.extra[key] |= {snake_case(name): text for name, text in record.unknown.items() if text}
        return different

    def _stays(self, name: str, cell: Any) -> bool:
        kept = name not in {*self.fields, *self.counters, *self.dropped, self.sheet.key}
        return cell.odd or (kept and cell.text != "")

    def _count(self, key: str, records: list[Record]) -> bool:
        before = self.counted.get(key, {})
        now = dict(before)
        for name in self.counters:
            told = [record.cells[name].value for record in records if name in record.cells]
            if known := [value for value in told if value is not None]:
                now[name] = max(known)
        self.counted[key] = now
        return before != now


def asset_ledger() -> Ledger:
    return Ledger(ASSET, ASSET_FIELDS, ASSET_COUNTERS)


def claim_ledger() -> Ledger:
    return Ledger(CLAIM, CLAIM_FIELDS, CLAIM_COUNTERS, OF_ASSETS)


def by_key(sheet: Sheet, report: Delivered) -> dict[str, list[Record]]:
    """The rows that can be taken, by the objects that they speak of, in the order of the file."""
    found: dict[str, list[Record]] = {}
    for record in report.records:
        if not record.rejected:
            found.setdefault(record.cells[sheet.key].value, []).append(record)
    return found


def snake_case(header: str) -> str:
    return header.lower().replace(" ", "_").replace("-", "_")
