"""What staff see of the sync with YouTube."""

from sync.admin import credentials, handovers, hub, open_edits, policies, quota, syncs, videos

__all__ = ["credentials", "handovers", "hub", "open_edits", "policies", "quota", "syncs", "videos"]
