"""The merge of a report whose rows are the rows of a table of their own: claims, and ownership conflicts.

Staff edit nothing that such a report tells, so there is no three-way merge: the newest telling stands.
"""

from typing import ClassVar

from django.db import DataError, transaction
from psycopg import sql

from reports.columns import NOTHING, Columns, listed, named
from reports.kinds.base import Column
from reports.merge.base import Merge


class TableColumns(Columns):
    """The columns of a layout as fields of the table's rows: of the one told (o), and of the one that stands (t)."""

    told_as: ClassVar[str]  # the attribute of `Column` that names the field

    @property
    def filled(self) -> list[tuple[Column, str]]:
        targets = [(column, getattr(column, self.told_as)) for column in self.told]
        return [(column, name) for column, name in targets if name and name not in self._but]

    def reads(self) -> sql.Composable:
        reads = [sql.SQL("{} AS {}").format(self._read(column), named(name)) for column, name in self.filled]
        return listed(reads or [NOTHING])

    def _named(self, *table: str, but: frozenset[str] = frozenset()) -> sql.Composable:
        return listed([named(*table, name) for name in self.fields if name not in but])

    def observed(self) -> sql.Composable:
        return self._named("o") if self.fields else named("o", "nothing")

    def columns(self) -> sql.Composable:
        return self._named()

    def ours(self, *, but: frozenset[str] = frozenset()) -> sql.Composable:
        return self._named("t", but=but)

    def theirs(self, *, but: frozenset[str] = frozenset()) -> sql.Composable:
        return self._named("o", but=but)


class TableMerge(Merge):
    """`table` and `key` are where the rows go; the parts say what such a row needs besides what the report tells."""

    reads: ClassVar[type[Columns]] = TableColumns
    table: ClassVar[str]
    key: ClassVar[str]
    # Of the row that stands (t) and the one that is told (o), as SQL:
    overtakable: ClassVar[str] = "true"  # whether a newer row stands in the way of an older one
    stirred: ClassVar[str] = "false"  # whether the row changes though no field of it differs
    born: ClassVar[tuple[tuple[str, str], ...]] = ()  # (column, value) of a new row
    last_seen: ClassVar[str] = "t.not_seen_since"  # since when it was missing, as snapshots of this kind say

    _rows: int  # observed
    _differing: int = 0

    def _write(self) -> None:
        self._observe()
        self._insert()
        self._update()

    def _observe(self) -> None:
        self._read_news()
        self._overtaken = self._run("table_overtaken", **self._parts(), overtakable=sql.SQL(self.overtakable))
        self._rows -= self._overtaken
        self._warn_of_unread()

    def _read_news(self) -> None:
        try:
            with transaction.atomic():
                self._read(self._columns)
        except DataError:
            self._read(self._columns.carefully())
        self._analyze("observed", "key", "known")

    def _retell(self) -> int:
        self._read_news()
        fields = self._columns
        assignments = [sql.SQL("{0} = o.{0}").format(named(name)) for name in fields.fields]
        parts = {
            "assignments": listed([*assignments, sql.SQL("extra = (t.extra - %(known)s::text[]) || o.extra")]),
            "differs": sql.SQL("false"),
        }
        if assignments:
            differs = sql.SQL("({}) IS DISTINCT FROM ({})")
            parts["differs"] = differs.format(fields.ours(), fields.theirs())
        return self._run("late_update_table", **self._parts(), **parts, overtakable=sql.SQL(self.overtakable))

    def _read(self, columns: Columns) -> None:
        self._rows = self._run("table_observe", **self._parts(), **columns.parts(), told=self._told())

    def _parts(self) -> dict[str, sql.Composable]:
        return {"table": named(self.table), "key": named(self.key)}

    def _insert(self) -> None:
        parts = {
            "columns": self._columns.columns(),
            "values": self._columns.theirs(),
            "more": listed([sql.SQL("{}, ").format(named(name)) for name, _ in self.born], ""),
            "more_values": listed([sql.SQL(f"{value}, ") for _, value in self.born], ""),
        }
        self.counts.inserted = self._load(self.table, "table_insert", **self._parts(), **parts)

    def _update(self) -> None:
        """Write the rows that we have already, of which a first load has none."""
        if self.counts.inserted == self._rows:
            return
        first = frozenset(self._params["first_told"])
        fields = self._columns
        counted = [name for name in fields.fields if name not in first]
        parts = {
            "ours": fields.ours(),
            "theirs": fields.theirs(),
            "ours_counted": fields.ours(but=first) if counted else sql.SQL("1"),
            "theirs_counted": fields.theirs(but=first) if counted else sql.SQL("1"),
            "stirred": sql.SQL(self.stirred),
        }
        self._run("table_changed", **self._parts(), **parts)
        self._differing = self._scalar("SELECT count(*) FROM changed WHERE counted")
        self._analyze("changed", "known")
        assignments = [sql.SQL("{0} = {1}").format(named(name), named("o", name)) for name in fields.fields]
        assignments += [sql.SQL("{0} = {1}").format(named(name), sql.SQL(value)) for name, value in self._more()]
        self._run("table_update", **self._parts(), assignments=listed(assignments), last_seen=sql.SQL(self.last_seen))

    def _more(self) -> tuple[tuple[str, str], ...]:
        """(column, value) of a row that changes, besides what the report tells."""
        return ()

    def _count_updated(self) -> int:
        return self._differing
