"""What the worker does with hand-overs."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from procrastinate.contrib.django import app

from cmsmeta.lib import disk
from sync.handover.ask import END_TASK, TASK, ask
from sync.handover.make import fail, make
from sync.handover.retention import prune_hand_overs
from sync.handover.settle import settle_all, take_back
from sync.models import HandOver

QUEUE = "changes"  # with what else people wait for
Status = HandOver.Status
UNFINISHED = (Status.QUEUED, Status.MAKING)


@app.task(name=TASK, queue=QUEUE, retry=3)
def make_hand_over(hand_over_id: int) -> None:
    """Make the files of one hand-over. One that another worker has is left to it."""
    hand_over = HandOver.objects.filter(pk=hand_over_id, status__in=UNFINISHED).first()
    if hand_over is None:
        return
    try:
        ask(hand_over.made_by)
        make(hand_over)
    except PermissionDenied:
        person = hand_over.made_by
        fail(hand_over, f"{person} asked for it and may not do it any more: somebody who may has to ask for it.")
    except ValueError as refusal:
        fail(hand_over, str(refusal))
    except Exception as error:
        full = disk.told(error, "ask for it again")
        if isinstance(error, OperationalError) and not full:
            raise  # a connection that broke, or a deadlock: it still waits, and is tried again
        unknown = f"It failed by an error that nobody foresaw ({type(error).__name__}). Ask an administrator."
        fail(hand_over, full or unknown)
        raise


@app.task(name=END_TASK, queue=QUEUE, retry=3)
def take_back_hand_over(hand_over_id: int) -> None:
    """Give the edits of one hand-over back to the push."""
    for hand_over in HandOver.objects.filter(pk=hand_over_id, status=Status.ENDING):
        take_back(hand_over)


@app.periodic(cron="*/2 * * * *")
@app.task(name="sync.look_after_hand_overs", queue=QUEUE, queueing_lock="sync.look_after_hand_overs")
def look_after_hand_overs(timestamp: int) -> None:
    """Go on with what a worker that was killed left, and note what reports and pulls have confirmed."""
    for key in HandOver.objects.filter(status__in=UNFINISHED).order_by("pk").values_list("pk", flat=True):
        make_hand_over(key)
    for key in HandOver.objects.filter(status=Status.ENDING).order_by("pk").values_list("pk", flat=True):
        take_back_hand_over(key)
    settle_all()


@app.periodic(cron="41 3 * * *")
@app.task(name="sync.forget_hand_overs", queueing_lock="sync.forget_hand_overs")
def forget_hand_overs(timestamp: int) -> None:
    """Every night: drop what was handed over long ago."""
    prune_hand_overs()
