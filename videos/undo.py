"""Taking a person's change set back: each video that still holds what was set gets back what it held before."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from psycopg import sql

from videos.bulk.preview import scaled
from videos.edit import follow
from videos.fields import LOGGED, Field
from videos.models import Change, ChangeSet
from videos.statements import fetch, held, run, statement

# Observations are what YouTube says: to answer one, a person edits.
UNDOABLE = frozenset(
    {
        ChangeSet.Kind.EDIT,
        ChangeSet.Kind.BULK,
        ChangeSet.Kind.IMPORT,
        ChangeSet.Kind.RESOLVE,
        ChangeSet.Kind.RULE,
        ChangeSet.Kind.UNDO,
    }
)
SAMPLE = 20  # of the fields that an undo leaves
LOOKED_AT = 50_000  # fields that an outlook works out; a page waits for it


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an undo would do: fields and videos restored, fields and videos left, and the first of those left.

    `exact`: else only the first fields of the log were worked out, and the counts are scaled.
    Each of `sample` is {"video": YouTube's id, "field", "set": what was set, "holds": what stands there now,
    "why": "changed since" | "in conflict" | "gone"}.
    """

    restored: int
    videos: int
    left: int
    videos_left: int
    sample: list[dict[str, Any]]
    exact: bool = True


def outlook(change_set: ChangeSet, names: Collection[str] | None = None) -> Outlook:
    """Tell what an undo of `change_set` would restore and leave now. It writes and locks nothing.

    `names`: the fields that its log may hold, where they are known. Of a large one only a part is looked at.
    """
    log, number = log_left(change_set)
    fields = _fields_of(log) if names is None else [LOGGED[name] for name in names if name in LOGGED]
    if number <= LOOKED_AT:
        return _outlook(log, fields)
    part = _outlook(log.order_by("id")[:LOOKED_AT], fields)
    counts = (part.restored, part.videos, part.left, part.videos_left)
    return Outlook(*(scaled(count, number / LOOKED_AT) for count in counts), part.sample, exact=False)


def undo(
    change_set: ChangeSet, *, actor: User | None, reason: str = "", way_back: ChangeSet | None = None
) -> ChangeSet:
    """Restore what `change_set` changed and no undo has restored, wherever it still stands; give what did it.

    `way_back` is that change set, where it stands already because the undo was asked for earlier.

    What has been changed since, or waits as a conflict for a person, is left: `skipped` counts such videos, and
    `request["left"]` holds the count of such fields and a sample. ValueError, with a sentence: it cannot be undone.
    The caller has asked for the actor's permission.
    """
    with transaction.atomic():
        # Of two people who undo the same, the second waits here and is told.
        undone = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
        if obstacle := why_not(undone):
            raise ValueError(obstacle)
        fetch(statement("lock_changed"), [undone.pk])
        log, _ = log_left(undone)
        fields = _fields_of(log)
        found = _outlook(log, fields)
        if not found.restored:
            raise ValueError(f"Nothing of “{undone}” still stands as it was set: there is nothing to undo.")
        if way_back is None:
            kind = ChangeSet.Kind.UNDO
            way_back = ChangeSet.objects.create(
                kind=kind, label=label_of(undone), reason=reason, actor=actor, undo_of=undone
            )
        else:
            ChangeSet.objects.filter(pk=way_back.pk).update(undo_of=undone)
        way_back.request["left"] = {"count": found.left, "sample": found.sample}
        way_back.videos, way_back.changes, way_back.skipped = found.videos, found.restored, found.videos_left
        standing, params = _standing(log, fields)
        run(statement("log_undo", standing=standing), [way_back.pk, *params])
        follow(way_back, fields)
    return way_back


def label_of(undone: ChangeSet) -> str:
    """What the undo of a change set is called."""
    return f"Undid: {undone.label}"


def why_not(change_set: ChangeSet) -> str:
    """Why a change set cannot be undone, in a sentence; empty where it can."""
    if change_set.kind not in UNDOABLE:
        return f"“{change_set}” tells what YouTube holds. It cannot be undone: edit the videos instead."
    if change_set.status != ChangeSet.Status.APPLIED:
        return f"“{change_set}” is {change_set.get_status_display()}: only what has been applied can be undone."
    if is_over(undos := undos_of(change_set)):
        by, each = " and ".join(f"#{one.pk}" for one in undos), "That one" if len(undos) == 1 else "Each of them"
        return f"“{change_set}” has been undone already, by {by}. {each} can be undone in turn."
    return ""


def undos_of(change_set: ChangeSet) -> list[ChangeSet]:
    """The undos of a change set, the first one first: each has restored what those before it had to leave."""
    return list(ChangeSet.objects.filter(undo_of=change_set).order_by("pk"))


def is_over(undos: list[ChangeSet]) -> bool:
    """Whether these undos of a change set have left nothing of it."""
    return bool(undos) and not undos[-1].request["left"]["count"]


def log_left(change_set: ChangeSet) -> tuple[QuerySet[Change], int]:
    """The changes of a change set that no undo has taken back, and how many they are, if nothing came to it since.

    What one has restored is left to who undoes that one: it may have been set anew since, by somebody who meant it.
    """
    log, undos = Change.objects.filter(change_set=change_set), undos_of(change_set)
    if undos:
        back = Change.objects.filter(change_set__in=[one.pk for one in undos])
        log = log.filter(~Exists(back.filter(video=OuterRef("video"), field=OuterRef("field"))))
    return log, change_set.changes - sum(one.changes for one in undos)


def _outlook(log: QuerySet[Change], fields: list[Field]) -> Outlook:
    if not fields:
        return Outlook(0, 0, 0, 0, [])
    standing, params = _standing(log, fields)
    *counts, sample = fetch(statement("undo_outlook", standing=standing), [*params, SAMPLE])
    return Outlook(*counts, sample=json.loads(sample))


def _fields_of(log: QuerySet[Change]) -> list[Field]:
    """The fields in a log that still are fields of a video."""
    names = log.order_by("field").values_list("field", flat=True).distinct()
    return [LOGGED[name] for name in names if name in LOGGED]


def _standing(log: QuerySet[Change], fields: list[Field]) -> tuple[sql.Composed, list[Any]]:
    rows, params = log.query.sql_with_params()
    standing = statement("undo_standing", holds=held(fields), log=f"({rows})")
    return standing, [[field.name for field in fields], *params]
