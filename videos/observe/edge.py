"""Where the videos begin that a running merge brings in: lists look below them, since nobody can see them yet.

A list that begins at the newest video steps over each that is not committed: a million of them in a sixth of a second.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper

LOCK_CLASS = 7306  # the other number of the lock is the key of the last video before them

MARK = """
SELECT pg_advisory_xact_lock_shared(%s, last_value::integer) FROM videos_video_id_seq WHERE last_value < 2147483647
"""
FIND = """
SELECT min(objid::bigint)
FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def mark(cursor: CursorWrapper) -> None:
    """Tell everybody, until the transaction ends, that this merge brings in videos: one merge runs at a time."""
    cursor.execute(MARK, [LOCK_CLASS])


def newest_key() -> int | None:
    """Give the key of the last video before those of a running merge; None where none brings any in."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [LOCK_CLASS])
        return cursor.fetchone()[0]
