"""The merge of a report and the catalogue, as sets: a class for each kind of report."""

from reports.merge.asset import AssetMerge
from reports.merge.base import SQL, Counts, Merge
from reports.merge.video import VideoMerge

MERGES: dict[str, type[Merge]] = {"video": VideoMerge, "asset": AssetMerge}

__all__ = ["MERGES", "SQL", "Counts", "Merge", "VideoMerge"]
