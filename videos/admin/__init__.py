"""The pages of videos, claims, Shorts, and of what changed."""

from videos.admin import (
    approvals,
    assets,
    changes,
    channels,
    claims,
    conflicts,
    edit_conflicts,
    policies,
    shorts,
    standing,
    videos,
)

__all__ = [
    "approvals",
    "assets",
    "changes",
    "channels",
    "claims",
    "conflicts",
    "edit_conflicts",
    "policies",
    "shorts",
    "standing",
    "videos",
]
