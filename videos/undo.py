"""Taking a person's change set back: each video that still holds what was set gets back what it held before."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
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
    fields = _fields_of(change_set) if names is None else [LOGGED[name] for name in names if name in LOGGED]
    if change_set.changes <= LOOKED_AT:
        return _outlook(change_set, fields)
    part = _outlook(change_set, fields, LOOKED_AT)
    counts = (part.restored, part.videos, part.left, part.videos_left)
    return Outlook(*(scaled(count, change_set.changes / LOOKED_AT) for count in counts), part.sample, exact=False)


def undo(
    change_set: ChangeSet, *, actor: User | None, reason: str = "", way_back: ChangeSet | None = None
) -> ChangeSet:
    """Restore what `change_set` changed, wherever it still stands; give back the change set that did it.

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
        fields = _fields_of(undone)
        found = _outlook(undone, fields)
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
        standing, params = _standing(undone, fields)
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
    if undone_by := ChangeSet.objects.filter(undo_of=change_set).first():
        return f"“{change_set}” has been undone already, by #{undone_by.pk}. That one can be undone in turn."
    return ""


def _outlook(change_set: ChangeSet, fields: list[Field], first: int | None = None) -> Outlook:
    if not fields:
        return Outlook(0, 0, 0, 0, [])
    standing, params = _standing(change_set, fields, first)
    *counts, sample = fetch(statement("undo_outlook", standing=standing), [*params, SAMPLE])
    return Outlook(*counts, sample=json.loads(sample))


def _fields_of(change_set: ChangeSet) -> list[Field]:
    """The fields in the log of a change set that still are fields of a video."""
    names = Change.objects.filter(change_set=change_set).order_by("field").values_list("field", flat=True).distinct()
    return [LOGGED[name] for name in names if name in LOGGED]


def _standing(change_set: ChangeSet, fields: list[Field], first: int | None = None) -> tuple[sql.Composed, list[Any]]:
    log = sql.SQL("videos_change")
    if first is not None:
        some = "(SELECT * FROM videos_change WHERE change_set_id = {} ORDER BY id LIMIT {})"
        log = sql.SQL(some).format(sql.Literal(change_set.pk), sql.Literal(first))
    standing = statement("undo_standing", holds=held(fields), log=log)
    return standing, [[field.name for field in fields], change_set.pk]
