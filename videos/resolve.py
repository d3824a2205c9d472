"""A person's answer to conflicts: keep what staff want, take what YouTube holds, or set another value."""

import json
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from videos.approvals import hold_to_rules
from videos.edit import accepted, settle, take_over
from videos.fields import FIELDS, asset_fields, youtube_fields
from videos.models import Change, ChangeSet, OpenEdit
from videos.statements import fetch, held, statement


class Choice(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    OTHER = "other"


LABELS = {Choice.OURS: "Kept ours", Choice.THEIRS: "Took YouTube's", Choice.OTHER: "Answered by another value"}


def resolve(
    open_edits: QuerySet[OpenEdit], choice: Choice | str, *, actor: User | None, reason: str = "", value: Any = None
) -> ChangeSet | None:
    """Answer those of `open_edits` that are in conflict, as one change set; None where none is.

    "ours": they are to be pushed again, over what YouTube holds now. "theirs": the videos take it, and the open edits
    are gone. "other": all of them, which are of one field, take `value`. A conflict in a field of the asset is answered
    for all videos of the asset. ValueError, with a sentence: another choice, a value that YouTube would refuse, several
    fields for one value; or what `videos.approvals` holds up. The caller has asked for the actor's permission.
    """
    choice = Choice(choice)
    try:
        chosen, params = open_edits.values("id").query.sql_with_params()
    except EmptyResultSet:
        return None
    request: dict[str, Any] = {"choice": choice.value}
    answer, given = "o.theirs", []
    if choice is Choice.OTHER:
        request["values"] = _for_one_field(open_edits, value)
        answer, given = "%s::jsonb", [json.dumps(each) for each in request["values"].values()]
    asset = list(asset_fields())
    with transaction.atomic():
        if fetch(statement("lock_conflicts", selection=chosen), [*params, asset]) == (0,):
            return None
        change_set = ChangeSet.objects.create(
            kind=ChangeSet.Kind.RESOLVE, label=LABELS[choice], reason=reason, actor=actor, request=request
        )
        names: list[str] = []
        if choice is not Choice.OURS:
            log = statement("log_answer", selection=chosen, answer=answer, held=held(youtube_fields().values()))
            change_set.videos, change_set.changes, names = fetch(log, [*given, asset, *params, change_set.pk])
        fields = [FIELDS[name] for name in names]
        if choice is Choice.OTHER:
            hold_to_rules(change_set, names)
        take_over(change_set, fields)
        if choice is not Choice.THEIRS:
            # What took another value is in conflict no more; what wanted that value already just keeps it.
            kept = fetch(statement("keep_ours", selection=chosen), [*params, change_set.pk, asset])
            change_set.videos, request["kept"] = change_set.videos + kept[0], kept[1]
        if not change_set.videos:
            # Somebody else has just answered them.
            transaction.set_rollback(True)
            return None
        settle(change_set, fields)
    return change_set


def answer_some(change_set: ChangeSet, open_edits: QuerySet[OpenEdit], choice: Choice) -> set[str]:
    """Answer some of the conflicts that `change_set` answers, by ours or theirs; gives the fields that it logged.

    The caller has locked their videos, and ends the change set by `end_answer`.
    """
    try:
        chosen, params = open_edits.values("id").query.sql_with_params()
    except EmptyResultSet:
        return set()
    asset = list(asset_fields())
    if choice is Choice.OURS:
        fetch(statement("keep_ours", selection=chosen), [*params, change_set.pk, asset])
        return set()
    last = Change.objects.filter(change_set=change_set).aggregate(last=Max("id"))["last"] or 0
    log = statement("log_answer", selection=chosen, answer="o.theirs", held=held(youtube_fields().values()))
    *_, names = fetch(log, [asset, *params, change_set.pk])
    take_over(change_set, [FIELDS[name] for name in names], after=last)
    return set(names)


def end_answer(change_set: ChangeSet, names: Collection[str]) -> None:
    """End a change set that `answer_some` has filled: count what it did, in these fields."""
    log = Change.objects.filter(change_set=change_set)
    counted = log.aggregate(changes=Count("id"), videos=Count("video_id", distinct=True))
    kept = OpenEdit.objects.filter(change_set=change_set) if not names else OpenEdit.objects.none()
    asked = kept.aggregate(kept=Count("id"), videos=Count("video_id", distinct=True))
    change_set.changes, change_set.videos = counted["changes"], counted["videos"] + asked["videos"]
    if asked["kept"]:
        change_set.request["kept"] = asked["kept"]
    settle(change_set, [FIELDS[name] for name in names])


def _for_one_field(open_edits: QuerySet[OpenEdit], value: Any) -> dict[str, Any]:
    names = list(open_edits.order_by("field").values_list("field", flat=True).distinct()[:2])
    if len(names) > 1:
        raise ValueError("These conflicts are of several fields, and a value is of one: filter by a field first.")
    return accepted(dict.fromkeys(names, value)) if names else {}
