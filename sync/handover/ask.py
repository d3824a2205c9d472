"""What people ask of hand-overs: to make one, to say that it was uploaded, to take it back."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from sync.handover.make import make
from sync.handover.plan import plan
from sync.handover.scope import Scope
from sync.handover.settle import settle, take_back
from sync.handover.sheets import LAYOUTS
from sync.models import HandOver

MAKE_HANDOVER = "sync.make_handover"
TASK = "sync.make_hand_over"
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
    seen = plan(scope)
    if seen and not seen.numbers.by_sheet:
        raise ValueError("Spreadsheets carry none of these edits: they go by the API, or there is nothing to push.")
    small = seen is not None and seen.numbers.by_sheet <= AT_ONCE
    with transaction.atomic():
        hand_over = HandOver.objects.create(scope={**scope.to_json(), "layouts": chosen}, made_by=by)
        if not small:
            # By name: the worker's code is not needed to ask for it.
            app.configure_task(TASK, queueing_lock=f"{TASK}:{hand_over.pk}").defer(hand_over_id=hand_over.pk)
    if small:
        make(hand_over)
    return hand_over


def say_uploaded(hand_over: HandOver, *, by: User) -> None:
    """Note that the files have gone to YouTube. ValueError, with a sentence; PermissionDenied."""
    ask(by)
    made = HandOver.objects.filter(pk=hand_over.pk, status=Status.MADE)
    if not made.update(status=Status.UPLOADED, uploaded_by=by, uploaded_at=timezone.now()):
        raise ValueError("Only a hand-over whose files are made, and were not uploaded, can be marked as uploaded.")
    settle(hand_over)


def request_take_back(hand_over: HandOver, *, by: User) -> int:
    """Take a hand-over back; gives how many edits the push gets again. ValueError and PermissionDenied, as above."""
    ask(by)
    return take_back(hand_over)


def ask(by: User) -> None:
    """PermissionDenied where a person may not hand anything over."""
    if not by.has_perm(MAKE_HANDOVER):
        raise PermissionDenied("You may not do this. An administrator can allow it.")
