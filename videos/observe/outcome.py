"""What came of an observation, object by object: what a run of the sync tells of each video."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg import sql

from cmsmeta.lib import live
from videos.models import ChangeSet, Video
from videos.observe import three_way
from videos.observe.three_way import Params
from videos.statements import statement

ANNOUNCED = 100  # ids that a message carries at most


class Mark(StrEnum):
    """What befell a video as a whole."""

    NEW = "new"
    MISSING = "missing"  # YouTube returns it no more
    RETURNED = "returned"
    UNKNOWN = "unknown"  # YouTube returned it, the catalogue does not hold it, and it was not to be brought in


Fields = dict[str, list[Any]]


@dataclass(slots=True)
class Outcome:
    """What came of it field by field: `changed` from [old, new], as the log has it; of those with an open edit,
    `confirmed` from [base, wanted], and `conflicts` as [wanted, theirs]. Those in `standing` were the same before.
    """

    changed: Fields = field(default_factory=dict)
    confirmed: Fields = field(default_factory=dict)
    conflicts: Fields = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    mark: Mark | None = None

    @property
    def fields(self) -> Fields:
        return {**self.changed, **self.confirmed, **self.conflicts}

    def add(self, other: "Outcome") -> None:
        """Add what came of another observation of the same video."""
        self.changed |= other.changed
        self.confirmed |= other.confirmed
        self.conflicts |= other.conflicts
        self.standing |= other.standing
        self.mark = self.mark or other.mark


NOTHING = Outcome()


class Outcomes(dict[str, Outcome]):
    """YouTube's ID of a video → what came of it. Of the others that were asked for nothing is new.

    `change_set` is the act that is in the log, or None where nothing changed.
    """

    change_set: ChangeSet | None = None
    changes: int = 0
    conflicts: int = 0  # that are new, or of another value than before
    counters_moved: int = 0
    others: int = 0  # assets or claims that are new or changed

    def of(self, key: str) -> Outcome:
        return self.setdefault(key, Outcome())

    def merge(self, cursor: CursorWrapper, params: Params, observed: sql.Composable, is_change: sql.Composable) -> None:
        """Settle the open edits and log the rest, of `delta` and `settled`; `observed` has the keys of the videos."""
        told = {"observed": observed}
        for key, name, *values in _rows(cursor, "confirmed", params, **told):
            self.of(key).confirmed[name] = _read(values)
        self.conflicts += three_way.settle(cursor, params)
        for key, name, stands, *values in _rows(cursor, "contradicted", params, **told):
            self.of(key).conflicts[name] = _read(values)
            self.of(key).standing.update([name] if stands else [])
        self.take_changes(_rows(cursor, "changed", params, is_change=is_change, **told))
        self.changes += three_way.log(cursor, params, is_change)

    def add(self, more: "Outcomes") -> None:
        """Add what came of another observation of the same videos."""
        for key, outcome in more.items():
            self.of(key).add(outcome)
        self.change_set = self.change_set or more.change_set

    def take_changes(self, rows: list[tuple[Any, ...]]) -> None:
        """Note the changes: rows of (video ID, field, old, new), the values as JSON."""
        for key, name, *values in rows:
            self.of(key).changed[name] = _read(values)

    def end(self, change_set: ChangeSet) -> None:
        """Keep the counts of the change set and tell the open pages; one without anything in it goes."""
        new = sum(one.mark == Mark.NEW for one in self.values())
        marked = sum(one.mark in (Mark.MISSING, Mark.RETURNED) for one in self.values())
        changed = [key for key, one in self.items() if one.changed]
        if not (new or marked or changed or self.conflicts or self.others):
            with connection.cursor() as cursor:
                cursor.execute(statement("observe/drop_set"), {"change_set": change_set.pk})
            return
        change_set.videos, change_set.changes = new + len(changed), self.changes
        change_set.conflicts, change_set.finished_at = self.conflicts, timezone.now()
        change_set.save(update_fields=["videos", "changes", "conflicts", "finished_at"])
        live.publish("changeset.status", change_set.state())
        self.change_set = change_set
        if changed:
            ids = Video.objects.filter(video_id__in=changed[:ANNOUNCED]).values_list("pk", flat=True)
            live.publish("video.changed", {"ids": sorted(ids), "count": len(changed)})


def _rows(cursor: CursorWrapper, name: str, params: Params, **parts: sql.Composable) -> list[tuple[Any, ...]]:
    cursor.execute(statement(f"observe/{name}", **parts), params)
    return cursor.fetchall()


def _read(values: list[str | None]) -> list[Any]:
    return [None if value is None else json.loads(value) for value in values]


def begin(label: str, as_of: Any) -> ChangeSet:
    """Open the change set of a pull."""
    return ChangeSet.objects.create(kind=ChangeSet.Kind.PULL, label=label, as_of=as_of)
