"""What staff want goes to YouTube."""

from sync.push.run import push

__all__ = ["push"]
