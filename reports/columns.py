"""The columns of one file's layout, as pieces of the merge's statements."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Self

from psycopg import sql

from reports.kinds import Layout
from reports.kinds.base import Column, Type
from reports.readers import read, unreadable
from videos.fields import FIELDS, Field, Observer

RANKED = ("claimed_by_this_owner", "claim_id")
NOTHING = sql.SQL("NULL AS nothing")  # a list of columns may not be empty
NO_PAIR = sql.SQL("(NULL::text, NULL::jsonb, NULL::jsonb, false)")  # a list of values may not be empty
# A name in `extra`, the condition under which it is there, and its text; of name "" the text is an object itself.
Pair = tuple[str, sql.Composable, sql.Composable]
MAX_PAIRS = 40  # PostgreSQL takes a hundred arguments


def listed(parts: Sequence[sql.Composable], between: str = ", ") -> sql.Composed:
    """Give the parts one behind the other."""
    return sql.SQL(between).join(parts)


def named(*parts: str) -> sql.Identifier:
    """Give a name, quoted."""
    return sql.Identifier(*parts)


def _cell(number: int, *table: str) -> sql.Composable:
    """Give the column that holds the row's cell of this number, from 1."""
    return named(*table, f"c{number}")


def _any(pairs: Sequence[Pair]) -> sql.Composable:
    return listed([condition for _, condition, _ in pairs], " OR ")


def _object(pairs: Sequence[Pair]) -> sql.Composable:
    """The pairs whose condition holds, as one object."""
    if not pairs:
        return sql.SQL("'{}'::jsonb")
    said = [
        sql.SQL("{}, CASE WHEN {} THEN {} END").format(sql.Literal(name), condition, cell)
        for name, condition, cell in pairs
        if name
    ]
    objects = [
        sql.SQL("jsonb_strip_nulls(jsonb_build_object({}))").format(listed(said[at : at + MAX_PAIRS]))
        for at in range(0, len(said), MAX_PAIRS)
    ]
    objects += [
        sql.SQL("CASE WHEN {} THEN {}::jsonb ELSE '{{}}' END").format(condition, cell)
        for name, condition, cell in pairs
        if not name
    ]
    return sql.SQL("CASE WHEN {} THEN {} ELSE '{{}}'::jsonb END").format(_any(pairs), listed(objects, " || "))


