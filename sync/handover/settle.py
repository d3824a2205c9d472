"""What becomes of hand-overs: reports and pulls confirm their edits, people change or take them back."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from psycopg import sql

from sync.handover.sheets import COLUMNS
from sync.handover.statements import IN_STATE, OF_HAND_OVER, run
from sync.models import HandOver, HandOverRow
from videos.fields import FIELDS
from videos.models import ChangeSet
from videos.statements import held

Status, State = HandOver.Status, HandOverRow.State
LIVE = (Status.MADE, Status.UPLOADED, Status.ANSWERED)
WAITING = [State.WAITING, State.ACCEPTED]
EVERY, LONGEST = timedelta(hours=1), timedelta(days=2)  # between two looks; of an ingest
NOT_OURS = (ChangeSet.Kind.REPORT, ChangeSet.Kind.PULL)


def settle(hand_over: HandOver) -> None:
    """Note which edits of a hand-over were confirmed or changed meanwhile, and count them."""
    with transaction.atomic():
        locked = HandOver.objects.select_for_update().get(pk=hand_over.pk)
        if locked.status not in (*LIVE, Status.CONFIRMED):
            return
        columns = sql.SQL(held(FIELDS[name] for name in COLUMNS))
        run("settle", {"hand_over": locked.pk}, held=columns)
        counted = HandOverRow.objects.filter(hand_over=locked).aggregate(
            **{name: Count("line", filter=Q(state=name)) for name in ("accepted", "refused", "confirmed", "overtaken")},
            open=Count("line", filter=Q(state__in=WAITING)),
        )
        status = _status(locked, counted.pop("open"))
        HandOver.objects.filter(pk=locked.pk).update(status=status, settled_at=timezone.now(), **counted)
    hand_over.refresh_from_db()


def _status(hand_over: HandOver, still_open: int) -> str:
    if not still_open:
        return Status.CONFIRMED
    if hand_over.files.filter(answers__isnull=False).exists():
        return Status.ANSWERED
    return Status.UPLOADED if hand_over.uploaded_at else Status.MADE


def settle_all() -> None:
    """Look after every hand-over of which a report or a pull may have told something since; after each once an hour."""
    now = timezone.now()
    told = ChangeSet.objects.filter(kind__in=NOT_OURS, created_at__gte=now - LONGEST)
    newest = told.aggregate(newest=Max("finished_at"))["newest"]
    due = Q(settled_at__isnull=True) | Q(settled_at__lt=max(filter(None, [newest, now - EVERY])))
    for hand_over in HandOver.objects.filter(due, status__in=LIVE).order_by("pk"):
        settle(hand_over)
    run("release", [])


def take_back(hand_over: HandOver) -> None:
    """Give the edits of a hand-over that is to end, and still wait, back to the push.

    Where the files went to YouTube already, what they hold may arrive all the same.
    """
    with transaction.atomic():
        locked = HandOver.objects.select_for_update().get(pk=hand_over.pk)
        if locked.status != Status.ENDING:
            return
        give_back(locked, WAITING, forget=not locked.uploaded_at)
        HandOverRow.objects.filter(hand_over=locked, state__in=WAITING).update(state=State.TAKEN_BACK)
        HandOver.objects.filter(pk=locked.pk).update(status=Status.TAKEN_BACK)


def give_back(hand_over: HandOver, states: Sequence[State], *, forget: bool) -> None:
    """Give the edits of those rows of a hand-over that are in some states back to the push, in a transaction.

    `forget` that they went on their way: the files have not left the house.
    """
    run("lock", [hand_over.pk, states], rows=OF_HAND_OVER + IN_STATE)
    run("give_back", [hand_over.pk, states], forget=sql.SQL("true" if forget else "false"))
    run("close", [hand_over.pk], rows=OF_HAND_OVER)
