"""A person's answer to conflicts: keep what staff want, or take what YouTube holds."""

from enum import StrEnum

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet

from videos.edit import follow
from videos.fields import FIELDS, asset_fields, youtube_fields
from videos.models import ChangeSet, OpenEdit
from videos.statements import fetch, held, statement


class Choice(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


def resolve(
    open_edits: QuerySet[OpenEdit], choice: Choice | str, *, actor: User | None, reason: str = ""
) -> ChangeSet | None:
    """Answer those of `open_edits` that are in conflict, as one change set; None where none is.

    "ours": they are to be pushed again, over what YouTube holds now. "theirs": the videos take it, and the open edits
    are gone. A conflict in a field of the asset is answered for all videos of the asset. ValueError: another choice.
    To type a third value is an edit. The caller has asked for the actor's permission.
    """
    choice = Choice(choice)
    asset = list(asset_fields())
    try:
        chosen, params = open_edits.values("id").query.sql_with_params()
    except EmptyResultSet:
        return None
    with transaction.atomic():
        locked = fetch(statement("lock_conflicts", selection=chosen), [*params, asset])
        if locked == (0,):
            return None
        change_set = ChangeSet.objects.create(
            kind=ChangeSet.Kind.RESOLVE,
            label="Kept ours" if choice is Choice.OURS else "Took YouTube's",
            reason=reason,
            actor=actor,
            request={"choice": choice.value},
        )
        names: list[str] = []
        if choice is Choice.OURS:
            answer = statement("keep_ours", selection=chosen)
            change_set.videos, change_set.request["kept"] = fetch(answer, [*params, change_set.pk, asset])
        else:
            answer = statement("log_theirs", selection=chosen, held=held(youtube_fields().values()))
            change_set.videos, change_set.changes, names = fetch(answer, [asset, *params, change_set.pk])
        if not change_set.videos:
            # Somebody else has just answered them.
            transaction.set_rollback(True)
            return None
        follow(change_set, [FIELDS[name] for name in names])
    return change_set
