"""The three-way merge of a video report and the catalogue: what is new is read, held against the catalogue and the
open edits, logged and written.
"""

from typing import ClassVar

from django.db import DataError, IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.bulkload import indexes_built_after
from reports.columns import Columns, listed, named
from reports.merge import claim
from reports.merge.adopt import AdoptingMerge
from reports.merge.base import SQL, UNSIGHTED
from reports.models import Report
from videos.models import Claim
from videos.observe import edge, three_way

NO_ASSIGNMENT = sql.SQL("as_of = v.as_of")

# A column's first sight is none, nor is what was blank in a video that a pull brought in and no report has told.
IS_CHANGE = sql.SQL(
    "field <> ALL (%(first_told)s::text[]) AND NOT"
    " ((old IS NULL OR old IN ('\"\"', '[]')) AND video IN (SELECT id FROM locked WHERE as_of IS NULL))"
)
PULLED = ("views", "comments")  # the counters that a pull tells as well


class VideoMerge(AdoptingMerge):
    noun: ClassVar[str] = "videos"

    def _write(self) -> None:
        self._observe()
        self._merge_videos()
        self._merge_claims()
        self._merge_counters()

    def _retold(self) -> sql.Composable:
        return sql.SQL(
            "(SELECT video_id FROM videos_video WHERE pulled_at > %(feed_as_of)s UNION ALL"
            " SELECT v.video_id FROM videos_asset a JOIN videos_video v ON v.asset_id = a.asset_id"
            " WHERE a.pulled_at > %(feed_as_of)s UNION ALL"
            " SELECT video_id FROM videos_claim WHERE pulled_at > %(feed_as_of)s AND not_seen_since = pulled_at)"
        )

    def _observe(self) -> None:
        if self._read_news():
            self._overtaken = self._run("overtaken")
            self._run("pulled_later")
        self._warn_of_unread()
        self._heeds = claim.told_of_claims()
        self._weigh()

    def _read_news(self) -> int:
        """Read the news; gives how many videos of the catalogue they concern."""
        try:
            with transaction.atomic():
                self._read(self._columns)
        except DataError:
            self._read(self._columns.carefully())
        self._analyze("observed", "key", "video")
        return self._run("lock")

    def _weigh(self) -> None:
        if self._heeds:
            claim.heed(self._cursor, self._columns.fields, self._params)
        super()._weigh()

    def _retell(self) -> int:
        self._read_news()
        self._weigh()
        columns = self._columns
        told = self._merge_known("late_update_videos", columns.assignments() if columns.facts else NO_ASSIGNMENT)
        if columns.tells_claims:
            self._read_claims()
            self._run("late_claims", columns=columns.claim_parts()["columns"])
        return told

    def _read(self, columns: Columns) -> None:
        self._run("observe", **columns.parts(), told=self._told())

    def _merge_videos(self) -> None:
        self._run("channels")
        edge.mark(self._cursor)
        self.counts.inserted = self._load("videos_video", "insert_videos", **self._new_videos())
        if self._heeds:
            claim.derive(self._cursor, claim.NEW, {**self._params, "unlogged": claim.DERIVED})
        self._merge_known("update_videos", self._columns.assignments())
        if self.late:
            self._run("first_seen")

    def _merge_known(self, update: str, assignments: sql.Composable) -> int:
        """Hold what was observed against the catalogue and the open edits; gives how many videos `update` wrote."""
        columns, observed = self._columns, named("observed")
        parts = {"pairs": columns.differences(), "ours": columns.ours(), "theirs": columns.theirs()}
        three_way.differ(self._cursor, self._params, observed=observed, **parts)
        three_way.weigh(self._cursor, self._params, observed=observed, pairs=columns.pairs())
        self._adopt_moved()
        self._settle()
        self._log(IS_CHANGE)
        updated = self._run(update, assignments=assignments)
        self._write_moved()
        return updated

    def _merge_claims(self) -> None:
        self._run("touch")
        if self._columns.tells_claims:
            self._read_claims()
            before = self._scalar("SELECT coalesce(max(id), 0) FROM videos_claim")
            edge.mark(self._cursor, Claim)
            parts = self._columns.claim_parts()
            with indexes_built_after(self._cursor, "videos_claim", rows=self._unsighted) as bare:
                known = unlike = sql.SQL("")
                if not bare:
                    known = sqlfiles.load(SQL, "claims_known", **parts)
                    if not self._is_all_new():
                        unlike = sqlfiles.load(SQL, "claims_unlike", **parts)
                self._run("claims_write", columns=parts["columns"], unlike=unlike, known=known)
            self._tell_more_of_claims()
            # Keys only grow, and merges come one at a time.
            self.counts.claims_new = self._claims_behind(before)
            self._run("claims_gone")

    def _read_claims(self) -> None:
        columns = self._columns
        parts = {**columns.claim_cells(), "reads": columns.claim_reads(), "rank": columns.rank()}
        self._run("claims_read", **parts, heard=self._heard, observed=self._of_news("JOIN observed o USING (key)"))
        self._analyze("claimed", "key", "claim_id")

    def _tell_more_of_claims(self) -> None:
        """Let the claims that claim reports tell have what only video reports do, such as the name of their policy."""
        if not self._heeds:
            return
        names = {column.claim for column in self._columns.claims if column.claim}
        if untold := sorted(names - claim.told_fields()):
            ours, theirs = (listed([named(table, name) for name in untold]) for table in "to")
            assignments = listed([sql.SQL("{0} = o.{0}").format(named(name)) for name in untold])
            self._run("claims_more", assignments=assignments, ours=ours, theirs=theirs)

    def _claims_behind(self, key: int) -> int:
        self._cursor.execute("SELECT count(*) FROM videos_claim WHERE id > %s", [key])
        return int(self._cursor.fetchone()[0])

    def _merge_counters(self) -> None:
        told = [name for name in self._columns.layout.kind.counters if self._columns.layout.position(name) is not None]
        if told:
            self._run("counters_late", overtaken=sql.SQL("true" if self.late else "t.pulled_at > %(as_of)s"))
            fresh = sql.SQL("t.as_of <= %(as_of)s")
            newest = sql.SQL("true" if self._feed and not self.late else "t.as_of <= %(as_of)s")
            differ = [
                sql.SQL("f.{0} <> coalesce(t.{0}, -1) AND {1}").format(named(name), fresh if name in PULLED else newest)
                for name in told
            ]
            moved = sql.SQL("({})").format(listed(differ, " OR "))
            if self._feed is None or self.late:
                moved += sql.SQL(" AND f.key IN (SELECT key FROM observed)")
            self._run("moved", moved=moved, fresh=fresh)
            self._keep_counters()
            self.counts.counters_moved = self._run("counters_move")
        self._load("videos_videostatistics", "counters_new", unsighted=self._of_news(UNSIGHTED))

    def _keep_counters(self) -> None:
        try:
            with transaction.atomic():
                self._run("counters_keep", on_conflict=sql.SQL(""))
        except IntegrityError:  # a day that is kept already, which is rare: to look for it doubles the cost
            self._run("counters_keep", on_conflict=sql.SQL("ON CONFLICT (video_id, day) DO NOTHING"))

    def _count_updated(self) -> int:
        self._run("count_updated", is_change=IS_CHANGE)
        return int(self._cursor.fetchone()[0])

    @staticmethod
    def mark_missing(cursor: CursorWrapper, report: Report) -> int:
        cursor.execute(sqlfiles.load(SQL, "mark_gone"), {"report": report.pk, "as_of": report.as_of})
        return cursor.rowcount
