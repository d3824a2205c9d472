"""The three-way merge of a report and the catalogue, as sets: each step is one statement of `reports/sql/`.

`Merge` works on the staged rows of one report, in the caller's transaction. What a report says again is known by its
digest and goes no further; what is new is read, held against the catalogue and the open edits, logged and written.
"""

import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DataError, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.bulkload import indexes_built_after
from reports.columns import Columns, listed, named
from reports.kinds import Layout
from reports.kinds.base import lay_out, normalise
from reports.models import Report
from videos.models import ChangeSet, Feed

SQL = Path(__file__).parent / "sql"


@dataclass
class Counts:
    """What a merge did."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    folded: int = 0
    videos: int = 0  # distinct videos in the file
    changes: int = 0
    conflicts: int = 0
    counters_moved: int = 0
    gone: int = 0
    gone_held: bool = False
    warnings: list[str] = field(default_factory=list)


class Merge:
    """One report's merge. `feed` is None for a file that is no full snapshot."""

    def __init__(
        self, cursor: CursorWrapper, *, report: Report, layout: Layout, feed: Feed | None, change_set: ChangeSet
    ) -> None:
        self._cursor, self._report, self._feed = cursor, report, feed
        self._columns = Columns(layout)
        self.late = _is_late(feed, report)
        self.counts = Counts()
        self._unsighted = 0
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
        self._observe()
        self._merge_videos()
        self._merge_claims()
        self._merge_counters()
        self._sight()
        self._count()
        return self.counts

    def _run(self, name: str, **parts: sql.Composable) -> int:
        self._cursor.execute(sqlfiles.load(SQL, name, **parts), self._params)
        return self._cursor.rowcount

    def _fold(self) -> None:
        self.counts.videos = self._run("fold")
        self.counts.folded = self._scalar("SELECT coalesce(sum(rows - 1), 0) FROM folded")
        if self.counts.folded:
            self._run("decide", cells=self._columns.rank_cells(), rank=self._columns.rank())
        self._run("news")
        self._analyze("folded", "key", "line", "rows")
        self._analyze("news", "key", "line", "sighted", "was_gone")
        self._unsighted = self._scalar("SELECT count(*) FROM news WHERE NOT sighted")
        self._params["some_missing"] = self._lacks_some()
        self._run("missing")

    def _lacks_some(self) -> bool:
        """Whether the snapshot before listed more; counting tells, which spares reading all that the feed knows."""
        if self._feed is None or self.late or not self.counts.videos:
            return False  # an empty file says nothing of what is gone
        back = self._scalar("SELECT count(*) FROM news WHERE was_gone")
        return self.counts.videos - self._unsighted - back < self._feed.present

    def _analyze(self, table: str, *columns: str) -> None:
        """Tell the planner of the columns that joins and conditions use; to sample all of them would cost a second."""
        self._cursor.execute(sql.SQL("ANALYZE {} ({})").format(named(table), listed([named(name) for name in columns])))

    def _observe(self) -> None:
        try:
            with transaction.atomic():
                self._read(self._columns)
        except DataError:
            self._read(Columns(self._columns.layout, careful=True))
        self._analyze("observed", "key", "video")
        self._run("lock")
        self._run("overtaken")
        self._run("unread")
        for name, count, example in self._cursor.fetchall():
            what = "1 value" if count == 1 else f"{count:,} values"
            self.counts.warnings.append(f"{what} of “{name}” could not be read, such as “{example}”: kept in “extra”.")

    def _read(self, columns: Columns) -> None:
        parts = {"fields": columns.observed(), "cells": columns.cells(), "reads": columns.reads()}
        self._run("observe", **parts, extra=columns.extra())

    def _merge_videos(self) -> None:
        columns = self._columns
        self._run("channels")
        with indexes_built_after(self._cursor, "videos_video", rows=self._unsighted):
            self.counts.inserted = self._run("insert_videos", columns=columns.columns(), values=columns.values())
        self._run("delta", pairs=columns.pairs(), ours=columns.ours(), theirs=columns.theirs())
        self._run("settle", pairs=columns.pairs())
        self._run("confirm")
        self.counts.conflicts = self._run("conflict")
        self._run("calm")
        self._run("hold")
        self.counts.changes = self._run("log")
        self._run("update_videos", assignments=columns.assignments())
        if self.late:
            self._run("first_seen")

    def _merge_claims(self) -> None:
        self._run("touch")
        if self._columns.tells_claims:
            columns = self._columns
            parts = {"cells": columns.claim_cells(), "reads": columns.claim_reads(), "rank": columns.rank()}
            self._run("claims_read", **parts)
            self._analyze("claimed", "key", "claim_id")
            with indexes_built_after(self._cursor, "videos_claim", rows=self._unsighted):
                self._run("claims_write", **self._columns.claim_parts())
            self._run("claims_gone")

    def _merge_counters(self) -> None:
        told = [name for name in self._columns.layout.kind.counters if self._columns.layout.position(name) is not None]
        if told and self.late:
            self._run("counters_late")
        if told:
            moved = listed([sql.SQL("f.{0} <> coalesce(t.{0}, -1)").format(named(name)) for name in told], " OR ")
            moved = sql.SQL("({}) AND t.as_of <= %(as_of)s").format(moved)
            if self._feed is None or self.late:
                moved += sql.SQL(" AND f.key IN (SELECT key FROM observed)")
            self._run("counters_keep", moved=moved)
            self.counts.counters_moved = self._run("counters_move", moved=moved)
        with indexes_built_after(self._cursor, "videos_videostatistics", rows=self._unsighted):
            self._run("counters_new")

    def _sight(self) -> None:
        """Keep what the feed now knows; a file that is no snapshot only makes the feeds look again."""
        feed = self._feed
        if self._params["other_feeds"]:
            self._run("forget")
        if feed is None or not self.counts.videos:
            return
        latest = Report.objects.filter(change_set=feed.latest).first()
        self._params["latest"] = latest and latest.pk
        self._run("sight_again")
        self._run("sight_new")
        if self.late:
            return
        if self._params["some_missing"]:
            self._mark_gone(feed)
        feed.as_of, feed.delivered_at = self._report.as_of, self._report.delivered_at
        feed.latest_id, feed.present = self._params["change_set"], self.counts.videos
        feed.save(update_fields=["as_of", "delivered_at", "latest", "present"])

    def _mark_gone(self, feed: Feed) -> None:
        self.counts.gone = self._run("sight_gone")
        self.counts.gone_held = self.counts.gone > settings.REPORT_SHRINK_LIMIT * feed.present
        if self.counts.gone_held:
            self.counts.warnings.append(
                f"{self.counts.gone:,} of {feed.present:,} videos are missing from it, so none was marked."
                " Look whether the file is whole; if they are really gone, press “Mark as not seen”."
            )
        else:
            self._run("mark_gone")

    def _scalar(self, statement: str) -> int:
        self._cursor.execute(statement)
        return int(self._cursor.fetchone()[0])

    def _count(self) -> None:
        counts = self.counts
        self._run("count_updated")
        counts.updated = int(self._cursor.fetchone()[0])
        counts.unchanged = counts.videos - counts.inserted - counts.updated


def _first_told(columns: Columns, report: Report) -> list[str]:
    """The fields that no report of this CMS had a column for: a new version of a report changes no video."""
    before = Report.objects.filter(
        kind=report.kind, scope=report.scope, status=Report.Status.COMPLETED, rows_read__gt=0
    )
    headers = before.values_list("header", flat=True).distinct()
    told = {name for header in headers for name in Columns(lay_out(columns.layout.kind, header)).fields}
    return sorted(set(columns.fields) - told) if told else []


def _is_late(feed: Feed | None, report: Report) -> bool:
    """Whether the feed already holds a later delivery; of two for one day, the one created later."""
    if feed is None or feed.as_of is None:
        return False
    return (report.as_of, report.delivered_at) < (feed.as_of, feed.delivered_at or report.delivered_at)


def mark_gone(cursor: CursorWrapper, report: Report) -> int:
    """Mark the videos that `report` was the first to lack as not seen since; gives their number."""
    cursor.execute(sqlfiles.load(SQL, "mark_gone"), {"report": report.pk, "as_of": report.as_of})
    return cursor.rowcount
