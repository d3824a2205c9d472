"""The merge of an asset conflict report: it opens an item for staff, and ends the items that it no longer lists."""

from typing import ClassVar

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.columns import listed, named
from reports.merge.base import SQL
from reports.merge.tables import TableColumns, TableMerge
from reports.models import Report

MATTER = ("conflicting_owner", "countries")  # where these change it is another conflict


class ConflictColumns(TableColumns):
    told_as = "conflict"


class ConflictMerge(TableMerge):
    noun = "conflicts"
    reads = ConflictColumns
    table = "videos_ownershipconflict"
    key = "asset_id"
    born = (("state", "CASE WHEN %(late)s THEN 'over' ELSE 'open' END"),)

    _reopened: ClassVar[str] = "NOT %(late)s AND t.state = 'over' AND ({})"

    def _write(self) -> None:
        super()._write()
        self._move_counters()

    def _more(self) -> tuple[tuple[str, str], ...]:
        differs = [f"t.{name} <> o.{name}" for name in MATTER if name in self._columns.fields]
        reopened = self._reopened.format(" OR ".join(["t.not_seen_since IS NOT NULL", *differs]))
        return (
            ("state", f"CASE WHEN {reopened} THEN 'open' ELSE t.state END"),
            ("state_changed_at", f"CASE WHEN {reopened} THEN statement_timestamp() ELSE t.state_changed_at END"),
            ("closed_by_id", f"CASE WHEN {reopened} THEN NULL ELSE t.closed_by_id END"),
        )

    def _move_counters(self) -> None:
        """Write the counters into the rows themselves: there are few, and a conflict without its size says little."""
        kind = self._columns.layout.kind
        told = [name for name in kind.counters if self._columns.layout.position(name) is not None]
        if not told:
            return
        parts = {
            "assignments": listed([sql.SQL("{0} = coalesce(f.{0}, t.{0})").format(named(name)) for name in told]),
            "moved": listed([sql.SQL("f.{0} <> coalesce(t.{0}, -1)").format(named(name)) for name in told], " OR "),
            "seen": sql.SQL("" if self._feed and not self.late else "AND f.key IN (SELECT key FROM observed)"),
        }
        self.counts.counters_moved = self._run("conflict_counters", **parts)

    @staticmethod
    def mark_missing(cursor: CursorWrapper, report: Report) -> int:
        params = {"report": report.pk, "as_of": report.as_of}
        cursor.execute(sqlfiles.load(SQL, "conflict_mark_gone"), params)
        return cursor.rowcount
