"""What people ask of the catalogue as a whole: bulk actions, spreadsheets, undos, approvals.

Large ones are the worker's to do.
"""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cmsmeta.lib.live import publish
from videos.approvals import APPROVE, CHANGE_VIDEO, PUBLICITY, UNDO, permissions_for, rule_for
from videos.bulk.actions import Action, Values, action_of
from videos.bulk.preview import Preview, preview, scaled
from videos.bulk.run import WAITING, run
from videos.bulk.selection import Selection
from videos.bulk.settings import fields_of
from videos.conflicts import keep_seen
from videos.models import ApprovalRule, ChangeSet, EditConflict, Spreadsheet
from videos.resolve import LABELS, Choice
from videos.sheets.compare import read
from videos.undo import LOOKED_AT, Outlook, label_of, log_left, outlook, why_not

TASK = "videos.apply_change_set"
READ_TASK = "videos.read_spreadsheet"
AT_ONCE = 1_000  # videos that a person waits for; more are the worker's
READ_AT_ONCE = 256 * 1024  # bytes of a spreadsheet
OPEN = (ChangeSet.Status.AWAITING, *WAITING)
Status = ChangeSet.Status


def request_act(
    action: Action,
    selection: Selection,
    values: Values,
    *,
    by: User,
    reason: str,
    seen: Preview | None = None,
    kind: ChangeSet.Kind = ChangeSet.Kind.BULK,
) -> ChangeSet:
    """Ask for `action` on `selection`: done at once where it is small, else queued; or it waits for a second person.

    `seen` is a preview that has just been made of it. Gives the change set, whose status tells which.
    PermissionDenied where `by` may not; ValueError, with a sentence, where nothing would change or no reason is given.
    """
    seen = seen or preview(action, selection, values)
    _ask(by, permissions_for(seen.fields) | {action.permission})
    reason = _reason(reason)
    if not seen.touched:
        raise ValueError("Nothing would change: all these videos are as they should be, or must be left alone.")
    request = {"action": action.name, "values": dict(values), "selection": selection.to_json()}
    if selection.query is not None:
        request["expected"] = seen.selected
    change_set = ChangeSet(kind=kind, label=action.words(values), reason=reason, actor=by, request=request)
    rule = rule_for(seen.fields, seen.touched, seen.irreversible)
    return _start(change_set, rule, small=seen.exact and seen.selected + seen.others <= AT_ONCE, seen=seen)


def request_reading(name: str, content: bytes, *, by: User) -> Spreadsheet:
    """Take a spreadsheet in and have it compared with the catalogue: at once where it is small, else by the worker.

    PermissionDenied where `by` may not.
    """
    _ask(by, {CHANGE_VIDEO})
    with transaction.atomic():
        sheet = Spreadsheet.objects.create(name=name, content=content, uploaded_by=by)
        if len(content) > READ_AT_ONCE:
            app.configure_task(READ_TASK).defer(spreadsheet_id=sheet.pk)
    if len(content) <= READ_AT_ONCE:
        read(sheet)
    return sheet


def request_import(sheet: Spreadsheet, *, by: User, reason: str) -> ChangeSet:
    """Ask for what a spreadsheet that was compared would change; as `request_act`. Only who brought it may."""
    _ask_whose(sheet, by)
    _ask(by, permissions_for(sheet.fields) | {CHANGE_VIDEO})
    reason = _reason(reason)
    if not sheet.changing:
        raise ValueError("Nothing would change: every row is as the catalogue has it, or has an error.")
    change_set = ChangeSet(
        kind=ChangeSet.Kind.IMPORT,
        label=f"Imported {sheet.name}",
        reason=reason,
        actor=by,
        request={"spreadsheet": sheet.pk, "rows": sheet.changing, "videos": sheet.videos},
    )
    with transaction.atomic():
        taken = Spreadsheet.objects.filter(pk=sheet.pk, status=Spreadsheet.Status.READY)
        if not taken.update(status=Spreadsheet.Status.TAKEN):
            raise ValueError("This spreadsheet has been confirmed or discarded meanwhile.")
        rule = rule_for(sheet.fields, sheet.videos, sheet.irreversible)
        _save(change_set, rule, small=sheet.videos <= AT_ONCE)
        Spreadsheet.objects.filter(pk=sheet.pk).update(change_set=change_set)
    return change_set if rule else _done(change_set, sheet.videos <= AT_ONCE)


