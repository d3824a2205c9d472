"""The catalogue: what YouTube holds, what staff want it to hold, and the log of every change."""

from videos.models.approvals import ApprovalRule
from videos.models.assets import Asset, AssetStatistics
from videos.models.changes import Change, ChangeSet, EditConflict, Occurrence, OpenEdit, SeenConflict
from videos.models.claims import Claim, ClaimStatistics
from videos.models.conflicts import OwnershipConflict
from videos.models.feed import Feed
from videos.models.policies import Policy
from videos.models.saved import ChosenColumns, PastedList, SavedFilter
from videos.models.shorts import NonYouTubeShort, Short, ShortLook, YouTubeShort
from videos.models.spreadsheets import Spreadsheet, SpreadsheetRow
from videos.models.standing import StandingRule
from videos.models.statistics import VideoStatistics, VideoStatisticsDay
from videos.models.video import Video

__all__ = [
    "ApprovalRule",
    "Asset",
    "AssetStatistics",
    "Change",
    "ChangeSet",
    "ChosenColumns",
    "Claim",
    "ClaimStatistics",
    "EditConflict",
    "Feed",
    "NonYouTubeShort",
    "Occurrence",
    "OpenEdit",
    "OwnershipConflict",
    "Policy",
    "PastedList",
    "SavedFilter",
    "SeenConflict",
    "Short",
    "ShortLook",
    "Spreadsheet",
    "SpreadsheetRow",
    "StandingRule",
    "Video",
    "VideoStatistics",
    "VideoStatisticsDay",
    "YouTubeShort",
]
