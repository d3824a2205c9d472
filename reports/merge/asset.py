"""The merge of an asset report: assets hold what it says, and their videos take it as they take any observation."""

from collections.abc import Collection
from typing import ClassVar

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.columns import NOTHING, Columns, listed, named
from reports.kinds.base import Column
from reports.merge.adopt import CONTESTED, feeds_of
from reports.merge.base import SQL, UNSIGHTED, Merge
from reports.models import Report
from videos.fields import Field, Observer
from videos.models import Asset
from videos.observe import three_way
from videos.observe.assets import FIELDS
from videos.statements import statement

CODES = ("upc", "isrc", "custom_id", "grid")  # what a spreadsheet takes for numbers


class AssetColumns(Columns):
    """The columns of an asset report: what fills an asset, and of that what the asset's videos take."""

    @property
    def filled(self) -> list[tuple[Column, str]]:
        return [(column, column.asset) for column in self.told if column.asset and column.asset not in self._but]

    def reads(self) -> sql.Composable:
        reads = [sql.SQL("{} AS {}").format(self._read(column), named(name)) for column, name in self.filled]
        return listed(reads or [NOTHING])

    def observed(self) -> sql.Composable:
        return listed([named("o", name) for name in self.fields] or [named("o", "nothing")])

    def names_of_asset(self) -> sql.Composable:
        return listed([named(name) for name in self.fields])

    def of_asset(self, table: str, *, but: list[str] | None = None) -> sql.Composable:
        """The fields of the asset in `table`, but for some; never none of them."""
        names = [named(table, name) for name in self.fields if name not in (but or [])]
        return listed([*names, sql.SQL("''")])

    def asset_assignments(self) -> sql.Composable:
        assignments = [sql.SQL("{0} = o.{0}").format(named(name)) for name in self.fields]
        return listed(assignments or [sql.SQL("as_of = a.as_of")])  # nothing

    @property
    def contested(self) -> list[str]:
        """What the video report tells as well."""
        return [field.name for field in CONTESTED if field.name in self.fields]

    def _told_last(self, target: Field) -> sql.Composable:
        return sql.SQL("NOT o.told_later" if Observer.REPORT in target.observers else "true")


class AssetMerge(Merge):
    noun: ClassVar[str] = "assets"
    reads: ClassVar[type[Columns]] = AssetColumns
    _columns: AssetColumns
    _differing: int = 0

    def _retold(self) -> sql.Composable:
        return sql.SQL("(SELECT asset_id FROM videos_asset WHERE pulled_at > %(feed_as_of)s)")

    def _pulled_since(self) -> Collection[str]:
        pulled = Asset.objects.filter(pulled_at__gt=self._report.as_of)
        return [field.name for field in FIELDS] if pulled.exists() else ()

    def _write(self) -> None:
        self._params |= {
            "video_feeds": feeds_of("video"),
            "later_video_feeds": feeds_of("video", as_of__gte=self._report.as_of),
            "picked": self._feed is None or self.late,
        }
        self._observe()
        self._merge_videos()
        self._merge_assets()
        self._merge_counters()

    def _observe(self) -> None:
        self._read_news()
        self._overtaken = self._run("asset_overtaken")
        self._find_videos()
        self._warn_of_unread()
        self._warn_of_spreadsheets()

    def _read_news(self) -> None:
        self._run("asset_observe", **self._columns.parts(), told=self._told())
        self._analyze("observed", "key", "known")
        self._run("asset_lock")

    def _find_videos(self) -> None:
        self._run("asset_videos")
        self._analyze("owned", "key", "video", "told_later")
        self._run("asset_spoken")

    def _retell(self) -> int:
        self._read_news()
        self._find_videos()
        before = self.counts.videos or 0
        self._merge_videos()
        self.counts.videos += before
        ours, theirs = (self._columns.of_asset(table) for table in "ao")
        parts = {"ours": ours, "theirs": theirs, "assignments": self._columns.asset_assignments()}
        return self._run("late_update_assets", **parts)

    def _warn_of_spreadsheets(self) -> None:
        """A spreadsheet writes long numbers as 1.23E+11. Which digits those were nobody can tell."""
        names = [name for name in self._columns.fields if name in CODES]
        if not names:
            return
        codes = [sql.SQL("({}, o.{})").format(sql.Literal(name), named(name)) for name in names]
        some = [sql.SQL("o.{} LIKE '%%E+%%'").format(named(name)) for name in names]
        self._run("asset_damaged", codes=listed(codes), some=listed(some, " OR "))
        for name, count, example in self._cursor.fetchall():
            self.counts.warnings.append(
                f"{count:,} of “{name}” look as if a spreadsheet had written them, such as “{example}”."
                " They were taken as they stand: deliver the report as YouTube made it."
            )

    def _merge_videos(self) -> None:
        columns = self._columns
        self.counts.videos = 0
        if not columns.facts:
            return
        told = {"observed": named("spoken"), "pairs": columns.pairs()}
        three_way.differ(self._cursor, self._params, **told, ours=columns.ours(), theirs=columns.theirs())
        three_way.weigh(self._cursor, self._params, **told)
        if columns.contested:
            ours, theirs = (listed([named(table, name) for name in columns.contested]) for table in "vo")
            self._run("asset_disputed", ours=ours, theirs=theirs)
        self._settle()
        self._log(
            # What was nothing before is seen for the first time with its asset or its column.
            sql.SQL(
                "old NOT IN ('\"\"', '[]') OR field <> ALL (%(first_told)s::text[])"
                " AND video NOT IN (SELECT video FROM owned WHERE first_sight)"
            )
        )
        follow = statement("observe/assets_update_videos", assignments=columns.assignments())
        self._cursor.execute(follow, self._params)
        self.counts.videos = self._cursor.rowcount

    def _merge_assets(self) -> None:
        columns, first_told = self._columns, self._params["first_told"]
        if self._scalar("SELECT count(*) FROM observed WHERE known"):
            ours, theirs = (columns.of_asset(table, but=first_told) for table in "ao")
            self._run("asset_differs", ours=ours, theirs=theirs)
            self._differing = int(self._cursor.fetchone()[0])
            self._run("asset_update", assignments=columns.asset_assignments())
        parts = {"columns": columns.names_of_asset(), "values": columns.observed()}
        self.counts.inserted = self._load("videos_asset", "asset_insert", **parts)
        if self.late:
            self._run("asset_first_seen")

    def _merge_counters(self) -> None:
        self.counts.counters_moved = self._run("asset_counters_move")
        self._load("videos_assetstatistics", "asset_counters_new", unsighted=self._of_news(UNSIGHTED))

    def _count_updated(self) -> int:
        return self._differing

    @staticmethod
    def mark_missing(cursor: CursorWrapper, report: Report) -> int:
        cursor.execute(sqlfiles.load(SQL, "asset_mark_gone"), {"report": report.pk, "as_of": report.as_of})
        return cursor.rowcount
