"""A full disk, ours or PostgreSQL's, told from all other troubles: people mend it, and trying again does not."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import DiskFull

FULL = (errno.ENOSPC, errno.EDQUOT)


def told(error: BaseException | None, then: str) -> str:
    """Give the sentence on a full disk, with what to do `then`, where an error comes of one; else nothing."""
    while error is not None:
        if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in FULL):
            return f"The disk is full: free some space, then {then}."
        error = error.__cause__
    return ""


@contextmanager
def explained(kind: type[Exception], then: str) -> Iterator[None]:
    """Turn what a full disk raises into an error of this kind, with the sentence of `told`."""
    try:
        yield
    except Exception as error:
        if sentence := told(error, then):
            raise kind(sentence) from error
        raise
