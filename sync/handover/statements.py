"""The named SQL statements of hand-overs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from cmsmeta.lib import sqlfiles
from sync.handover.scope import Scope
from sync.handover.sheets import COLUMNS
from sync.push.routes import ADVERTISING, CLAIM, FIELDS_OF, MATCH, METADATA, SNIPPET, STATUS, Kind
from videos.fields import youtube_fields
from videos.sheets.layouts import TEMPLATES

FOLDER = Path(__file__).parent / "sql"
OF_HAND_OVER, OF_FILE = sql.SQL("r.hand_over_id = %s"), sql.SQL("r.file_id = %s")
IN_STATE, ANSWERED = sql.SQL(" AND r.state = ANY (%s)"), sql.SQL(" AND r.line IN (SELECT line FROM answered)")
# Which request of the APIs sets a field; a field that is not here none of them sets.
ROUTES = {
    **dict.fromkeys((*SNIPPET, *STATUS), "data"),
    **dict.fromkeys(CLAIM, "policy"),
    **dict.fromkeys(ADVERTISING, "ads"),
    **dict.fromkeys(METADATA, "metadata"),
    MATCH: "match",
}


def statement(name: str, **parts: sql.Composable) -> sql.Composed:
    """Give the SQL of `sync/handover/sql/<name>.sql` with its {parts} filled in."""
    return sqlfiles.load(FOLDER, name, **parts)


def judged(scope: Scope) -> tuple[sql.Composed, tuple[Any, ...]]:
    """The statement that tells of each open edit of `scope` how a spreadsheet would carry it, and its parameters."""
    where, params = scope.where()
    fields = sql.SQL(", ").join(
        sql.SQL("({}, {}, {}::text, {})").format(name, ROUTES.get(name, ""), *_carried(name))
        for name in youtube_fields()
    )
    assets = sql.SQL("{}::text[]").format(list(FIELDS_OF[Kind.ASSET]))
    return statement("judged", fields=fields, scope=sql.SQL(where), asset_fields=assets), params


def _carried(field: str) -> tuple[str | None, bool]:
    """The template that carries a field, if any, and whether it is of assets."""
    layout = COLUMNS[field][0] if field in COLUMNS else None
    return layout and layout.value, bool(layout and TEMPLATES[layout].of_assets)


def rows(query: sql.Composed, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, params or None)
        return cursor.fetchall()


def run(name: str, params: Sequence[Any] | dict[str, Any], **parts: sql.Composable) -> int:
    """Run a named statement and give how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name, **parts), params)
        return cursor.rowcount