class Columns:
    """The columns of one layout, as the statements need them. `but`: fields, and names in `extra`, to leave out."""

    def __init__(self, layout: Layout, *, careful: bool = False, but: frozenset[str] = frozenset()) -> None:
        self.layout = layout
        self._careful = careful
        self._but = but
        facts = layout.facts()
        self._cells = {layout.columns[at].name: n for n, at in enumerate(facts, 1) if layout.columns[at] is not None}
        # What no field takes, by the name under which `extra` keeps it.
        self._kept = {name: facts.index(at) + 1 for name, at in layout.kept().items() if name not in but}
        self._unread_counters = len(facts) + 1  # where the parser puts them
        pieces = [(part.name, range(part.start, part.stop)) for part in layout.pieces()]
        places = [(name, place) for name, cells in pieces for place in range(1, len(cells) + 1)]
        last, cells = pieces[-1]
        self._places = dict(enumerate([*places, (last, len(cells) + 1)], 1))
        self._may_lack = {last, *(name for name, cells in pieces if len(cells) == 1)}
        self.told = [column for column in layout.columns if column is not None and column.name in self._cells]
        self.facts: list[tuple[Column, Field]] = [
            (column, FIELDS[column.target]) for column in self.told if column.target
        ]
        fields = {target.name for _, target in self.facts}
        self.facts += [
            (replace(column, type=type_), FIELDS[name])
            for column in self.told
            for name, type_ in column.implies
            if name not in fields
        ]
        self.facts = [(column, target) for column, target in self.facts if target.name not in but]
        self.claims: list[Column] = [column for column in self.told if column.claim]

    def carefully(self) -> Self:
        """The same, read so that no cell can stop the statement."""
        return type(self)(self.layout, careful=True, but=self._but)

    @property
    def tells_claims(self) -> bool:
        return "claim_id" in self._cells

    @property
    def filled(self) -> list[tuple[Column, str]]:
        """The columns that fill a field of what the rows speak of, each with the field's name."""
        return [(column, target.name) for column, target in self.facts]

    @property
    def fields(self) -> list[str]:
        """The fields that this layout tells."""
        return [name for _, name in self.filled]

    @property
    def read(self) -> list[str]:
        """The columns whose values may be unreadable."""
        return [column.name for column in self.layout.columns if column is not None and not column.kept]

    @property
    def names(self) -> list[str]:
        """Every name under which this layout may leave a value in `extra`."""
        return [name for name in (*self._kept, *self.read) if name not in self._but]

    def _split(self, numbers: Iterable[int]) -> dict[str, sql.Composable]:
        """Each of these cells as a column, so that it is looked up once however often it is used, and their pieces."""
        cells, pieces = [], set()
        for number in sorted(numbers):
            piece, place = self._places[number]
            pieces.add(piece)
            # COPY took a piece of one blank cell for null, and what could not be read is nearly always not there.
            form = "coalesce(s.{}[{}], '') AS {}" if piece in self._may_lack else "s.{}[{}] AS {}"
            cells.append(sql.SQL(form).format(named(piece), sql.Literal(place), _cell(number)))
        split = sql.SQL(r"string_to_array(s.{0}, E'\x1f') AS {0}")
        return {"cells": listed(cells), "pieces": listed([split.format(named(piece)) for piece in sorted(pieces)])}

    def hash(self) -> sql.Composable:
        """The hash of a row's facts, one piece after the other."""
        hashed: sql.Composable = sql.SQL("%(seed)s")
        for part in self.layout.pieces():
            piece = sql.SQL("coalesce({}, '')" if part.name in self._may_lack else "{}").format(named(part.name))
            hashed = sql.SQL("hashtextextended({}, {})").format(piece, hashed)
        return hashed

    def cells(self) -> dict[str, sql.Composable]:
        """The cells that a video's facts are read from."""
        return self._split({*self._cells.values(), *self._kept.values(), self._unread_counters})

    def rank(self) -> sql.Composable:
        """How a row stands among its video's rows: 0 for our own claim, 1 for a claim, 2 for neither."""
        ours, claim = (self._cells.get(name) for name in RANKED)
        cases = []
        if ours:
            cases.append(sql.SQL("WHEN {} THEN 0").format(read(Type.FLAG, _cell(ours))))
        if claim:
            cases.append(sql.SQL("WHEN {} <> '' THEN 1").format(read(Type.WORD, _cell(claim))))
        return sql.SQL("CASE {} ELSE 2 END").format(listed(cases, " ")) if cases else sql.SQL("2")

    def rank_cells(self) -> dict[str, sql.Composable]:
        """The cells that a row's rank is read from."""
        cells = {self._cells[name] for name in RANKED if name in self._cells}
        return self._split(cells or {self._unread_counters})  # a list of columns may not be empty

    def _read(self, column: Column) -> sql.Composable:
        return read(column.type, _cell(self._cells[column.name]), careful=self._careful)

    def reads(self) -> sql.Composable:
        """Each field, read from its cell; a video's channel stays YouTube's id until it is joined."""
        reads = [sql.SQL("{} AS {}").format(self._read(column), named(target.name)) for column, target in self.facts]
        title = self._cells.get("channel_display_name")
        value = read(Type.WORD, _cell(title)) if title else sql.SQL("''")
        return listed([*reads, *self._absent(), sql.SQL("{} AS channel_title").format(value)])

    def _absent(self) -> list[sql.Composable]:
        known = any(target.name == "channel" for _, target in self.facts)
        return [] if known else [sql.SQL("NULL::text AS channel")]

    def observed(self) -> sql.Composable:
        names = [target.name for _, target in self.facts if target.name != "channel"]
        # What is asked for apart from the others stands in front of them.
        return listed([named("o", name) for name in ["channel", "channel_title", *names]])

    def parts(self) -> dict[str, sql.Composable]:
        """What the statement that reads the news is made of."""
        counters = _cell(self._unread_counters, "o")
        unread = [*self._unread(), ("", sql.SQL("{} <> ''").format(counters), counters)]
        further = [(name, _cell(number, "o")) for name, number in self._kept.items()]
        # Apart from each other: the unread are nearly always none, and to look for each in every row costs a lot.
        extra = [_object(unread), _object([(name, sql.SQL("{} <> ''").format(cell), cell) for name, cell in further])]
        return {
            "fields": self.observed(),
            **self.cells(),
            "reads": self.reads(),
            "unread": _any(unread),
            "extra": listed(extra, " || "),
        }

    def _unread(self) -> list[Pair]:
        """The values that could not be read."""
        pairs = []
        for column, name in self.filled:
            cell = _cell(self._cells[column.name], "o")
            if (condition := unreadable(column.type, cell, named("o", name))) is not None:
                pairs.append((column.name, condition, cell))
        return pairs

    # Fields of the catalogue (v) beside what the report tells (o; the channel by its join ch) --------------

    def ours(self) -> sql.Composable:
        return listed([named("v", target.column) for _, target in self.facts] or [sql.SQL("1")])

    def theirs(self) -> sql.Composable:
        return listed([self._told(target) for _, target in self.facts] or [sql.SQL("1")])

    @staticmethod
    def _told(target: Field) -> sql.Composable:
        return sql.SQL("ch.id") if target.name == "channel" else named("o", target.name)

    def pairs(self) -> sql.Composable:
        """(field, ours, theirs, whether no other source has told it later), each as JSON."""
        return listed(
            [
                sql.SQL("({}, to_jsonb({}), to_jsonb({}), {})").format(
                    sql.Literal(target.name), named("v", target.column), self._told(target), self._told_last(target)
                )
                for _, target in self.facts
            ]
            or [NO_PAIR]
        )

    def differences(self) -> sql.Composable:
        """(field, ours, theirs, whether no other source has told it later), as JSON where they differ, else null."""
        return listed(
            [
                sql.SQL(
                    "({field}, CASE WHEN {differ} THEN to_jsonb({ours}) END,"
                    " CASE WHEN {differ} THEN to_jsonb({theirs}) END, {told_last})"
                ).format(
                    field=sql.Literal(target.name),
                    differ=sql.SQL("{} IS DISTINCT FROM {}").format(named("v", target.column), self._told(target)),
                    ours=named("v", target.column),
                    theirs=self._told(target),
                    told_last=self._told_last(target),
                )
                for _, target in self.facts
            ]
            or [NO_PAIR]
        )

    def _told_last(self, target: Field) -> sql.Composable:
        if Observer.ASSET in target.observers:
            return sql.SQL("(o.key, {}) NOT IN (SELECT key, field FROM outranked)").format(sql.Literal(target.name))
        if Observer.PULL in target.observers:
            return sql.SQL("coalesce(greatest(v.pulled_at, s.pulled_at) <= %(as_of)s, true)")
        return sql.SQL("true")

    def columns(self) -> sql.Composable:
        return listed([named(target.column) for _, target in self.facts if target.name != "channel"])

    def values(self) -> sql.Composable:
        return listed([named("o", target.name) for _, target in self.facts if target.name != "channel"])

    def assignments(self) -> sql.Composable:
        return listed(
            [
                sql.SQL("{0} = CASE WHEN {1} = ANY (a.fields) THEN {2} ELSE v.{0} END").format(
                    named(target.column), sql.Literal(target.name), self._told(target)
                )
                for _, target in self.facts
            ]
        )

    # Claims --------------------------------------------------------------------------------------------------

    def claim_cells(self) -> dict[str, sql.Composable]:
        """The cells that a claim is read from."""
        return self._split({self._cells[column.name] for column in self.claims})

    def claim_reads(self) -> sql.Composable:
        reads = [sql.SQL("{} AS {}").format(self._read(column), named(column.claim or "")) for column in self.claims]
        return listed(reads)

    def claim_parts(self) -> dict[str, sql.Composable]:
        # claim_id is among them and never differs: a report may tell nothing else of its claims.
        names = [column.claim or "" for column in self.claims]
        return {
            "columns": listed([named(name) for name in names]),
            "assignments": listed([sql.SQL("{0} = excluded.{0}").format(named(name)) for name in names]),
            "ours": listed([named("videos_claim", name) for name in names]),
            "told": listed([named("claimed", name) for name in names]),
            "theirs": listed([named("excluded", name) for name in names]),
        }
