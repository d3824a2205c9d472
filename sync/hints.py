"""What YouTube's hub has told of: the videos to pull before all others, at no quota."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from sync.models import Hint


def waiting(limit: int) -> list[str]:
    """Give the IDs of the videos that were told of, oldest hint first."""
    return list(Hint.objects.values_list("video_id", flat=True)[:limit])


def pulled(video_ids: Collection[str], asked_at: datetime) -> None:
    """Forget the hints of videos that were asked for at that moment; what was told since stays."""
    Hint.objects.filter(video_id__in=video_ids, told_at__lte=asked_at).delete()


def take(channel_id: str, told: Iterable[tuple[str, str]]) -> None:
    """Keep what was told of videos of a channel: (video ID, `Hint.What`). A later word replaces an earlier one."""
    now = timezone.now()
    Hint.objects.bulk_create(
        [Hint(video_id=key, channel_id=channel_id, what=what, told_at=now) for key, what in dict(told).items()],
        update_conflicts=True,
        unique_fields=["video_id"],
        update_fields=["channel_id", "what", "told_at"],
        batch_size=1_000,
    )
