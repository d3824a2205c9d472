"""Where observations are merged: one merge at a time, in working tables that nobody else sees."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper
from psycopg import sql

MERGE_LOCK = 0x4D455247  # one merge at a time: two would wait for each other's videos


@contextmanager
def workplace(cursor: CursorWrapper) -> Iterator[None]:
    """A schema for the working tables, which no other transaction sees.

    They are unlogged, not temporary: PostgreSQL's parallel workers cannot read what is temporary.
    """
    schema = sql.Identifier(f"ingest_{secrets.token_hex(8)}")
    cursor.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    cursor.execute(sql.SQL("SET LOCAL search_path = {}, public").format(schema))
    yield
    cursor.execute("SET LOCAL search_path = DEFAULT")
    cursor.execute("SET LOCAL client_min_messages = warning")
    cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))


def take_turn(cursor: CursorWrapper) -> None:
    """Wait for the merge that runs, if one does; the turn ends with the transaction."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGE_LOCK])
