"""What the Data API told of videos enters the catalogue, in sets: the three-way merge, counters, and who is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from videos.fields import Field, Observer, youtube_fields
from videos.observe import three_way, told
from videos.observe.outcome import Mark, Outcomes, begin
from videos.observe.workplace import take_turn, workplace
from videos.statements import statement

FIELDS = youtube_fields(Observer.PULL)
PLAIN = [one for one in FIELDS.values() if one.name != told.CHANNEL]
ONLY_PULLED = [one.name for one in PLAIN if one.observers == {Observer.PULL}]
COUNTERS = ("views", "comments", "likes")
# A report may know no more than the day.
ANOTHER_DAY = "(v.time_published IS NULL OR v.time_published::date <> o.time_published::date)"
OBSERVED = sql.Identifier("observed")
PULLED = sql.SQL(
    "pulled_at = CASE WHEN o.there THEN %(as_of)s ELSE v.pulled_at END, etag = coalesce(o.etag, v.etag),"
    " missing_since = CASE WHEN NOT o.there THEN coalesce(v.missing_since, %(as_of)s) END"
)
# The first sight of a field is no change: of those that only the Data API tells, and of those that were blank.
# An aspect always was what it is: it is only learnt.
IS_CHANGE = sql.SQL(
    "NOT (d.field = 'aspect' AND d.old IS NULL) AND NOT (d.video IN (SELECT video FROM observed WHERE first_sight)"
    " AND (d.field = ANY (%(only_pulled)s::text[]) OR d.old IS NULL OR d.old IN ('\"\"', '[]')))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What YouTube told of one video.

    `facts`: field → value, of `channel` YouTube's ID; None, or no such field, is what it did not tell.
    """

    facts: Mapping[str, Any]
    channel_title: str = ""
    counters: Mapping[str, int] = field(default_factory=dict)  # of `COUNTERS`
    etag: str = ""


def observe_videos(
    seen: Mapping[str, Seen | None], *, as_of: datetime, label: str = "", bring_in: bool = False, written: bool = False
) -> Outcomes:
    """Merge what YouTube told at `as_of` (video ID → what it told, None where it returned none), in one transaction.

    `bring_in`: what the catalogue does not hold yet comes in. `written`: YouTube holds some of it because it was just
    pushed, so that the next report is not taken for unchanged. Videos that a later answer has told of are left alone,
    and so are fields that a later report has told. Gives what came of each video of which something is new.
    """
    outcomes = Outcomes()
    if not seen:
        return outcomes
    with transaction.atomic(), connection.cursor() as cursor, workplace(cursor):
        cursor.execute("SET LOCAL jit = off")
        take_turn(cursor)
        change_set = begin(label or f"Pulled {len(seen):,} videos from YouTube", as_of)
        asked = {"as_of": as_of, "change_set": change_set.pk, "bring_in": bring_in, "written": written}
        _load(cursor, seen)
        run = _Merge(cursor, {**asked, "only_pulled": ONLY_PULLED}, outcomes)
        run.observe()
        run.merge()
        run.count()
        outcomes.end(change_set)
    return outcomes


def _load(cursor: CursorWrapper, seen: Mapping[str, Seen | None]) -> None:
    cursor.execute(statement("observe/videos_told", columns=told.columns(PLAIN)))
    told.fill(cursor, _rows(seen))
    cursor.execute("ANALYZE told (key)")


def _rows(seen: Mapping[str, Seen | None]) -> Iterator[list[Any]]:
    names = [one.name for one in PLAIN]
    nothing = [None] * (len(COUNTERS) + len(names))
    for key, one in seen.items():
        if one is None:
            yield [key, False, None, None, None, *nothing]
            continue
        counters = [one.counters.get(name) for name in COUNTERS]
        facts = [one.facts.get(name) for name in names]
        yield [key, True, one.facts.get(told.CHANNEL), one.channel_title, one.etag or None, *counters, *facts]


class _Merge:
    """The steps of one merge, each a statement of `videos/sql/observe/`."""

    def __init__(self, cursor: CursorWrapper, params: dict[str, Any], outcomes: Outcomes) -> None:
        self._cursor, self._params, self._outcomes = cursor, params, outcomes
        self._observed = 0  # videos, known or not

    def _run(self, name: str, **parts: sql.Composable) -> int:
        self._cursor.execute(statement(f"observe/{name}", **parts), self._params)
        return self._cursor.rowcount

    def observe(self) -> None:
        self._observed = self._run("videos_observed")
        self._cursor.execute("ANALYZE observed (key, video, first_sight)")
        self._run("videos_marks")
        for key, mark in self._cursor.fetchall():
            self._outcomes.of(key).mark = Mark(mark)
        self._run("channels")
        self._run("videos_insert", columns=_names(PLAIN), values=told.defaults(PLAIN))

    def merge(self) -> None:
        fields, last = FIELDS.values(), _told_last()
        parts = {"ours": told.ours(fields), "theirs": told.theirs(fields)}
        self._run("videos_lock", **parts)
        three_way.differ(self._cursor, self._params, observed=OBSERVED, pairs=told.pairs(fields, last), **parts)
        three_way.weigh(self._cursor, self._params, observed=OBSERVED, pairs=told.all_pairs(fields, last))
        self._outcomes.merge(self._cursor, self._params, OBSERVED, IS_CHANGE)
        self._run("fields_changed")
        if changed := [FIELDS[name] for (name,) in self._cursor.fetchall()]:
            self._run("videos_update", assignments=told.assignments(changed), pulled=PULLED)
        self._params["settled"] = [key for key, one in self._outcomes.items() if one.confirmed or one.conflicts]
        self._run("videos_pulled", pulled=PULLED)
        self._run("videos_occurred")

    def count(self) -> None:
        self._outcomes.counters_moved = self._run("counters_moved")
        self._run("counters_keep")
        if self._run("counters_move") < self._observed:  # else all have their counters
            self._run("counters_new")


def _names(fields: Iterable[Field]) -> sql.Composed:
    return told.joined(sql.Identifier(one.column) for one in fields)


def _told_last() -> dict[str, sql.Composable]:
    """For each field the condition under which nobody has told it later."""
    conditions: dict[str, sql.Composable] = {}
    for name, one in FIELDS.items():
        reported = Observer.REPORT in one.observers
        conditions[name] = sql.SQL("NOT o.reported_later" if reported else "true")
    conditions["time_published"] = sql.SQL(f"NOT o.reported_later AND {ANOTHER_DAY}")
    return conditions
