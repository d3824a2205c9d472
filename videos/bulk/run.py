"""Applying a change set that waits: in one transaction, once, whoever runs it and wherever one is killed.

Chunk by chunk the differences are logged, and open edits and videos follow the log. Between chunks the open pages
are told how far it is, and a person's wish to stop is heard; nothing of it is in the catalogue before all of it is.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.utils import timezone
from psycopg import sql

from cmsmeta.lib import live
from cmsmeta.lib.alone import alone
from videos.approvals import CHANGE_VIDEO, UNDO, beyond_recall, permissions_for, rule_for
from videos.bulk.actions import Action, action_of
from videos.bulk.preview import IRREVERSIBLE
from videos.bulk.progress import keep
from videos.bulk.selection import Selection
from videos.bulk.settings import differences, fields_of
from videos.conflicts import answer_seen
from videos.edit import settle, take_over
from videos.models import ApprovalRule, Change, ChangeSet, OpenEdit, SeenConflict, Spreadsheet
from videos.sheets.apply import apply as apply_sheet
from videos.statements import fetch, statement
from videos.undo import undo

LOCK_CLASS = 7301
CHUNK = 20_000  # videos between two looks at whether to go on
ATTEMPTS = 5
Status = ChangeSet.Status
WAITING = (Status.QUEUED, Status.RUNNING)


class Stopped(Exception):
    """A person has cancelled it meanwhile."""


class Refused(Exception):
    """It cannot be done as it was asked for; the text says why and what to do."""


class Awaiting(Exception):
    """It turned out to be larger than one person may decide."""

    def __init__(self, rule: ApprovalRule) -> None:
        super().__init__(str(rule))
        self.rule = rule


def run(change_set: ChangeSet) -> None:
    """Apply `change_set` if it waits and nobody else has it; its status says how that ended.

    An error of the database leaves it waiting, to be run again.
    """
    with alone(LOCK_CLASS, change_set.pk) as mine:
        if not mine or not _begin(change_set):
            return
        try:
            with transaction.atomic():
                _apply(change_set)
                if not _still_running(change_set).update(status=Status.APPLIED):
                    raise Stopped
                change_set.status = Status.APPLIED
                live.publish("changeset.status", change_set.state())
        except Stopped:
            pass
        except Refused as refusal:
            end(change_set, Status.FAILED, error=str(refusal))
        except Awaiting as found:
            end(change_set, Status.AWAITING, rule=str(found.rule))
    change_set.refresh_from_db()


def end(change_set: ChangeSet, status: Status, **said: str) -> None:
    """End a run without a change to the catalogue, and say why in the request."""
    fresh = ChangeSet.objects.get(pk=change_set.pk)
    finished = None if status == Status.AWAITING else timezone.now()
    request = {**fresh.request, **said}
    if _still_running(change_set).update(status=status, finished_at=finished, request=request):
        fresh.status = status
        live.publish("changeset.status", fresh.state())


def _begin(change_set: ChangeSet) -> bool:
    with transaction.atomic():
        waiting = ChangeSet.objects.select_for_update().filter(pk=change_set.pk, status__in=WAITING).first()
        if waiting is None:
            return False
        attempts = waiting.request.get("attempts", 0) + 1
        status = Status.RUNNING if attempts <= ATTEMPTS else Status.FAILED
        waiting.request["attempts"] = attempts
        waiting.request.pop("progress", None)  # of a worker that died
        if status == Status.FAILED:
            waiting.request["error"] = f"It was begun {ATTEMPTS} times and never came to its end. Ask an administrator."
        waiting.status = change_set.status = status
        waiting.save(update_fields=["status", "request"])
        change_set.request = waiting.request
        live.publish("changeset.status", waiting.state())
    return status == Status.RUNNING


def _still_running(change_set: ChangeSet) -> Any:
    return ChangeSet.objects.filter(pk=change_set.pk, status=Status.RUNNING)


def _apply(change_set: ChangeSet) -> None:
    if "undo" in change_set.request:
        _undo(change_set)
    elif "spreadsheet" in change_set.request:
        _take_sheet(change_set)
    elif "answer" in change_set.request:
        _answer(change_set)
    else:
        _act(change_set)


def _ask_again(change_set: ChangeSet, fields: Collection[str], *more: str) -> None:
    """Refused: who asked for it, maybe days ago, may change these fields no more."""
    person = change_set.actor
    if person and not person.has_perms(permissions_for(fields) | {*more}):
        raise Refused(f"{person} asked for it and may not do it any more: somebody who may has to ask for it.")


def _take_sheet(change_set: ChangeSet) -> None:
    sheet = Spreadsheet.objects.filter(pk=change_set.request["spreadsheet"]).first()
    if sheet is None:
        raise Refused("The spreadsheet waited too long and is no longer kept. Upload it again.")
    _ask_again(change_set, sheet.fields, CHANGE_VIDEO)
    irreversible = apply_sheet(change_set, sheet, lambda phase, percent: _tell(change_set, phase, percent))
    if not change_set.changes:
        raise Refused("Nothing was left to change: every row was changed since, is as it should be, or is in conflict.")
    if not change_set.approved_by_id and (rule := rule_for(sheet.fields, change_set.videos, irreversible)):
        raise Awaiting(rule)


def _answer(change_set: ChangeSet) -> None:
    seen = SeenConflict.objects.filter(change_set=change_set)
    fields = OpenEdit.objects.filter(pk__in=seen.values("conflict")).order_by("field").values_list("field", flat=True)
    _ask_again(change_set, fields.distinct(), CHANGE_VIDEO)
    answer_seen(change_set, lambda phase, percent: _tell(change_set, phase, percent))
    if not change_set.videos:
        raise Refused("Nothing was left to answer: each conflict was answered meanwhile, or is another than was seen.")


def _undo(change_set: ChangeSet) -> None:
    undone = ChangeSet.objects.get(pk=change_set.request["undo"])
    try:
        undo(undone, actor=change_set.actor, reason=change_set.reason, way_back=change_set)
    except ValueError as refusal:
        raise Refused(str(refusal)) from None
    log = Change.objects.filter(change_set=change_set)
    names = set(log.order_by().values_list("field", flat=True).distinct())
    _ask_again(change_set, names, UNDO)
    # The page that asked for it may have estimated.
    if not change_set.approved_by_id and (rule := rule_for(names, change_set.videos, beyond_recall(change_set))):
        raise Awaiting(rule)


def _act(change_set: ChangeSet) -> None:
    request = change_set.request
    action, selection = action_of(request["action"]), Selection.from_json(request["selection"])
    given = action.settings(request["values"])
    names = {field.name for field in fields_of(given)}
    _ask_again(change_set, names)
    _tell(change_set, "finding the videos", 0)
    selected, others = _lock(selection, any(field.of_asset for field in fields_of(given)))
    _refuse_another_number(len(selected), request.get("expected"))
    irreversible, skipped = 0, {}
    change_set.videos = change_set.changes = done = last = 0
    for chunk in _chunks(selected, others):
        videos, changes, lost, newest, left_alone = _log(change_set, action, given, *chunk)
        take_over(change_set, fields_of(given), after=last)
        change_set.videos += videos
        change_set.changes += changes
        irreversible += lost
        last = max(last, newest)
        for why, number in left_alone.items():
            skipped[why] = skipped.get(why, 0) + number
        done += len(chunk[0]) + len(chunk[1])
        _tell(change_set, "changing the videos", round(100 * done / (len(selected) + len(others))))
    # A rule wants a state: where another run of it has brought that about meanwhile, this one has done its work.
    if not change_set.changes and change_set.kind != ChangeSet.Kind.RULE:
        raise Refused("Nothing was left to change: all the videos are as they should be, or must be left alone.")
    if not change_set.approved_by_id and (rule := rule_for(names, change_set.videos, irreversible)):
        raise Awaiting(rule)
    change_set.skipped = sum(skipped.values())
    request["skipped"] = skipped
    settle(change_set, fields_of(given))


def _lock(selection: Selection, widen: bool) -> tuple[list[int], list[int]]:
    """Lock the selected videos and, for `widen`, the others of their assets; give their ids."""
    try:
        query, params = selection.sql()
    except EmptyResultSet:
        return [], []
    except ValueError as refusal:
        raise Refused(str(refusal)) from None
    selected, others, _ = fetch(statement("lock_selected", selection=query, widen=str(widen)), params)
    return sorted(selected), sorted(others)


def _refuse_another_number(number: int, expected: int | None) -> None:
    """A filter that matches much more or less than a person saw does something else than that person wanted."""
    if expected is not None and abs(number - expected) > max(10, expected // 10):
        raise Refused(
            f"The filter matched {expected:,} videos in the preview and matches {number:,} now: nothing was changed. "
            "Look at the list again, and begin anew."
        )


def _chunks(selected: list[int], others: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    yield from ((selected[start : start + CHUNK], []) for start in range(0, len(selected), CHUNK))
    yield from (([], others[start : start + CHUNK]) for start in range(0, len(others), CHUNK))


def _log(
    change_set: ChangeSet, action: Action, given: list[Any], selected: list[int], others: list[int]
) -> tuple[Any, ...]:
    meant = "SELECT unnest(%s::bigint[]) AS id, true AS selected UNION ALL SELECT unnest(%s::bigint[]), false"
    changes, params = differences(given, meant, action.same, answers_conflicts=action.answers_conflicts)
    query = statement(
        "log_act",
        differences=changes,
        irreversible=IRREVERSIBLE,
        left_alone=statement("left_alone", same=sql.Literal(action.same)),
    )
    *counts, left_alone = fetch(query, [selected, others, *params, change_set.pk])
    return *counts, json.loads(left_alone)


def _tell(change_set: ChangeSet, phase: str, percent: int) -> None:
    """Say how far it is. Stopped: a person does not want it any more."""
    if not _still_running(change_set).exists():
        raise Stopped
    keep(change_set.pk, phase, percent)
    state = {"id": change_set.pk, "status": Status.RUNNING, "label": Status.RUNNING.label}
    live.announce("changeset.progress", {**state, "phase": phase, "percent": percent})
