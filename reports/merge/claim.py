"""The merge of a claim report: the claims themselves, and what they tell of the videos that we know.

Of the claims that it tells a claim report knows better than any video report, whenever either came: it tells their
status, and the two write them in other words. So it is with a video's claimed status, and whether we claim it. Only
among claim reports the as-of time decides.
"""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db.backends.utils import CursorWrapper
from django.db.models import Count
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.columns import listed, named
from reports.kinds.base import lay_out
from reports.kinds.claim import CLAIM_REPORT
from reports.merge.adopt import adopt
from reports.merge.base import SQL, Counts
from reports.merge.tables import TableColumns, TableMerge
from reports.models import Report
from videos.models import Change, ChangeSet, Claim
from videos.observe import claims, edge
from videos.statements import statement

DERIVED = ["claimed_status", "claimed_by_this_owner", "asset_id"]  # fields of a video that its claims tell
NEWS = (
    "SELECT v.video_id AS key FROM observed o JOIN videos_claim c ON c.claim_id = o.key"
    " JOIN videos_video v ON v.video_id = c.video_id"
)
NEW = "SELECT key FROM observed WHERE video IS NULL"
GONE = "SELECT c.video_id AS key FROM videos_claim c WHERE c.lost_in_id = %(change_set)s"


class ClaimColumns(TableColumns):
    told_as = "claim"


class ClaimMerge(TableMerge):
    noun = "claims"
    reads = ClaimColumns
    table = "videos_claim"
    key = "claim_id"
    # What only video reports told is as it was told, unless YouTube was asked since and told no more of it.
    overtakable = "(t.told_by = 'claim' OR t.not_seen_since = t.pulled_at)"
    stirred = "t.told_by = 'video'"
    born = (("told_by", "'claim'"), ("ours", "true"))
    last_seen = f"CASE WHEN {overtakable} THEN t.not_seen_since END"

    _lost: ClassVar[str] = "t.told_by = 'claim' AND t.status = 'active' AND o.status <> 'active'"
    _back: ClassVar[str] = "NOT %(late)s AND o.status = 'active'"

    def _retold(self) -> sql.Composable:
        return sql.SQL("(SELECT claim_id FROM videos_claim WHERE pulled_at > %(feed_as_of)s)")

    def _pulled_since(self) -> Collection[str]:
        pulled = Claim.objects.filter(pulled_at__gt=self._report.as_of)
        return [field.name for field in claims.WRITTEN] if pulled.exists() else ()

    def _write(self) -> None:
        edge.mark(self._cursor, Claim)
        super()._write()
        self._move_counters()
        params = {**self._params, "unlogged": [] if told_of_claims() else DERIVED}
        self.counts.videos, self.counts.changes = derive(self._cursor, NEWS, params)

    def _retell(self) -> int:
        told = super()._retell()
        videos, changes = derive(self._cursor, NEWS, {**self._params, "unlogged": []})
        self.counts.videos = (self.counts.videos or 0) + videos
        self.counts.changes += changes
        return told

    def run(self) -> Counts:
        counts = super().run()
        if counts.gone:  # the videos of these have followed since
            logged = _logged(self._params["change_set"])
            counts.changes, counts.videos = logged["changes"], max(counts.videos or 0, logged["videos"])
        return counts

    def _more(self) -> tuple[tuple[str, str], ...]:
        if "status" not in self._columns.fields:
            return self.born
        return (
            *self.born,
            ("lost_in_id", f"CASE WHEN {self._lost} THEN %(change_set)s WHEN NOT ({self._back}) THEN t.lost_in_id END"),
            ("lost_at", f"CASE WHEN {self._lost} THEN %(as_of)s WHEN NOT ({self._back}) THEN t.lost_at END"),
        )

    def _move_counters(self) -> None:
        if any(self._columns.layout.position(name) is not None for name in self._columns.layout.kind.counters):
            seen = "" if self._feed and not self.late else "AND f.key IN (SELECT key FROM observed)"
            self.counts.counters_moved = self._run("claim_counters_move", seen=sql.SQL(seen))
            self._load("videos_claimstatistics", "claim_counters_new")

    @staticmethod
    def mark_missing(cursor: CursorWrapper, report: Report) -> int:
        params = {"report": report.pk, "as_of": report.as_of, "change_set": report.change_set_id, "unlogged": []}
        cursor.execute(sqlfiles.load(SQL, "claim_mark_gone"), params)
        marked = cursor.rowcount
        derive(cursor, GONE, params)
        # Where a person has them marked later, the change set is closed already.
        ChangeSet.objects.filter(pk=report.change_set_id).update(**_logged(report.change_set_id))
        return marked


def _logged(change_set: int | None) -> dict[str, int]:
    logged = Change.objects.filter(change_set=change_set)
    return logged.aggregate(changes=Count("pk"), videos=Count("video", distinct=True))


def derive(cursor: CursorWrapper, videos: str, params: dict[str, Any]) -> tuple[int, int]:
    """Let the videos that the query gives the keys of follow their claims; gives how many did, and in how many fields.

    What is in `unlogged` is seen for the first time and no change.
    """
    followed, changes = claims.derive(cursor, videos, params, "field <> ALL (%(unlogged)s::text[])")
    changes += adopt(cursor, sql.SQL("SELECT video FROM derived WHERE field = 'asset_id'"), params)
    cursor.execute("DROP TABLE derived")
    return followed, changes


def heed(cursor: CursorWrapper, fields: list[str], params: dict[str, Any]) -> None:
    """Let what a video report observed, in these fields, say what claim reports know better."""
    values = {
        "claimed_status": "t.claimed_status",
        "claimed_by_this_owner": "t.claimed_by_this_owner",
        "asset_id": "CASE WHEN o.asset_id = '' THEN t.asset_id ELSE o.asset_id END",
        "extra": """o.extra || CASE WHEN o.asset_id = '' THEN '{"asset_id": ""}'::jsonb ELSE '{}' END""",
    }
    told = [name for name in DERIVED if name in fields]
    if "asset_id" in told:
        told.append("extra")
    if told:
        assignments = listed([sql.SQL("{} = {}").format(named(name), sql.SQL(values[name])) for name in told])
        tells = statement("observe/claim_tells", videos="SELECT key FROM observed")
        cursor.execute(
            sqlfiles.load(SQL, "claim_heed", told=tells, assignments=assignments), {**params, "alive": claims.ALIVE}
        )


def told_of_claims() -> bool:
    """Whether any claim report has been ingested, or claims were pulled."""
    reported = Report.objects.filter(kind="claim", status=Report.Status.COMPLETED).exists()
    return reported or Claim.objects.filter(pulled_at__isnull=False).exists()


def told_fields() -> set[str]:
    """Give the fields of a claim that claim reports tell, by the headers of those that were ingested."""
    headers = Report.objects.filter(kind="claim", status=Report.Status.COMPLETED).values_list("header", flat=True)
    layouts = [lay_out(CLAIM_REPORT, header) for header in headers.distinct() if header]
    born = {name for name, _ in ClaimMerge.born}
    return born.union(*(ClaimColumns(layout).fields for layout in layouts))
