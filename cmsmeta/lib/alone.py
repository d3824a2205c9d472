"""Doing something alone, whatever other processes do: the lock is PostgreSQL's, and falls with the process."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(lock_class: int, key: int = 0) -> Iterator[bool]:
    """Give whether nobody else has this; it is ours until the block ends."""
    names = [lock_class, key % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", names)
        (ours,) = cursor.fetchone()
    try:
        yield ours
    finally:
        if ours and connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", names)