def request_answer(
    conflicts: QuerySet[EditConflict], choice: Choice, *, by: User, reason: str, digest: str
) -> ChangeSet:
    """Have the worker answer any number of conflicts by ours or theirs, as one change set.

    `digest`: of what `by` has seen of them (`videos.conflicts.digest_of`). ValueError, with a sentence, where that is
    not what is in conflict now, or no reason is given; PermissionDenied.
    """
    fields = conflicts.order_by("field").values_list("field", flat=True).distinct()
    _ask(by, permissions_for(fields) | {CHANGE_VIDEO})
    change_set = ChangeSet(
        kind=ChangeSet.Kind.RESOLVE, label=LABELS[choice], reason=_reason(reason), actor=by, request={"answer": choice}
    )
    with transaction.atomic():
        _save(change_set, None, small=False)
        if keep_seen(change_set, conflicts)[1] != digest:
            raise ValueError("What is in conflict is another than was shown: look at it again, and answer it then.")
    return change_set


def request_discard(sheet: Spreadsheet, *, by: User) -> bool:
    """Discard a spreadsheet that is not confirmed; False where it is, or was discarded. PermissionDenied."""
    _ask_whose(sheet, by)
    status = Spreadsheet.Status
    open_still = Spreadsheet.objects.filter(pk=sheet.pk, status__in=(status.READY, status.FAILED))
    return bool(open_still.update(status=status.DISCARDED))


def may_answer(sheet: Spreadsheet, person: User) -> bool:
    """Whether this person may confirm or discard a spreadsheet: who brought it, or a superuser."""
    return sheet.uploaded_by_id == person.pk or person.is_superuser


def _ask_whose(sheet: Spreadsheet, by: User) -> None:
    if not may_answer(sheet, by):
        raise PermissionDenied("Only who brought a spreadsheet confirms or discards it. Upload the file yourself.")


def request_undo(undone: ChangeSet, *, by: User, reason: str) -> ChangeSet:
    """Ask for the undo of a whole change set; as `request_act`."""
    if obstacle := why_not(undone):
        raise ValueError(obstacle)
    found, fields, irreversible = undo_facts(undone)
    _ask(by, permissions_for(fields) | {UNDO})
    reason = _reason(reason)
    if found.exact and not found.restored:
        raise ValueError(f"Nothing of “{undone}” still stands as it was set: there is nothing to undo.")
    way_back = ChangeSet(
        kind=ChangeSet.Kind.UNDO, label=label_of(undone), reason=reason, actor=by, request={"undo": undone.pk}
    )
    rule = rule_for(fields, found.videos, irreversible)
    return _start(way_back, rule, small=undone.videos <= AT_ONCE)


def undo_facts(undone: ChangeSet) -> tuple[Outlook, set[str], int]:
    """Tell of an undo what it would do, in which fields, and in how many of these it could not be taken back.

    Of a large change set the numbers are estimates; what it does is held to the rules again when it is done.
    """
    log, number = log_left(undone)
    large = number > LOOKED_AT
    fields = (_asked_of(undone) if large else set()) or set(log.order_by().values_list("field", flat=True).distinct())
    lost = 0
    if fields & {"privacy_status", "claimed_status"}:
        last = log.order_by("id").values("id")[LOOKED_AT - 1 : LOOKED_AT]
        looked_at = log.filter(id__lte=last) if large else log
        released_again = Q(field="claimed_status", old="inactive")
        lost = looked_at.filter(PUBLICITY | released_again).count()
    return outlook(undone, fields), fields, scaled(lost, number / LOOKED_AT) if large else lost


def _asked_of(change_set: ChangeSet) -> set[str]:
    """The fields that a change set was asked to change, and its log may hold; empty where that is not on record."""
    request = change_set.request
    if "undo" in request:
        return _asked_of(ChangeSet.objects.get(pk=request["undo"]))
    if "spreadsheet" in request:
        sheet = Spreadsheet.objects.filter(pk=request["spreadsheet"]).only("fields").first()
        return set(sheet.fields) if sheet else set()
    if "action" in request:
        return {field.name for field in fields_of(action_of(request["action"]).settings(request["values"]))}
    return set()


def approve(change_set: ChangeSet, *, by: User, reason: str = "") -> ChangeSet:
    """Let what waits for a second person be done, as it is now. ValueError, with a sentence; PermissionDenied."""
    seen = preview_of(change_set)
    request = {**change_set.request, "decision": _decision(by, reason)}
    if "expected" in request:
        request["expected"] = seen.selected
    small = change_set_is_small(change_set, seen)
    with transaction.atomic():
        _decide(change_set, by, status=Status.QUEUED, approved_by=by, approved_at=timezone.now(), request=request)
        if not small:
            _defer(change_set)
    return _done(change_set, small)


def reject(change_set: ChangeSet, *, by: User, reason: str) -> None:
    """Refuse a change set that waits for a second person. ValueError, with a sentence; PermissionDenied."""
    request = {**change_set.request, "decision": _decision(by, _reason(reason))}
    with transaction.atomic():
        _decide(change_set, by, status=Status.REJECTED, finished_at=timezone.now(), request=request)


