"""What people want of videos: an edit, as one change set, whatever the number of videos.

The change log is the work list. An edit locks its videos and logs what differs; then open edits and videos
follow the log, in a constant number of statements. Undo, and the answer to a conflict, log and follow likewise.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import get_text_list

from cmsmeta.lib import live
from videos.approvals import hold_to_rules
from videos.fields import FIELDS, SHORT_VERDICT, Field, editable_fields
from videos.models import ChangeSet, Video
from videos.rules import normalised, problems
from videos.statements import assignments, fetch, run, statement


def edit_videos(
    videos: QuerySet[Video],
    values: Mapping[str, Any],
    *,
    actor: User | None,
    reason: str = "",
    kind: ChangeSet.Kind = ChangeSet.Kind.EDIT,
    label: str = "",
) -> ChangeSet | None:
    """Give every video of `videos` the `values` (field name → value), and log it as one change set.

    A field of the asset changes in all videos of the asset. What YouTube holds leaves an open edit to push.
    Nothing differs: nothing is written, and None is given back. ValueError: a field that nobody may edit, or a
    value of another type or against the rules of `videos.rules`; or what `videos.approvals` holds up, since it needs
    a reason or a second person. The caller has asked for the actor's permission.
    """
    wanted = accepted(values)
    try:
        selection = Video.objects.filter(pk__in=videos.values("pk")).values_list("id", "asset_id")
        sql, params = selection.query.sql_with_params()
    except EmptyResultSet:
        return None
    fields = [FIELDS[name] for name in wanted]
    widen = str(any(field.of_asset for field in fields))
    with transaction.atomic():
        change_set = ChangeSet.objects.create(
            kind=kind, label=label or _label(wanted), reason=reason, actor=actor, request={"values": wanted}
        )
        selected, others, _ = fetch(statement("lock_selected", selection=sql, widen=widen), params)
        new = [None if value is None else json.dumps(value) for value in wanted.values()]
        log = statement("log_edit", differences=", ".join(map(_difference, fields)))
        change_set.videos, change_set.changes = fetch(log, [selected, others, change_set.pk, *new])
        if not change_set.changes:
            # Takes the change set back, and lets the videos go.
            transaction.set_rollback(True)
            return None
        if skipped := len(selected) + len(others) - change_set.videos:
            change_set.skipped = skipped
            change_set.request["skipped"] = {"already so": skipped}
        hold_to_rules(change_set, wanted)
        follow(change_set, fields)
    return change_set


def accepted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as YouTube would hold them, in the JSON form of their fields.

    ValueError, in sentences: what staff may not set, or what YouTube would refuse.
    """
    if not values:
        raise ValueError("There is nothing to edit: name a field and the value that it should have.")
    editable = editable_fields()
    if unknown := [name for name in values if name not in editable]:
        raise ValueError(
            f"Nobody may edit {get_text_list(unknown, 'and')}. These can be edited: {', '.join(editable)}."
        )
    wanted = {name: editable[name].accept(normalised(name, value)) for name, value in values.items()}
    if refused := [problem for name, value in wanted.items() for problem in problems(name, value)]:
        raise ValueError(" ".join(refused))
    return wanted


def follow(change_set: ChangeSet, fields: Iterable[Field]) -> None:
    """Let open edits and videos follow the change log of a change set, whose `fields` these are.

    Its videos are locked, and its counts are set on the object: they are saved, and the open pages are told them
    after the commit.
    """
    fields = list(fields)
    take_over(change_set, fields)
    settle(change_set, fields)


def take_over(change_set: ChangeSet, fields: Iterable[Field], after: int = 0) -> None:
    """Let open edits and videos take what a change set has logged, behind the row `after` of the log."""
    fields = list(fields)
    key = [change_set.pk, after]
    if pushed := [field.name for field in fields if field.on_youtube]:
        run(statement("move_open_edits"), [*key, pushed])
    if columns := [field for field in fields if field is not SHORT_VERDICT]:
        run(statement("apply_changes", assignments=assignments(columns)), key)
    if SHORT_VERDICT in fields:
        run(statement("apply_verdicts"), [change_set.actor_id, *key, SHORT_VERDICT.name])


def settle(change_set: ChangeSet, fields: Iterable[Field]) -> None:
    """End a change set that open edits and videos have followed: save its counts, and tell the open pages."""
    if any(field.on_youtube for field in fields):
        run(statement("close_open_edits"), [change_set.pk])
    change_set.finished_at = timezone.now()
    change_set.save(update_fields=["videos", "changes", "skipped", "request", "finished_at"])
    live.publish("changeset.status", change_set.state())


def _difference(field: Field) -> str:
    return f"('{field.name}', {field.of_asset}, to_jsonb(v.{field.column}), %s::jsonb)"


def _label(names: Iterable[str]) -> str:
    return f"Edited {get_text_list([str(Video._meta.get_field(name).verbose_name) for name in names], 'and')}"
