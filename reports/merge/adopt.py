"""What a video report takes from the assets: a video that comes with an asset has the fields of the asset.

So it does not matter which of the two reports arrives first. Of what both tell, the later one counts.
"""

from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.columns import listed, named
from reports.merge.base import SQL, Merge
from videos.fields import Field, Form
from videos.models import Asset, Feed
from videos.observe import three_way
from videos.observe.assets import ADOPTED, CONTESTED, inherit
from videos.statements import assignments


def feeds_of(kind: str, **conditions: Any) -> list[int]:
    """Give the keys of the feeds of a kind of report."""
    return list(Feed.objects.filter(kind=kind, **conditions).values_list("pk", flat=True))


def adopt(cursor: CursorWrapper, joined: sql.Composable, params: dict[str, Any]) -> int:
    """Let the videos that a query gives take what is told of the assets that they have just come to.

    Gives how many changes were logged. To no change is what was nothing before, where `params["unlogged"]` has their
    asset. `params` has the report's `as_of` and `change_set` as well.
    """
    changes = 0
    if Asset.objects.exists():
        pairs = [
            told_of_asset(field, sql.SQL("t.asset_told > coalesce(u.video_told, '-infinity')")) for field in ADOPTED
        ]
        cursor.execute(sqlfiles.load(SQL, "asset_join", joined=joined, pairs=listed(pairs)), params)
        cursor.execute(sqlfiles.load(SQL, "asset_join_settle"))
        three_way.settle(cursor, params)
        is_change = "old <> new AND (old NOT IN ('\"\"', '[]') OR 'asset_id' <> ALL (%(unlogged)s::text[]))"
        changes = three_way.log(cursor, params, sql.SQL(is_change))
        cursor.execute(sqlfiles.load(SQL, "asset_join_write", assignments=sql.SQL(assignments(ADOPTED))))
        cursor.execute("DROP TABLE delta, settled")
    inherit(cursor, joined, params)
    return changes


def told_of_asset(field: Field, asset_later: sql.Composable) -> sql.Composable:
    """(field, ours, theirs, whether theirs counts), the values as JSON, of a video `v` and its asset `a`, if any."""
    told = sql.SQL("true")
    if field in CONTESTED:
        told = sql.SQL("a.{} IS NOT NULL AND {}").format(named(field.name), asset_later)
    pair = "({}, to_jsonb({}), to_jsonb(coalesce({}, {})), {})"
    ours, theirs = named("v", field.column), named("a", field.name)
    return sql.SQL(pair).format(sql.Literal(field.name), ours, theirs, nothing(field), told)


def nothing(field: Field) -> sql.Composable:
    return sql.SQL("'{}'::text[]" if field.form is Form.TEXTS else "''")


class AdoptingMerge(Merge):
    """A merge of videos, each of which has an asset or none."""

    _adopts: bool  # whether any asset is known

    def _weigh(self) -> None:
        """Tell which fields of the observed videos an asset report has told later."""
        self._adopts = Asset.objects.exists()
        told = [field for field in CONTESTED if field.name in self._columns.fields]
        self._params |= {
            "asset_fields": [field.name for field in ADOPTED],
            "asset_feeds": feeds_of("asset"),
            "later_asset_feeds": feeds_of("asset", as_of__gt=self._report.as_of),
        }
        pairs = [sql.SQL("({}, {})").format(sql.Literal(field.name), named("a", field.name)) for field in CONTESTED]
        self._run("asset_outranked", asset=self._asset(), pairs=listed(pairs), some=sql.Literal(self._adopts))
        if self._adopts and told:
            contested = [
                sql.SQL("({}, {}, {})").format(sql.Literal(field.name), named("o", field.name), named("a", field.name))
                for field in told
            ]
            self._run("asset_contested", asset=self._asset(), pairs=listed(contested))

    def _asset(self) -> sql.Composable:
        """The asset of an observed video, by this report or else by an earlier one."""
        if self._tells_assets:
            return sql.SQL("o.asset_id")
        return sql.SQL("(SELECT v.asset_id FROM videos_video v WHERE v.id = o.video)")

    @property
    def _tells_assets(self) -> bool:
        return "asset_id" in self._columns.fields

    def _new_videos(self) -> dict[str, sql.Composable]:
        """What a new video is inserted with: what its row says, and what is told of its asset."""
        columns = self._columns
        if not (self._adopts and self._tells_assets):
            return {"columns": columns.columns(), "values": columns.values(), "assets": sql.SQL("")}
        adopted = {field.name: self._of_asset(field) for field in ADOPTED}
        own = {field.name: named("o", field.name) for _, field in columns.facts if field.name != "channel"}
        values = {**own, **adopted, "asset_as_of": sql.SQL("a.as_of")}
        join = sql.SQL("LEFT JOIN videos_asset a ON a.asset_id = o.asset_id")
        return {"columns": listed([*map(named, values)]), "values": listed([*values.values()]), "assets": join}

    def _of_asset(self, field: Field) -> sql.Composable:
        """What a new video takes for a field of its asset."""
        theirs = named("a", field.name)
        if field in CONTESTED and field.name in self._columns.fields:
            ours = named("o", field.name)
            return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(self._outranked(field), theirs, ours)
        return sql.SQL("coalesce({}, {})").format(theirs, nothing(field))

    def _outranked(self, field: Field) -> sql.Composable:
        return sql.SQL("(o.key, {}) IN (SELECT key, field FROM outranked)").format(sql.Literal(field.name))

    def _adopt_moved(self) -> None:
        """Add what is told of their new assets to what differs in the videos that came to another one."""
        if self._adopts and self._tells_assets:
            told = [told_of_asset(field, self._asset_later(field)) for field in ADOPTED]
            self._run("asset_adopt", pairs=listed(told))

    def _asset_later(self, field: Field) -> sql.Composable:
        return self._outranked(field) if field.name in self._columns.fields else sql.SQL("true")

    def _write_moved(self) -> None:
        """Let the videos follow what was logged of their new assets, and what people want of these."""
        if not self._tells_assets:
            return
        if self._adopts:
            self._run("asset_adopted", assignments=sql.SQL(assignments(ADOPTED)))
        self.counts.conflicts += inherit(self._cursor, sqlfiles.load(SQL, "asset_joined"), self._params)
