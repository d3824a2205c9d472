"""What YouTube holds, fetched and merged into the catalogue."""

from sync.pull.run import pull

__all__ = ["pull"]
