"""The merge of a report and the catalogue, as sets: a class for each kind of report."""

from reports.kinds import UNMERGED
from reports.merge.asset import AssetMerge
from reports.merge.base import SQL, Counts, Merge
from reports.merge.claim import ClaimMerge
from reports.merge.conflict import ConflictMerge
from reports.merge.unmerged import UnmergedMerge
from reports.merge.video import VideoMerge

MERGES: dict[str, type[Merge]] = {
    "video": VideoMerge,
    "asset": AssetMerge,
    "claim": ClaimMerge,
    "conflict": ConflictMerge,
    **dict.fromkeys(UNMERGED, UnmergedMerge),
}

__all__ = ["MERGES", "SQL", "Counts", "Merge"]
