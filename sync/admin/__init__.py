"""What staff see of the sync with YouTube."""

from sync.admin import credentials, quota, syncs

__all__ = ["credentials", "quota", "syncs"]
