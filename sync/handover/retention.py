"""How long hand-overs are kept: files, rows and answers of what ended long ago go."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from sync.handover.answers import path_of as path_of_answer
from sync.handover.make import path_of
from sync.handover.statements import statement
from sync.models import HandOver, HandOverAnswer

Status = HandOver.Status
OVER = (Status.CONFIRMED, Status.TAKEN_BACK, Status.FAILED)
BATCH = 10_000  # rows deleted at once


def prune_hand_overs() -> int:
    """Drop the hand-overs that are over and older than RAW_ROWS_DAYS, if that is set; gives how many.

    Must run outside a transaction, so that each batch of rows is its own.
    """
    if not settings.RAW_ROWS_DAYS:
        return 0
    limit = timezone.now() - timedelta(days=settings.RAW_ROWS_DAYS)
    old = list(HandOver.objects.filter(status__in=OVER, created_at__lt=limit))
    for hand_over in old:
        paths = [path_of(file) for file in hand_over.files.all()]
        answers = HandOverAnswer.objects.filter(file__hand_over=hand_over).select_related("file")
        for path in [*paths, *map(path_of_answer, answers)]:
            default_storage.delete(path)
        with connection.cursor() as cursor:
            cursor.execute(statement("prune"), [hand_over.pk, BATCH])
            while cursor.rowcount:
                cursor.execute(statement("prune"), [hand_over.pk, BATCH])
        hand_over.delete()
    return len(old)
