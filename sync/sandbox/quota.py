"""Quota of one project: units per bucket and Pacific day, charged for refused requests as well."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.clock import Clock
from sync.sandbox.errors import ApiError

PACIFIC = ZoneInfo("America/Los_Angeles")
UNITS, SEARCH, INSERTS, STATS = "units", "search", "inserts", "batchGetStats"
LIMITS = {UNITS: 10_000, SEARCH: 100, INSERTS: 100, STATS: 10_000}


class Quota:
    """What each bucket has left on the Pacific day of the sandbox's clock. The caller holds the lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.limits = dict(LIMITS)
        self.used: dict[str, int] = dict.fromkeys(LIMITS, 0)
        self.day = self.today()

    def today(self) -> date:
        return self._clock.now().astimezone(PACIFIC).date()

    def charge(self, bucket: str, units: int) -> None:
        """Take `units` out of the bucket; quotaExceeded, and nothing taken, where they are not left."""
        self.turn()
        if self.used[bucket] + units > self.limits[bucket]:
            raise ApiError("quotaExceeded")
        self.used[bucket] += units

    def turn(self) -> None:
        """Start anew on another Pacific day."""
        if self.day != self.today():
            self.day = self.today()
            self.used = dict.fromkeys(LIMITS, 0)

    def state(self) -> dict[str, object]:
        self.turn()
        buckets = {name: {"limit": self.limits[name], "used": self.used[name]} for name in LIMITS}
        return {"day": self.day.isoformat(), "resets": self.resets().isoformat(), "buckets": buckets}

    def resets(self) -> datetime:
        """The next midnight in California; a day there may have 23 or 25 hours."""
        tomorrow = self.today() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PACIFIC)
