"""What people ask of hand-overs: to make one, to say that it was uploaded, to take it back."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from psycopg import sql

from cmsmeta.lib.patience import within
from sync.handover.make import NOTHING, make
from sync.handover.scope import Scope
from sync.handover.settle import LIVE, settle, take_back
from sync.handover.sheets import LAYOUTS
from sync.handover.statements import rows
from sync.models import HandOver

MAKE_HANDOVER = "sync.make_handover"
TASK, END_TASK = "sync.make_hand_over", "sync.take_back_hand_over"
MILLISECONDS = 2_000
AT_ONCE = 2_000  # edits that a person waits for; more are the worker's
Status = HandOver.Status


def request_hand_over(scope: Scope, layouts: Sequence[str], *, by: User) -> HandOver:
    """Ask for the spreadsheets of the open edits of `scope`: made at once where they are few, else by the worker.

    PermissionDenied where `by` may not; ValueError, with a sentence, where there is nothing to write.
    """
    ask(by)
    chosen = [layout.value for layout in LAYOUTS if layout.value in layouts]
    if not chosen:
        raise ValueError("Choose at least one of YouTube's templates.")
    small = _is_small(scope)
    with transaction.atomic():
        hand_over = HandOver.objects.create(scope={**scope.to_json(), "layouts": chosen}, made_by=by)
        if not small:
            _defer(TASK, hand_over)
    if small:
        make(hand_over)
        if hand_over.status == Status.FAILED and not hand_over.left:
            hand_over.delete()
            raise ValueError(NOTHING)
    return hand_over


def say_uploaded(hand_over: HandOver, *, by: User) -> None:
    """Note that the files have gone to YouTube. ValueError, with a sentence; PermissionDenied."""
    ask(by)
    made = HandOver.objects.filter(pk=hand_over.pk, status=Status.MADE)
    if not made.update(status=Status.UPLOADED, uploaded_by=by, uploaded_at=timezone.now()):
        raise ValueError("Only a hand-over whose files are made, and were not uploaded, can be marked as uploaded.")
    settle(hand_over)


def request_take_back(hand_over: HandOver, *, by: User) -> None:
    """Take a hand-over back: at once where it is small, else by the worker. ValueError, PermissionDenied: as above."""
    ask(by)
    with transaction.atomic():
        if not HandOver.objects.filter(pk=hand_over.pk, status__in=LIVE).update(status=Status.ENDING):
            hand_over.refresh_from_db()
            raise ValueError(f"This hand-over is {hand_over.get_status_display()}: there is nothing to take back.")
        if hand_over.edits > AT_ONCE:
            _defer(END_TASK, hand_over)
        else:
            take_back(hand_over)
    hand_over.refresh_from_db()


def _is_small(scope: Scope) -> bool:
    where, params = scope.where()
    edits = "SELECT FROM videos_openedit o WHERE o.state = 'to_push' AND ({scope}) LIMIT {most}"
    query = sql.SQL(f"SELECT count(*) FROM ({edits}) e").format(scope=sql.SQL(where), most=AT_ONCE + 1)  # noqa: S608
    counted = within(MILLISECONDS, lambda: rows(query, params))
    return counted is not None and counted[0][0] <= AT_ONCE


def _defer(task: str, hand_over: HandOver) -> None:
    # By name: the worker's code is not needed to ask for it.
    app.configure_task(task, queueing_lock=f"{task}:{hand_over.pk}").defer(hand_over_id=hand_over.pk)


def ask(by: User) -> None:
    """PermissionDenied where a person may not hand anything over."""
    if not by.has_perm(MAKE_HANDOVER):
        raise PermissionDenied("You may not do this. An administrator can allow it.")
