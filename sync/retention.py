"""How long the ledger keeps each request; what a day came to stays."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sync.models import QuotaEntry

BATCH = 10_000  # rows deleted at once


def prune_quota() -> int:
    """Delete the requests older than QUOTA_HISTORY_DAYS, oldest first; gives how many. Each batch is on its own."""
    limit, deleted = timezone.now() - timedelta(days=settings.QUOTA_HISTORY_DAYS), 0
    while True:
        old = QuotaEntry.objects.filter(sent_at__lt=limit).order_by("sent_at").values("pk")[:BATCH]
        rows, _ = QuotaEntry.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
        deleted += rows
        if rows < BATCH:
            return deleted
