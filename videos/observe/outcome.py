"""What came of an observation, object by object: what a run of the sync tells of each video."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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


@dataclass(slots=True)
class Outcome:
    """`changed`: field → [old, new], as the log has it. `confirmed`, `conflicts`: fields with an open edit."""

    changed: dict[str, list[Any]] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    mark: Mark | None = None


class Outcomes(dict[str, Outcome]):
    """YouTube's ID of a video → what came of it. Of the others that were asked for nothing is new.

    `change_set` is the act that is in the log, or None where nothing changed.
    """

    change_set: ChangeSet | None = None
    changes: int = 0
    conflicts: int = 0  # that are new, or of another value than before
    counters_moved: int = 0

    def of(self, key: str) -> Outcome:
        return self.setdefault(key, Outcome())

    def merge(self, cursor: CursorWrapper, params: Params, observed: sql.Composable, is_change: sql.Composable) -> None:
        """Settle the open edits and log the rest, of `delta` and `settled`; `observed` has the keys of the videos."""
        for key, name in _rows(cursor, "confirmed", params, observed=observed):
            self.of(key).confirmed.append(name)
        self.conflicts += three_way.settle(cursor, params)
        for key, name in _rows(cursor, "contradicted", params, observed=observed):
            self.of(key).conflicts.append(name)
        for key, name, old, new in _rows(cursor, "changed", params, observed=observed, is_change=is_change):
            self.of(key).changed[name] = [None if value is None else json.loads(value) for value in (old, new)]
        self.changes += three_way.log(cursor, params, is_change)

    def end(self, change_set: ChangeSet) -> None:
        """Keep the counts of the change set and tell the open pages; one without anything in it goes."""
        new = sum(one.mark == Mark.NEW for one in self.values())
        marked = sum(one.mark in (Mark.MISSING, Mark.RETURNED) for one in self.values())
        changed = [key for key, one in self.items() if one.changed]
        if not (new or marked or changed or self.conflicts):
            change_set.delete()
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


def begin(label: str, as_of: Any) -> ChangeSet:
    """Open the change set of a pull."""
    return ChangeSet.objects.create(kind=ChangeSet.Kind.PULL, label=label, as_of=as_of)
