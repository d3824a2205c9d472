"""How long history is kept: what is older than its limit goes, without anybody having to wait for it."""

import logging
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import OperationalError, connection

from cmsmeta.lib.partitions import drop_months, forget_default, in_batches
from videos.models import Change, ChangeSet, Spreadsheet, SpreadsheetRow, VideoStatisticsDay
from videos.statements import statement

logger = logging.getLogger(__name__)

SPREADSHEET_DAYS = 30
BATCH = 10_000  # rows deleted at once
LISTS = 100  # pasted lists deleted at once, each of which may have a megabyte
BEGIN = ("", date.min)  # before the key of any row


def prune_statistics() -> int:
    """Drop the daily counters older than STATISTICS_HISTORY_DAYS; gives how many rows were deleted.

    Whole months are dropped, and their rows not counted. Must run outside a transaction, so that each batch is its own.
    """
    limit = datetime.now(UTC).date() - timedelta(days=settings.STATISTICS_HISTORY_DAYS)
    try:
        if dropped := drop_months(VideoStatisticsDay, before=limit):
            logger.info("Dropped %s.", ", ".join(dropped))
    except OperationalError:
        logger.warning("The oldest counters are in use and stay one more night.", exc_info=True)
        return 0
    deleted, after = 0, BEGIN
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement("prune_days"), [limit, *after, BATCH])
            *last, rows = cursor.fetchone()
            if not rows:
                return deleted
            deleted, after = deleted + rows, last


def prune_changes() -> int:
    """Drop the months of the change log that are older than CHANGE_HISTORY_DAYS, if that is set; gives rows deleted.

    A month goes when all of it is older; its rows are not counted. What it told can no longer be undone or read. Must
    run outside a transaction, so that each batch is its own.
    """
    if not settings.CHANGE_HISTORY_DAYS:
        return 0
    limit = datetime.now(UTC).date() - timedelta(days=settings.CHANGE_HISTORY_DAYS)
    try:
        if dropped := drop_months(Change, before=limit):
            logger.info("Dropped %s.", ", ".join(dropped))
    except OperationalError:
        logger.warning("The oldest changes are in use and stay one more night.", exc_info=True)
        return 0
    return forget_default(Change, "made_at", before=limit, batch=BATCH)


def prune_occurrences() -> int:
    """Delete what befell objects as a whole more than DIGEST_HISTORY_DAYS ago, if that is set; gives how many rows.

    The digests that count it go at the same age. Must run outside a transaction, so that each batch is its own.
    """
    if not settings.DIGEST_HISTORY_DAYS:
        return 0
    limit = datetime.now(UTC) - timedelta(days=settings.DIGEST_HISTORY_DAYS)
    newest = ChangeSet.objects.filter(created_at__lt=limit).order_by("-created_at").values_list("pk", flat=True).first()
    return in_batches(statement("prune_occurrences"), [newest or 0, BATCH])


def prune_pasted() -> int:
    """Delete the pasted lists that nobody opened for PASTED_LISTS_DAYS, if that is set; gives how many.

    Those of saved filters stay, and those of acts that are still to be done.
    """
    if not settings.PASTED_LISTS_DAYS:
        return 0
    limit = datetime.now(UTC) - timedelta(days=settings.PASTED_LISTS_DAYS)
    return in_batches(statement("prune_pasted"), [limit, LISTS])


def prune_seen() -> int:
    """Delete what was seen of conflicts by those whose answers wait no more; gives how many rows."""
    return in_batches(statement("prune_seen"), [BATCH])


def prune_spreadsheets() -> int:
    """Drop the spreadsheets that came long ago, save those that still wait; what they changed is in the log."""
    limit = datetime.now(UTC) - timedelta(days=SPREADSHEET_DAYS)
    waiting = ("awaiting", "queued", "running")
    old = Spreadsheet.objects.filter(uploaded_at__lt=limit).exclude(change_set__status__in=waiting)
    keys = list(old.values_list("pk", flat=True))
    SpreadsheetRow.objects.filter(spreadsheet__in=keys).delete()
    return old.filter(pk__in=keys).delete()[0]
