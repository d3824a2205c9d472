"""The three-way merge of what was observed and the catalogue, in sets: a statement of `videos/sql/observe/` a step.

An observation is a table or view: `video` (null where the catalogue does not hold it), `channel` (YouTube's ID) and a
column a field. The working tables `delta` and `settled` are made where the caller's connection makes tables.
"""

from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from videos.statements import statement

Params = Mapping[str, Any]


def differ(cursor: CursorWrapper, params: Params, **parts: sql.Composable) -> None:
    """Make `delta`: what was observed otherwise than the catalogue has it, unless another source told it later."""
    cursor.execute(statement("observe/delta", **parts), params)


def weigh(cursor: CursorWrapper, params: Params, **parts: sql.Composable) -> None:
    """Make `settled`: what was observed of the fields with an open edit."""
    cursor.execute(statement("observe/settle", **parts), params)


def settle(cursor: CursorWrapper, params: Params) -> int:
    """Let the open edits take their part: confirmed, in conflict, or still to be pushed; gives how many conflict."""
    cursor.execute(statement("observe/confirm"), params)
    cursor.execute(statement("observe/arrive"), params)
    cursor.execute(statement("observe/conflict"), params)
    conflicts = cursor.rowcount
    cursor.execute(statement("observe/calm"), params)
    cursor.execute(statement("observe/hold"), params)
    return conflicts


def log(cursor: CursorWrapper, params: Params, is_change: sql.Composable) -> int:
    """Log what of `delta` is a change and not a first sight; gives how many fields."""
    cursor.execute(statement("observe/log", is_change=is_change), params)
    return cursor.rowcount
