"""Where the rows begin that a running merge brings in: lists look below them, since nobody can see them yet.

A list that begins at the newest row steps over each that is not committed: a million of them in a sixth of a second.
"""

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from videos.models import Claim, Video

# The first number of each table's lock; the other one is the key of the last row before them.
LOCK_CLASSES: dict[type[models.Model], int] = {Video: 7306, Claim: 7307}

MARK = """
SELECT pg_advisory_xact_lock_shared(%s, coalesce(last_value, 0)::integer)
FROM pg_sequences
WHERE schemaname = 'public' AND sequencename = %s AND coalesce(last_value, 0) < 2147483647
"""
FIND = """
SELECT min(objid::bigint)
FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def mark(cursor: CursorWrapper, model: type[models.Model] = Video) -> None:
    """Tell everybody, until the transaction ends, that this merge brings in such rows: one merge runs at a time."""
    cursor.execute(MARK, [LOCK_CLASSES[model], f"{model._meta.db_table}_id_seq"])


def newest_key(model: type[models.Model] = Video) -> int | None:
    """Give the key of the last row before those of a running merge; None where none brings any in."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [LOCK_CLASSES[model]])
        return cursor.fetchone()[0]
