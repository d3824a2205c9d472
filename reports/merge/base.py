"""What the merge of every kind of report does: rows of one object folded, news told from what was said before, and
what a snapshot no longer lists.

Each step is one statement of `reports/sql/`. A merge works on the staged rows of one report, in the caller's
transaction; what a report says again is known by its digest and goes no further.
"""

import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.bulkload import indexes_built_after
from reports.columns import Columns, listed, named
from reports.kinds import Layout
from reports.kinds.base import lay_out, normalise
from reports.models import Report
from reports.staging import Staging
from videos.models import ChangeSet, Feed
from videos.observe import three_way

SQL = Path(__file__).parent.parent / "sql"
WORKING = ("heard", "decided", "observed", "locked", "owned", "outranked", "delta", "settled")
WORKING += ("claimed", "touched", "changed")

# Of all the rows those that stand for their objects: to leave out the others is quicker than to look for each.
DECIDING = "(SELECT * FROM {} WHERE line NOT IN (SELECT line FROM decided WHERE place > 1)) s"
UNSIGHTED = "EXISTS (SELECT FROM news n WHERE n.key = f.key AND NOT n.sighted) AND"


@dataclass
class Counts:
    """What a merge did. What is counted as inserted, updated or unchanged are the objects that the rows speak of."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    folded: int = 0
    objects: int = 0  # distinct keys in the file
    changes: int = 0
    conflicts: int = 0
    claims_new: int = 0  # that a video report was the first to tell
    counters_moved: int = 0
    gone: int = 0
    gone_held: bool = False
    warnings: list[str] = field(default_factory=list)
    videos: int | None = None  # that changed, where the rows speak of something else

    @property
    def touched(self) -> int:
        """How many videos the report brought or changed."""
        return self.inserted + self.updated if self.videos is None else self.videos

    @property
    def changed_videos(self) -> int:
        return self.updated if self.videos is None else self.videos


class Merge:
    """One report's merge. `feed` is None for a file that is no full snapshot.

    A kind of report has a class of its own, with `_write` (bring the news into the catalogue), `_count_updated` and
    `mark_missing`.
    """

    noun: ClassVar[str] = "objects"  # what its rows speak of, in a warning
    of_snapshots: ClassVar[bool] = True  # whether a file that YouTube named lists everything
    reads: ClassVar[type[Columns]] = Columns

    def __init__(
        self, cursor: CursorWrapper, *, report: Report, layout: Layout, feed: Feed | None, change_set: ChangeSet
    ) -> None:
        self._cursor, self._report, self._feed = cursor, report, feed
        self._columns = self.reads(layout)
        self.late = _is_late(feed, report)
        self.counts = Counts()
        self._unsighted = self._overtaken = 0
        self._all_new = False
        self._staging, self._heard = Staging(layout), named("staged")
        others = Feed.objects.filter(kind=report.kind).exclude(pk=feed and feed.pk)
        signature = "\x1f".join(normalise(cell) for cell in layout.header)
        self._params: dict[str, Any] = {
            "report": report.pk,
            "as_of": report.as_of,
            "change_set": change_set.pk,
            "feed": feed and feed.pk,
            "feed_as_of": feed and feed.as_of,
            "late": self.late,
            "other_feeds": list(others.values_list("pk", flat=True)),
            "known": self._columns.names,
            "read": self._columns.read,
            "first_told": _first_told(self._columns, report) if feed else [],
            # Two layouts may hold the same text in other columns.
            "seed": zlib.crc32(signature.encode()),
        }

    def run(self) -> Counts:
        """Merge the staged rows and give what that did."""
        self._fold()
        self._write()
        self._sight()
        self._keep_rows()
        self.counts.updated = self._count_updated()
        if self.late or self._overtaken:
            self._tell_late()
        self.counts.unchanged = self.counts.objects - self.counts.inserted - self.counts.updated
        return self.counts

    def _write(self) -> None:
        """Bring the news into the catalogue."""
        raise NotImplementedError

    def _retold(self) -> sql.Composable:
        """The keys, as a query, that another source has told of since: for these the digest is no proof."""
        return sql.SQL("(SELECT NULL::text WHERE false)")

    def _count_updated(self) -> int:
        """How many objects the report changed."""
        raise NotImplementedError

    def _run(self, name: str, **parts: sql.Composable) -> int:
        self._cursor.execute(sqlfiles.load(SQL, name, **parts), self._params)
        return self._cursor.rowcount

    def _load(self, into: str, name: str, **parts: sql.Composable) -> int:
        """Insert what is seen for the first time, and build the indexes of an empty table behind it."""
        with indexes_built_after(self._cursor, into, rows=self._unsighted) as bare:
            # An index that grows at its end grows ten times faster.
            in_order = sql.SQL("" if bare else "ORDER BY 1")
            # To look for rows in a table that had none, without its index, would never end.
            held = sql.SQL("(SELECT * FROM {} WHERE false)" if bare else "{}").format(named(into))
            return self._run(name, in_order=in_order, held=held, **parts)

    def _of_news(self, condition: str) -> sql.Composable:
        """The condition that a row is of the news; nothing where all are, which spares a look at each."""
        return sql.SQL("" if self._is_all_new() else condition)

    def _told(self) -> sql.Composable:
        """The rows that decide for the news, as `s`."""
        return sql.SQL(DECIDING if self.counts.folded else "{} s").format(self._heard)

    def _is_all_new(self) -> bool:
        return self._all_new and not (self.late or self._overtaken)

    def _fold(self) -> None:
        counters = [sql.SQL(", max({0}) AS {0}").format(named(name)) for name in self._columns.layout.kind.counters]
        self.counts.objects = self._run("fold", counters=listed(counters, ""), hash=self._columns.hash())
        self._analyze("folded", "key", "rows")
        self.counts.folded = self._scalar("SELECT coalesce(sum(rows - 1), 0) FROM folded")
        news = self._run("news", retold=self._retold())
        self._analyze("news", "key", "rows", "sighted", "was_gone")
        self._unsighted = self._scalar("SELECT count(*) FROM news WHERE NOT sighted")
        self._all_new = self.counts.objects == news == self._unsighted
        self._hear(news)
        self._params["some_missing"] = self._lacks_some()
        self._run("missing")

    def _hear(self, objects: int) -> None:
        """Take the rows of the news, which are of so many objects, and tell which of them decide."""
        some = objects < self.counts.objects  # to copy all would be a waste
        self._heard = named("heard" if some else "staged")
        if some:
            self._run("hear", pieces=self._staging.pieces())
        if self.counts.folded:
            self._run("decide", heard=self._heard, **self._columns.rank_cells(), rank=self._columns.rank())

    def _lacks_some(self) -> bool:
        """Whether the snapshot before listed more; counting tells, which spares reading all that the feed knows."""
        if self._feed is None or self.late or not self.counts.objects:
            return False  # an empty file says nothing of what is gone
        back = self._scalar("SELECT count(*) FROM news WHERE was_gone")
        return self.counts.objects - self._unsighted - back < self._feed.present

    def _analyze(self, table: str, *columns: str) -> None:
        """Tell the planner of the columns that joins and conditions use; to sample all of them would cost a second."""
        self._cursor.execute(sql.SQL("ANALYZE {} ({})").format(named(table), listed([named(name) for name in columns])))

    def _sight(self) -> None:
        """Keep what the feed now knows; a file that is no snapshot only makes the feeds look again."""
        feed = self._feed
        if self._params["other_feeds"]:
            self._run("forget")
        if feed is None or not self.counts.objects:
            return
        latest = Report.objects.filter(change_set=feed.latest).first()
        self._params["latest"] = latest and latest.pk
        self._run("sight_again")
        self._load("reports_sighting", "sight_new")
        if self.late:
            return
        if self._params["some_missing"]:
            self._mark_gone(feed)
        feed.as_of, feed.delivered_at = self._report.as_of, self._report.delivered_at
        feed.latest_id, feed.present = self._params["change_set"], self.counts.objects
        feed.save(update_fields=["as_of", "delivered_at", "latest", "present"])

    def _keep_rows(self) -> None:
        """Keep what the feed says anew as delivered, so that a person can ask what the report said."""
        if self._feed is None or not settings.REPORT_KEEP_ROWS:
            return
        if self._unsighted < self._scalar("SELECT count(*) FROM news"):
            self._run("snapshot_drop")
        self._load("reports_snapshotrow", "snapshot_keep", heard=self._heard, facts=self._staging.facts())

    def _tell_late(self) -> None:
        """Let the rows that came too late tell what none has told since: no newer report has a column for it."""
        self._columns = _told_alone(self._columns, self._report, self._pulled_since())
        self._params["known"] = self._columns.names
        if outdated := self._run("outdated"):
            self._cursor.execute(f"DROP TABLE IF EXISTS {', '.join(WORKING)} CASCADE")
            self._rename(news="told", outdated="news")
            self._hear(outdated)
            self.counts.updated += self._retell()
            self._rename(news="outdated", told="news")

    def _pulled_since(self) -> Collection[str]:
        """The fields that pulls have told of since, of some of the objects."""
        return ()

    def _rename(self, **tables: str) -> None:
        for old, new in tables.items():
            self._cursor.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(named(old), named(new)))

    def _retell(self) -> int:
        """Bring what the columns still tell of the rows of `news` into the catalogue; gives how many changed."""
        raise NotImplementedError

    def _mark_gone(self, feed: Feed) -> None:
        self.counts.gone = self._run("sight_gone")
        self.counts.gone_held = self.counts.gone > settings.REPORT_SHRINK_LIMIT * feed.present
        if self.counts.gone_held:
            self.counts.warnings.append(
                f"{self.counts.gone:,} of {feed.present:,} {self.noun} are missing from it, so none was marked."
                " Look whether the file is whole; if they are really gone, press “Mark as not seen”."
            )
        else:
            self.mark_missing(self._cursor, self._report)

    def _warn_of_unread(self) -> None:
        self._run("unread")
        for name, count, example in self._cursor.fetchall():
            what = "1 value" if count == 1 else f"{count:,} values"
            self.counts.warnings.append(f"{what} of “{name}” could not be read, such as “{example}”: kept in “extra”.")

    def _settle(self) -> None:
        """Let the open edits take their part of what differs: confirmed, in conflict, or still to be pushed."""
        self.counts.conflicts += three_way.settle(self._cursor, self._params)

    def _log(self, is_change: sql.Composable) -> None:
        """Log what differs, where it is a change and not a first sight."""
        self.counts.changes += three_way.log(self._cursor, self._params, is_change)

    def _scalar(self, statement: str) -> int:
        self._cursor.execute(statement)
        return int(self._cursor.fetchone()[0])

    @staticmethod
    def mark_missing(cursor: CursorWrapper, report: Report) -> int:
        """Show staff what `report` was the first to lack; gives how many."""
        raise NotImplementedError


def _first_told(columns: Columns, report: Report) -> list[str]:
    """The fields that no report of this CMS had a column for: a new version of a report changes no video."""
    before = Report.objects.filter(
        kind=report.kind, scope=report.scope, status=Report.Status.COMPLETED, rows_read__gt=0
    )
    headers = before.values_list("header", flat=True).distinct()
    told = {name for header in headers for name in type(columns)(lay_out(columns.layout.kind, header)).fields}
    return sorted(set(columns.fields) - told) if told else []


def _told_alone(columns: Columns, report: Report, pulled: Collection[str]) -> Columns:
    """The columns that no newer report has, nor a pull."""
    newer = Q(as_of__gt=report.as_of) | Q(as_of=report.as_of, delivered_at__gt=report.delivered_at)
    headers = Report.objects.filter(newer, kind=report.kind, status=Report.Status.COMPLETED).values_list("header")
    layouts = [type(columns)(lay_out(columns.layout.kind, header)) for (header,) in headers.distinct()]
    told = {name for layout in layouts for name in (*layout.fields, *layout.names)}
    return type(columns)(columns.layout, but=frozenset(told.union(pulled)))


def _is_late(feed: Feed | None, report: Report) -> bool:
    """Whether the feed already holds a later delivery; of two for one day, the one created later."""
    if feed is None or feed.as_of is None:
        return False
    return (report.as_of, report.delivered_at) < (feed.as_of, feed.delivered_at or report.delivered_at)
