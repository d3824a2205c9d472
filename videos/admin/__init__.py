"""The pages of videos, claims, Shorts, and of what changed."""

from videos.admin import assets, changes, claims, conflicts, shorts, videos

__all__ = ["assets", "changes", "claims", "conflicts", "shorts", "videos"]
