"""What staff see of the sync with YouTube."""

from sync.admin import credentials, handovers, quota, syncs

__all__ = ["credentials", "handovers", "quota", "syncs"]
