"""The named SQL statements of hand-overs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from cmsmeta.lib import sqlfiles
from sync.handover.scope import Scope
from sync.handover.sheets import COLUMNS
from sync.push.routes import METADATA
from videos.sheets.layouts import TEMPLATES

FOLDER = Path(__file__).parent / "sql"


def statement(name: str, **parts: sql.Composable) -> sql.Composed:
    """Give the SQL of `sync/handover/sql/<name>.sql` with its {parts} filled in."""
    return sqlfiles.load(FOLDER, name, **parts)


def judged(scope: Scope) -> tuple[sql.Composed, tuple[Any, ...]]:
    """The statement that tells of each open edit of `scope` how a spreadsheet would carry it, and its parameters."""
    where, params = scope.where()
    columns = sql.SQL(", ").join(
        sql.SQL("({}, {}, {})").format(name, layout.value, TEMPLATES[layout].of_assets)
        for name, (layout, _) in COLUMNS.items()
    )
    return statement("judged", columns=columns, scope=sql.SQL(where), asset_fields=names(METADATA)), params


def names(fields: Iterable[str]) -> sql.Composable:
    """An SQL array of names of fields."""
    return sql.SQL("{}::text[]").format(list(fields))


def rows(query: sql.Composed, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, params or None)
        return cursor.fetchall()


def run(name: str, params: Sequence[Any] | dict[str, Any], **parts: sql.Composable) -> int:
    """Run a named statement and give how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name, **parts), params)
        return cursor.rowcount
