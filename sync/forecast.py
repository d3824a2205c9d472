"""What the quota of a day will come to: when it ends at today's pace, and what waits to be spent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from django.db import connection
from django.utils import timezone

from cmsmeta.lib.patience import within
from sync.ledger import PACIFIC, UNITS_BUCKET, cost_of, kept_for_pushes, limit_of, pacific_day, resets_at
from sync.models import QuotaDay
from sync.push.routes import SNIPPET, STATUS
from sync.youtube import MOST
from videos.models import OpenEdit, Video

# A pace is no pace before.
LEAST = timedelta(minutes=15)
MILLISECONDS = 200
COUNTED = 50_000  # open edits, or videos, that are counted one by one
PUSH = cost_of("youtube.videos.list") + cost_of("youtube.videos.update")  # a push reads before it writes


@dataclass(frozen=True, slots=True)
class Today:
    """A bucket today. `ends_at`: when it is spent at today's pace; None where it lasts until the reset."""

    bucket: str
    limit: int
    used: int
    kept: int
    resets_at: datetime
    ends_at: datetime | None

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def left_for_pulls(self) -> int:
        return max(0, self.left - self.kept)


@dataclass(frozen=True, slots=True)
class Need:
    """What waits: `number` videos for `units`, which takes `days` of the daily quota. `more`: there are yet more."""

    number: int
    units: int
    days: int
    more: bool = False


def today(bucket: str = UNITS_BUCKET, *, now: datetime | None = None) -> Today:
    """Give how a bucket stands on this Pacific day."""
    now = now or timezone.now()
    row = QuotaDay.objects.filter(bucket=bucket, day=pacific_day(now)).first()
    limit, used = (row.limit, row.used) if row else (limit_of(bucket), 0)
    return Today(bucket, limit, used, kept_for_pushes(bucket), resets_at(now), _ends_at(limit, used, now))


def pushes() -> Need | None:
    """Give what it takes to push the open edits that the Data API writes; None where that takes long to count.

    Those of assets, claims and advertising cost no units.
    """
    fields = [*SNIPPET, *STATUS]
    waiting = OpenEdit.objects.filter(state=OpenEdit.State.TO_PUSH, field__in=fields).order_by("id")
    keys = within(MILLISECONDS, lambda: list(waiting.values_list("video_id", flat=True)[:COUNTED]))
    if keys is None:
        return None
    videos = len(set(keys))
    units = videos * PUSH
    return Need(videos, units, _days(units, limit_of(UNITS_BUCKET)), len(keys) == COUNTED)


def refresh() -> Need:
    """Give what it takes to pull every video once."""
    videos = _videos()
    units = ceil(videos / MOST) * cost_of("youtube.videos.list")
    return Need(videos, units, _days(units, limit_of(UNITS_BUCKET) - kept_for_pushes(UNITS_BUCKET)))


def _ends_at(limit: int, used: int, now: datetime) -> datetime | None:
    """When the bucket will be spent, if the rest of the day is as busy as it was so far."""
    elapsed = now - datetime.combine(pacific_day(now), time(), PACIFIC)
    if used >= limit or not used or elapsed < LEAST:
        return None
    ends = now + elapsed * ((limit - used) / used)
    return ends if ends < resets_at(now) else None


def _days(units: int, daily: int) -> int:
    return ceil(units / max(1, daily))


def _videos() -> int:
    """How many videos there are: exactly where they are few, else as PostgreSQL estimates."""
    counted = Video.objects.order_by().values("pk")[:COUNTED].count()
    if counted < COUNTED:
        return counted
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [Video._meta.db_table])
        return max(counted, *cursor.fetchone())
