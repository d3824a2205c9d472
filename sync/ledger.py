"""The ledger of YouTube's quota: every request is entered before it is sent, and stays charged if it fails."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from sync.models import MetadataSync, QuotaDay, QuotaEntry
from sync.youtube.errors import QuotaSpent

PACIFIC = ZoneInfo("America/Los_Angeles")
# The Data API's buckets since June 2026; Content ID and the Reporting API have no limit that is known.
UNITS_BUCKET, SEARCH, INSERTS, STATS, CONTENT_ID = "units", "search", "inserts", "batchGetStats", "content_id"
REPORTING = "reporting"
READ, WRITE = 1, 50
LATE_RESET = timedelta(minutes=10)
LIMITS = {SEARCH: 100, INSERTS: 100, STATS: 10_000, REPORTING: 10_000}


# Takes the units and enters the request, or does neither. `set_config` is for this transaction alone.
RESERVE = """
WITH taken AS (
    UPDATE sync_quotaday SET used = used + %(units)s
    WHERE id = %(day)s AND used + %(units)s + %(kept)s <= "limit"
      AND set_config('synchronous_commit', %(commit)s, true) IS NOT NULL
    RETURNING id
)
INSERT INTO sync_quotaentry (quota_day_id, method, units, outcome, sync_id)
SELECT id, %(method)s, %(units)s, '', %(sync)s::bigint FROM taken
RETURNING id
"""
# Nobody waits for the disk: without it the request counts as one whose answer is awaited.
SETTLE = """
UPDATE sync_quotaentry SET outcome = %(outcome)s, answered_at = now()
WHERE id = %(entry)s AND set_config('synchronous_commit', 'off', true) IS NOT NULL
"""


class Cost(NamedTuple):
    """What one request of a method costs."""

    bucket: str
    units: int


UNITS: dict[str, Cost] = {
    "youtube.search.list": Cost(SEARCH, 1),
    "youtube.videos.insert": Cost(INSERTS, 1),
    "youtube.videos.batchGetStats": Cost(STATS, 1),
    **dict.fromkeys(
        ("youtube.videos.list", "youtube.channels.list", "youtube.playlistItems.list"), Cost("units", READ)
    ),
    **dict.fromkeys(("youtube.videos.update", "youtube.channels.update"), Cost("units", WRITE)),
}


def price_of(method_id: str) -> Cost:
    """Give bucket and units of a method such as `youtube.videos.update`; of one that the table lacks, what is usual."""
    if method_id.startswith("youtubePartner."):
        return Cost(CONTENT_ID, 1)
    if method_id.startswith("youtubereporting."):
        return Cost(REPORTING, 1)
    return UNITS.get(method_id) or Cost(UNITS_BUCKET, READ if method_id.endswith(".list") else WRITE)


def cost_of(method_id: str) -> int:
    """Give the units of the daily quota that one request of the method costs; none at the Content ID API."""
    bucket, units = price_of(method_id)
    return units if bucket == UNITS_BUCKET else 0


def limit_of(bucket: str) -> int:
    """Give the units that a bucket has each day."""
    if bucket == UNITS_BUCKET:
        return settings.YOUTUBE_DAILY_UNITS
    return settings.YOUTUBE_CONTENT_ID_DAILY_CALLS if bucket == CONTENT_ID else LIMITS[bucket]


def pacific_day(now: datetime | None = None) -> date:
    """Give the day in California, which is the day of the quota."""
    return (now or timezone.now()).astimezone(PACIFIC).date()


def resets_at(now: datetime | None = None) -> datetime:
    """Give the next midnight in California, in UTC; it is 23 to 25 hours after the last."""
    return datetime.combine(pacific_day(now) + timedelta(days=1), time(), PACIFIC).astimezone(UTC)


class MaxUnitsReached(QuotaSpent):
    """The units that this run may spend (`--max-units`) are spent."""

    def then(self) -> str:
        return "The rest waits for the next run."


class Ledger:
    """What one run enters; clients of several threads share it.

    A run spends at most `max_units` of the units. All requests but those of a push (`sync`) leave the last
    YOUTUBE_RESERVED_UNITS of the day to pushes.
    """

    def __init__(self, max_units: int | None = None, *, now: Callable[[], datetime] = timezone.now) -> None:
        self.max_units = max_units
        self._now = now
        self._lock = threading.Lock()
        self._spent = 0  # units, by this run
        self._days: dict[str, QuotaDay] = {}

    def reserve(self, method_id: str, sync: MetadataSync | None = None) -> QuotaEntry:
        """Enter a request that is about to be sent, at once and for good; QuotaSpent where its units are not left.

        Must not be called within a transaction: a rollback would forget what was spent.
        """
        bucket, units = price_of(method_id)
        self._take_of_run(bucket, units)
        try:
            day = self._day(bucket)
            kept = 0 if _is_push(sync) else kept_for_pushes(bucket)
            told = {"day": day.pk, "method": method_id, "units": units, "kept": kept, "sync": sync and sync.pk}
            # A write must be on disk before it is sent; to lose a read with the machine costs a unit or two.
            told["commit"] = "off" if units <= READ else "on"
            with transaction.atomic(durable=True):
                pass  # raises within a transaction, and else costs nothing
            with connection.cursor() as cursor:
                cursor.execute(RESERVE, told)
                entered = cursor.fetchone()
            if entered is None:
                raise self._no_more(day, units, kept)
        except BaseException:
            self._take_of_run(bucket, -units)
            raise
        return QuotaEntry(pk=entered[0], quota_day=day, method=method_id, units=units, sync=sync)

    def settle(self, entry: QuotaEntry, outcome: str) -> None:
        """Note what came of a request: "ok", YouTube's reason, "lost", or "unsent"."""
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, {"entry": entry.pk, "outcome": outcome})
        entry.outcome = outcome

    def close(self, entry: QuotaEntry) -> QuotaSpent:
        """Take the bucket of a request for spent, since YouTube says so; gives the error to raise."""
        now, day = self._now(), entry.quota_day
        begin = datetime.combine(day.day, time(), PACIFIC).astimezone(UTC)
        if now < begin + LATE_RESET:  # YouTube has not got round to the reset: the new day is not spent by that
            return QuotaSpent(day.bucket, begin + LATE_RESET)
        QuotaDay.objects.filter(pk=day.pk).update(used=Greatest(F("used"), F("limit")))
        return QuotaSpent(day.bucket, resets_at(now))

    def used(self, bucket: str = UNITS_BUCKET) -> int:
        """Give the units spent today, by everybody."""
        day = QuotaDay.objects.filter(bucket=bucket, day=pacific_day(self._now())).first()
        return day.used if day else 0

    @property
    def spent(self) -> int:
        """The units that this run has spent."""
        return self._spent

    def left(self, bucket: str = UNITS_BUCKET) -> int:
        """Give the units that this run may still spend today on pushes."""
        left = max(0, limit_of(bucket) - self.used(bucket))
        if bucket != UNITS_BUCKET or self.max_units is None:
            return left
        return min(left, max(0, self.max_units - self._spent))

    def require(self, units: int) -> None:
        """Raise QuotaSpent where this run may not spend so many units on a push, before it begins with the first."""
        if units > (left := self.left()):
            sentence = f"A push costs {units} units of quota, and {left} are left."
            raise QuotaSpent(UNITS_BUCKET, resets_at(self._now()), sentence)

    def left_for_pulls(self) -> int:
        """Give the units that this run may still spend today on anything but pushes."""
        return max(0, min(self.left(), limit_of(UNITS_BUCKET) - kept_for_pushes(UNITS_BUCKET) - self.used()))

    def _day(self, bucket: str) -> QuotaDay:
        """The row of today, made or given its new limit by whoever comes first."""
        today = pacific_day(self._now())
        day = self._days.get(bucket)
        if day is None or day.day != today:
            row = QuotaDay(bucket=bucket, day=today, limit=limit_of(bucket))
            QuotaDay.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["bucket", "day"], update_fields=["limit"]
            )
            day = self._days[bucket] = QuotaDay.objects.get(bucket=bucket, day=today)
        return day

    def _take_of_run(self, bucket: str, units: int) -> None:
        if bucket != UNITS_BUCKET:
            return
        with self._lock:
            if units > 0 and self.max_units is not None and self._spent + units > self.max_units:
                sentence = f"This run may spend {self.max_units} units and has spent {self._spent}."
                raise MaxUnitsReached(bucket, resets_at(self._now()), sentence)
            self._spent += units

    def _no_more(self, day: QuotaDay, units: int, kept: int) -> QuotaSpent:
        day.refresh_from_db()
        sentence = f"What YouTube's daily quota has left, {day.limit - day.used} units, is kept for pushes."
        is_kept = kept and day.used + units <= day.limit
        return QuotaSpent(day.bucket, resets_at(self._now()), sentence if is_kept else "")


def kept_for_pushes(bucket: str) -> int:
    """Give the units of a bucket that only pushes may spend."""
    return settings.YOUTUBE_RESERVED_UNITS if bucket == UNITS_BUCKET else 0


def _is_push(sync: MetadataSync | None) -> bool:
    return sync is not None and sync.direction == MetadataSync.Direction.PUSH
