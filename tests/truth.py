"""What a report must do to the catalogue, worked out in plain dictionaries from records whose meaning is known.

The rules are those of the design: the row of our own claim decides, then one with a claim, then the first; every
row's claim is kept, and one that its video's rows no longer tell is marked; the first sight of a video is an insert;
another fact is an update; a counter that moves is neither, nor is a column that we do not know.
"""

from dataclasses import dataclass, field
from typing import Any

from samples.layouts import ADS
from tests.delivered import Delivered, Record

TARGETS = {
    "channel_id": "channel",
    "video_title": "title",
    "video_privacy_status": "privacy_status",
    "is_made_for_kids_effective_setting": "is_made_for_kids",
    "is_made_for_kids_user_selection": "self_declared_made_for_kids",
    "is_made_for_kids_modifiable": "made_for_kids_modifiable",
    **{
        name: name
        for name in (
            *("time_uploaded", "time_published", "video_length", "category", "upload_source", "isrc", "eidr"),
            *("embedding_allowed", "ratings_allowed", "comments_allowed", "offweb_syndicatable"),
            *("claimed_by_this_owner", "claimed_by_another_owner", "other_owners_claiming"),
            *("asset_id", "custom_id", "effective_policy", "third_party_video_id", *ADS),
        )
    },
}
CLAIM_TARGETS = {
    "asset_id": "asset_id",
    "claim_origin": "origin",
    "content_type": "content_type",
    "effective_policy": "policy",
    "claimed_by_this_owner": "ours",
}
KEPT = "in_video_ads_enabled"  # known, and no field takes it
COUNTERS = ("views", "engaged_views", "comments")


@dataclass
class Tally:
    rows_read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    folded: int = 0
    rejected: int = 0
    counters_moved: int = 0

    def rows(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if name != "counters_moved"}


@dataclass
class World:
    """The catalogue as it must be."""

    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    counters: dict[str, dict[str, int]] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)

    def take(self, report: Delivered) -> Tally:
        """Take a report whose columns are those of the reports taken before."""
        tally = Tally(rows_read=len(report.records))
        tally.rejected = sum(record.rejected for record in report.records)
        by_video: dict[str, list[Record]] = {}
        for record in report.records:
            if not record.rejected:
                by_video.setdefault(record.cells["video_id"].value, []).append(record)
        for video_id, records in by_video.items():
            records.sort(key=_rank)
            tally.folded += len(records) - 1
            known = video_id in self.videos
            different = self._take_claims(video_id, records)
            different |= self._take_video(video_id, records[0])
            moved = self._take_counters(video_id, records)
            tally.inserted += not known
            tally.updated += known and different
            tally.unchanged += known and not different
            tally.counters_moved += known and moved
        return tally

    def _take_video(self, video_id: str, record: Record) -> bool:
        facts = {TARGETS[name]: cell.value for name, cell in record.cells.items() if name in TARGETS}
        odd = {name: cell.text for name, cell in record.cells.items() if cell.odd or (name == KEPT and cell.text)}
        if channel := facts.get("channel"):
            title = record.cells.get("channel_display_name")
            self.channels[channel] = title.value if title else ""
        different = self.videos.get(video_id) != facts
        self.videos[video_id] = facts
        self.extra[video_id] = odd | {_key(name): text for name, text in record.unknown.items() if text}
        return different

    def _take_claims(self, video_id: str, records: list[Record]) -> bool:
        """Where two rows tell of one claim, the row that decides counts."""
        if "claim_id" not in records[0].cells:
            return False
        told: dict[str, dict[str, Any]] = {}
        for record in reversed(records):
            if claim_id := record.cells["claim_id"].value:
                facts = {
                    CLAIM_TARGETS[name]: cell.value for name, cell in record.cells.items() if name in CLAIM_TARGETS
                }
                told[claim_id] = facts | {"video_id": video_id, "gone": False}
        for claim_id, facts in self.claims.items():
            if facts["video_id"] == video_id and claim_id not in told:
                told[claim_id] = facts | {"gone": True}
        different = any(self.claims.get(claim_id) != facts for claim_id, facts in told.items())
        self.claims |= told
        return different

    def _take_counters(self, video_id: str, records: list[Record]) -> bool:
        """The highest of a video's rows counts; what no row tells stays as it was."""
        before = self.counters.get(video_id, {})
        now = dict(before)
        for name in COUNTERS:
            told = [record.cells[name].value for record in records if name in record.cells]
            if known := [value for value in told if value is not None]:
                now[name] = max(known)
        self.counters[video_id] = now
        return before != now


def _rank(record: Record) -> tuple[int, int]:
    ours, claim = record.cells.get("claimed_by_this_owner"), record.cells.get("claim_id")
    if ours and ours.value is True:
        return 0, record.line
    return (1 if claim and claim.value else 2), record.line


def _key(header: str) -> str:
    return header.lower().replace(" ", "_").replace("-", "_")
