"""A person's answer to conflicts: keep what staff want, take what YouTube holds, or set another value."""

import json
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet

from videos.approvals import hold_to_rules
from videos.edit import accepted, settle, take_over
from videos.fields import FIELDS, asset_fields, youtube_fields
from videos.models import ChangeSet, OpenEdit
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


def _for_one_field(open_edits: QuerySet[OpenEdit], value: Any) -> dict[str, Any]:
    names = list(open_edits.order_by("field").values_list("field", flat=True).distinct()[:2])
    if len(names) > 1:
        raise ValueError("These conflicts are of several fields, and a value is of one: filter by a field first.")
    return accepted(dict.fromkeys(names, value)) if names else {}