def cancel(change_set: ChangeSet, *, by: User) -> None:
    """Take back what is not done yet; what is being done stops and leaves nothing. ValueError; PermissionDenied."""
    if not _is_theirs(change_set, by):
        raise PermissionDenied("Only who asked for it, or who may approve it, can cancel it.")
    with transaction.atomic():
        open_still = ChangeSet.objects.filter(pk=change_set.pk, status__in=OPEN)
        if not open_still.update(status=Status.CANCELLED, finished_at=timezone.now()):
            raise ValueError("It has ended meanwhile: there is nothing left to cancel. It may be undone instead.")
        _tell(change_set)


def may_cancel(change_set: ChangeSet, person: User) -> bool:
    return change_set.status in OPEN and _is_theirs(change_set, person)


def _is_theirs(change_set: ChangeSet, person: User) -> bool:
    return change_set.actor_id == person.pk or person.has_perm(APPROVE)


def may_decide(change_set: ChangeSet, person: User) -> bool:
    """Whether this person may approve or reject: never who asked for it."""
    return change_set.status == Status.AWAITING and change_set.actor_id != person.pk and person.has_perm(APPROVE)


def preview_of(change_set: ChangeSet) -> Preview:
    """What a change set that was asked for would do now; nothing for an undo, which has its own outlook."""
    request = change_set.request
    if "action" not in request:
        return Preview()  # an undo and a spreadsheet have previews of their own
    return preview(action_of(request["action"]), Selection.from_json(request["selection"]), request["values"])


def change_set_is_small(change_set: ChangeSet, seen: Preview) -> bool:
    if "undo" in change_set.request:
        return ChangeSet.objects.filter(pk=change_set.request["undo"], videos__lte=AT_ONCE).exists()
    if "spreadsheet" in change_set.request:
        return change_set.request["videos"] <= AT_ONCE
    return seen.exact and seen.selected + seen.others <= AT_ONCE


def waiting_for_the_worker() -> list[int]:
    """The change sets that wait to be applied, oldest first; those of a dead worker are among them."""
    return list(ChangeSet.objects.filter(status__in=WAITING).order_by("pk").values_list("pk", flat=True))


def _start(change_set: ChangeSet, rule: ApprovalRule | None, *, small: bool, seen: Preview | None = None) -> ChangeSet:
    if seen:
        told = asdict(seen)
        change_set.request["preview"] = {name: told[name] for name in ("selected", "videos", "others", "left_alone")}
    _save(change_set, rule, small=small)
    return change_set if rule else _done(change_set, small)


def _save(change_set: ChangeSet, rule: ApprovalRule | None, *, small: bool) -> None:
    change_set.status = Status.AWAITING if rule else Status.QUEUED
    if rule:
        change_set.request["rule"] = str(rule)
    with transaction.atomic():
        change_set.save(force_insert=True)
        publish("changeset.status", change_set.state())
        if not (rule or small):
            _defer(change_set)


def _done(change_set: ChangeSet, small: bool) -> ChangeSet:
    if small:
        run(change_set)
    change_set.refresh_from_db()
    return change_set


def _decide(change_set: ChangeSet, by: User, **values: Any) -> None:
    waits = ChangeSet.objects.select_for_update().filter(pk=change_set.pk, status=Status.AWAITING).first()
    if waits is None:
        raise ValueError("It waits for nobody any more: it has been decided or cancelled meanwhile.")
    if waits.actor_id == by.pk:
        raise PermissionDenied("Nobody approves or rejects what they asked for themselves: a second person decides.")
    _ask(by, {APPROVE})
    ChangeSet.objects.filter(pk=waits.pk).update(**values)
    _tell(change_set)


def _decision(by: User, reason: str) -> dict[str, str]:
    return {"by": by.get_username(), "at": timezone.now().isoformat(), "reason": reason.strip()}


def _tell(change_set: ChangeSet) -> None:
    change_set.refresh_from_db()
    publish("changeset.status", change_set.state())


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("Say why: the reason stands in the history for everybody.")
    return text.strip()


def _ask(by: User, permissions: Collection[str]) -> None:
    if not all(by.has_perm(permission) for permission in permissions):
        raise PermissionDenied("You may not do this. An administrator can allow it.")


def _defer(change_set: ChangeSet) -> None:
    # By name: the worker's code is not needed to ask for it.
    task = app.configure_task(TASK, queueing_lock=f"{TASK}:{change_set.pk}")
    try:
        with transaction.atomic():  # a refused insert would spoil the whole transaction
            task.defer(change_set_id=change_set.pk)
    except AlreadyEnqueued:
        pass  # it waits already, which is what was asked for
