"""The pages of videos, claims, Shorts, and of what changed."""

from videos.admin import changes, claims, conflicts, shorts, videos

__all__ = ["changes", "claims", "conflicts", "shorts", "videos"]
