"""How long rows as delivered are kept: they go in batches, without anybody having to wait for them."""

import logging
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import OperationalError

from cmsmeta.lib import sqlfiles
from cmsmeta.lib.partitions import drop_months, forget_default, in_batches
from reports.merge import SQL
from reports.models import Digest, UnmergedRow

logger = logging.getLogger(__name__)

BATCH = 10_000  # rows deleted at once
DIGESTS = 1_000


def prune_rows() -> int:
    """Delete the rows of reports older than RAW_ROWS_DAYS: rejected ones, unmerged ones, and what was last said of
    objects that have been gone for so long. Gives how many; whole months of unmerged rows are dropped uncounted.

    What the newest snapshot says stays, however old. Must run outside a transaction, so that each batch is its own.
    """
    if not settings.RAW_ROWS_DAYS:
        return 0
    limit = datetime.now(UTC).date() - timedelta(days=settings.RAW_ROWS_DAYS)
    deleted = _prune_unmerged(limit)
    for name in ("prune_rejected", "prune_snapshot"):
        deleted += in_batches(sqlfiles.load(SQL, name), [limit, BATCH])
    return deleted


def prune_digests() -> int:
    """Delete the digests older than DIGEST_HISTORY_DAYS, if that is set; gives how many. Each batch is on its own.

    What stands behind their counts goes with `videos.retention.prune_occurrences`; what the reports did stays.
    """
    if not settings.DIGEST_HISTORY_DAYS:
        return 0
    old = Digest.objects.filter(
        change_set__created_at__lt=datetime.now(UTC) - timedelta(days=settings.DIGEST_HISTORY_DAYS)
    )
    deleted = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:DIGESTS]):
        Digest.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted


def _prune_unmerged(limit: date) -> int:
    try:
        if dropped := drop_months(UnmergedRow, before=limit):
            logger.info("Dropped %s.", ", ".join(dropped))
    except OperationalError:
        logger.warning("The oldest unmerged rows are in use and stay one more night.", exc_info=True)
        return 0
    return forget_default(UnmergedRow, "kept_at", before=limit, batch=BATCH)
