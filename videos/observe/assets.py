"""What was told of assets enters the catalogue: assets hold it, and their videos take it like any observation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from videos.fields import Field, Form, Observer, asset_fields
from videos.models import OpenEdit
from videos.observe import three_way, told
from videos.observe.outcome import Outcomes, begin
from videos.observe.workplace import take_turn, workplace
from videos.statements import assignments, held, statement

# What videos take of their asset, and of that what the video report tells as well.
ADOPTED = [one for one in asset_fields().values() if Observer.ASSET in one.observers]
CONTESTED = [one for one in ADOPTED if Observer.REPORT in one.observers]
OWN = [
    *(Field(name) for name in ("asset_type", "title", "your_isrc", "grid", "tms")),
    *(Field(name, Form.TEXTS) for name in ("labels", "constituent_asset_ids")),
    Field("is_merged", Form.FLAG),
]
FIELDS = [*ADOPTED, *OWN]
SPOKEN = sql.Identifier("spoken")
# What was blank before is seen for the first time with its asset.
IS_CHANGE = sql.SQL("(d.old NOT IN ('\"\"', '[]') OR d.video NOT IN (SELECT video FROM spoken WHERE first_sight))")


def observe_assets(seen: Mapping[str, Mapping[str, Any]], *, as_of: datetime, label: str = "") -> Outcomes:
    """Merge what YouTube told of assets at `as_of` (asset ID → field of `FIELDS` → value), in one transaction.

    Assets that something later has told of are left alone. Gives what came of the videos of which something is new.
    """
    outcomes = Outcomes()
    if not seen:
        return outcomes
    with transaction.atomic(), connection.cursor() as cursor, workplace(cursor):
        take_turn(cursor)
        change_set = begin(label or f"Pulled {len(seen):,} assets from YouTube", as_of)
        params = {"as_of": as_of, "change_set": change_set.pk}
        cursor.execute(statement("observe/assets_told", columns=told.columns(FIELDS)))
        told.fill(cursor, told.rows(seen, FIELDS))
        cursor.execute(statement("observe/assets_observed"), params)
        cursor.execute(statement("observe/assets_spoken", fields=_names("o")), params)
        _give_to_videos(cursor, params, outcomes)
        _write(cursor, params, outcomes)
        outcomes.end(change_set)
    return outcomes


def _names(table: str) -> sql.Composed:
    return told.joined(sql.Identifier(table, one.name) for one in ADOPTED)


def _give_to_videos(cursor: CursorWrapper, params: Mapping[str, Any], outcomes: Outcomes) -> None:
    """Merge `spoken` with the videos, three ways."""
    last = {one.name: sql.SQL("NOT o.reported_later" if one in CONTESTED else "true") for one in ADOPTED}
    parts = {"ours": told.ours(ADOPTED), "theirs": told.theirs(ADOPTED)}
    three_way.differ(cursor, params, observed=SPOKEN, pairs=told.pairs(ADOPTED, last), **parts)
    three_way.weigh(cursor, params, observed=SPOKEN, pairs=told.all_pairs(ADOPTED, last))
    outcomes.merge(cursor, params, SPOKEN, IS_CHANGE)
    cursor.execute(statement("observe/assets_update_videos", assignments=told.assignments(ADOPTED)), params)


def _write(cursor: CursorWrapper, params: Mapping[str, Any], outcomes: Outcomes) -> None:
    parts = {"ours": told.ours(FIELDS), "theirs": told.theirs(FIELDS)}
    cursor.execute(statement("observe/assets_differ", **parts))
    outcomes.others += sum(cursor.fetchone())
    cursor.execute(statement("observe/assets_update", assignments=told.kept(FIELDS), **parts), params)
    names = told.joined(sql.Identifier(one.column) for one in FIELDS)
    cursor.execute(statement("observe/assets_insert", columns=names, values=told.defaults(FIELDS)), params)


def adopt(cursor: CursorWrapper, joined: sql.Composable, params: Mapping[str, Any], outcomes: Outcomes) -> None:
    """Let the videos that a query gives take what is known of the assets that they have just come to."""
    cursor.execute(statement("observe/assets_joined", joined=joined, fields=_names("o")), params)
    _give_to_videos(cursor, params, outcomes)
    inherit(cursor, joined, params)


def inherit(cursor: CursorWrapper, joined: sql.Composable, params: Mapping[str, Any]) -> int:
    """Let the videos that a query gives have the open edits of the assets that they have just come to.

    Gives how many of these are conflicts, since YouTube holds something else of that video.
    """
    fields = asset_fields()
    if not OpenEdit.objects.filter(field__in=fields).exists():
        return 0
    parts = {"held": sql.SQL(held(fields.values())), "assignments": sql.SQL(assignments(fields.values()))}
    cursor.execute(statement("observe/inherit", joined=joined, **parts), {**params, "fields_of_assets": list(fields)})
    return int(cursor.fetchone()[0])
