"""Conflicts between what staff want and what YouTube holds: shown once an asset, and never answered unseen."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg import sql

from videos.fields import asset_fields
from videos.models import ChangeSet, EditConflict, OpenEdit, SeenConflict
from videos.resolve import Choice, answer_some, end_answer, resolve
from videos.statements import fetch, statement

MOST = 10_000  # conflicts that are answered while a person waits; more are the worker's
CHUNK = 20_000  # conflicts between two looks at whether to go on


@dataclass(frozen=True, slots=True)
class Seen:
    """What is at stake in a conflict: `token` stands for all of it, `conflicts` fields of as many videos are in it.

    `values`: how many values YouTube was seen to hold there.
    """

    token: str
    conflicts: int
    values: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The change set that an answer made, None where it answered nothing; and the conflicts that are others now."""

    change_set: ChangeSet | None
    changed: list[int]


def once_an_asset(conflicts: QuerySet[EditConflict]) -> QuerySet[EditConflict]:
    """Of the conflicts in a field of an asset only the one that was observed last, which stands for all of them."""
    others = EditConflict.objects.filter(field=OuterRef("field"), video__asset_id=OuterRef("video__asset_id"))
    later = Q(observed_at__gt=OuterRef("observed_at")) | Q(observed_at=OuterRef("observed_at"), pk__lt=OuterRef("pk"))
    shared = Q(field__in=list(asset_fields())) & ~Q(video__asset_id="")
    return conflicts.exclude(shared & Q(Exists(others.filter(later))))


def seen(conflicts: Collection[int]) -> dict[int, Seen]:
    """Give what is at stake in each of these conflicts; one that is answered is missing."""
    at_stake = statement("conflicts_at_stake", selection="SELECT unnest(%s::bigint[])")
    (found,) = fetch(statement("conflicts_seen", at_stake=at_stake), [list(asset_fields()), list(conflicts)])
    return {int(key): Seen(**facts) for key, facts in json.loads(found).items()}


def digest_of(conflicts: QuerySet[OpenEdit]) -> str:
    """Give one digest of all that is at stake in any number of conflicts."""
    at_stake, params = _at_stake(conflicts)
    return fetch(statement("conflicts_digest", at_stake=at_stake), params)[1]


def keep_seen(change_set: ChangeSet, conflicts: QuerySet[OpenEdit]) -> tuple[int, str]:
    """Keep what is at stake in these conflicts for the answer that `change_set` will be; gives number and digest."""
    at_stake, params = _at_stake(conflicts)
    return fetch(statement("conflicts_keep", at_stake=at_stake), [change_set.pk, *params])


def answer_seen(change_set: ChangeSet, tell: Callable[[str, int], None]) -> None:
    """Answer the conflicts that were kept for `change_set`, in its transaction, by ours or theirs as its request says.

    Where something else is at stake by now nothing is answered: `skipped` counts such conflicts. `tell` is told how far
    it is, and may end it by raising.
    """
    kept = SeenConflict.objects.filter(change_set=change_set)
    tell("finding the conflicts", 0)
    lock(OpenEdit.objects.filter(pk__in=kept.values("conflict")))
    tokens = dict(kept.order_by("conflict").values_list("conflict", "token"))
    keys, names, left = list(tokens), set(), 0
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        now = seen(some)
        same = [key for key in some if key in now and now[key].token == tokens[key]]
        names |= answer_some(change_set, OpenEdit.objects.filter(pk__in=same), Choice(change_set.request["answer"]))
        left += len(some) - len(same)
        tell("answering the conflicts", round(100 * (start + len(some)) / len(keys)))
    change_set.skipped = left
    change_set.request["skipped"] = {"answered meanwhile, or another than was seen": left} if left else {}
    end_answer(change_set, names)


def _at_stake(conflicts: QuerySet[OpenEdit]) -> tuple[sql.Composed, list[Any]]:
    selection, params = conflicts.order_by().values("id").query.sql_with_params()
    return statement("conflicts_at_stake", selection=selection), [list(asset_fields()), *params]


def answer(
    tokens: Mapping[int, str], choice: Choice | str, *, actor: User | None, reason: str = "", value: Any = None
) -> Answered:
    """Answer conflicts (id → the token of what the person has seen) as `resolve` does, as one change set.

    Where something else is at stake meanwhile nothing is answered: these come back as `changed`, to be shown again.
    ValueError: as `resolve`. The caller has asked for the actor's permission.
    """
    if not tokens:
        return Answered(None, [])
    chosen = OpenEdit.objects.filter(pk__in=list(tokens))
    with transaction.atomic():
        lock(chosen)
        now = seen(tokens)
        changed = [key for key, token in tokens.items() if key in now and now[key].token != token]
        same = [key for key, token in tokens.items() if key in now and now[key].token == token]
        return Answered(resolve(chosen.filter(pk__in=same), choice, actor=actor, reason=reason, value=value), changed)


def lock(conflicts: QuerySet[OpenEdit]) -> None:
    """Hold the videos of these conflicts until the end of the transaction, so that no observation changes them."""
    selection, params = conflicts.values("id").query.sql_with_params()
    fetch(statement("lock_conflicts", selection=selection), [*params, list(asset_fields())])
