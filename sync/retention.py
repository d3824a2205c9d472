"""How long each request to YouTube and each attempt is kept; what a day came to, and what was changed, stays."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sync.models import MetadataSync, QuotaEntry

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


def prune_syncs() -> int:
    """Delete the attempts that ended longer than QUOTA_HISTORY_DAYS ago; gives how many. Each batch is on its own."""
    limit, deleted = timezone.now() - timedelta(days=settings.QUOTA_HISTORY_DAYS), 0
    old = MetadataSync.objects.filter(finished_at__lt=limit)
    while True:
        keys = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
        MetadataSync.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted
