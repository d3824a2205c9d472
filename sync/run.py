"""One run of the sync in both directions, and the account of it."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from channels_app.models import Channel
from sync.ledger import Ledger, cost_of
from sync.models import MetadataSync
from sync.pull import pull
from sync.pull.channels import look_for_uploads, to_look_through
from sync.pull.videos import COST, stale, stalest
from sync.push import push
from sync.push.targets import Wanted, to_push
from sync.results import Result
from sync.youtube.client import MOST, Client, connect
from videos.models import Video

Status, Direction = MetadataSync.Status, MetadataSync.Direction


@dataclass
class Run:
    """Pushes first, then pulls: everything, or these videos or channels (YouTube's IDs).

    `uploads`: before everything is pulled, new uploads are looked for on the channels of ours. `limit`: no more than
    this in each direction. A dry run needs no sign-in, asks YouTube for nothing and changes nothing; its units are what
    it would cost.
    """

    # The words of the summary, and what is counted in each.
    COUNTS: ClassVar[dict[str, tuple[Status, ...]]] = {
        "pushed": (Status.PUSHED,),
        "pulled": (Status.PULLED,),
        "confirmed": (Status.CONFIRMED,),
        "conflicts": (Status.CONFLICT,),
        "failed": (Status.FAILED, Status.UNKNOWN),
        "skipped": (Status.SKIPPED,),
    }

    videos: Collection[str] | None = None
    channels: Collection[str] | None = None
    uploads: bool = False
    directions: Collection[str] = ("push", "pull")
    stale_after: timedelta | None = None
    limit: int | None = None
    max_units: int | None = None
    dry_run: bool = False
    client: Client | None = None
    counted: Counter[Status] = field(default_factory=Counter)
    planned_units: int = 0
    pulled: set[str] = field(default_factory=set)
    began: datetime = field(default_factory=timezone.now)

    def open(self) -> None:
        """Sign in, unless nothing is to be asked; NotConfigured."""
        if not self.dry_run:
            self.client = connect(max_units=self.max_units)

    def close(self) -> None:
        if self.client:
            self.client.close()

    def results(self) -> Iterator[Result]:
        """Give what comes of each video; errors of push and pull."""
        scope = {"videos": self.videos, "channels": self.channels, "limit": self.limit}
        if "push" in self.directions:
            yield from self._counted(push(self.client, **scope, dry_run=self.dry_run))
        if "pull" in self.directions:
            self._look_for_uploads()
            pulls = self._planned() if self.dry_run else pull(self.client, **scope, stale_after=self.stale_after)
            yield from self._counted(pulls)

    @property
    def done(self) -> int:
        return self.counted.total()

    @property
    def failed(self) -> int:
        return sum(self.counted[status] for status in self.COUNTS["failed"])

    @property
    def units(self) -> int:
        """What it cost so far; of a dry run, what it would cost."""
        return self.client.ledger.spent if self.client else self.planned_units

    def summary(self) -> dict[str, Any]:
        """Give the account of the run, as JSON values."""
        counts = {name: sum(self.counted[status] for status in statuses) for name, statuses in self.COUNTS.items()}
        ledger = self.client.ledger if self.client else Ledger(self.max_units)
        units = {"units_used": self.units, "units_left": ledger.left()}
        return {"summary": True, **counts, **units, "remaining": self._to_push() + self._to_pull()}

    def strangers(self) -> dict[str, list[str]]:
        """Give what was asked for and is not in the catalogue, where no result tells of it, under channel and video."""
        channels = self.channels or ()
        videos = [] if self.client and "pull" in self.directions else self.videos or ()
        return {
            "channel": _lacking(channels, Channel, "channel_id"),
            "video": _lacking(videos, Video, "video_id"),
        }

    def _counted(self, results: Iterator[Result]) -> Iterator[Result]:
        for result in results:
            self.counted[result.status] += 1
            self.planned_units += result.units
            if result.direction == Direction.PULL:
                self.pulled.add(result.video_id)
            yield result

    def _look_for_uploads(self) -> None:
        if not self.uploads:
            return
        ledger = self.client.ledger if self.client else Ledger(self.max_units)
        most = ledger.left_for_pulls() // 2  # the other half is for the pull
        if self.client:
            look_for_uploads(self.client, stale_after=self.stale_after, most=most)
        else:
            cost = to_look_through(self.stale_after).count() * cost_of("youtube.playlistItems.list")
            self.planned_units += min(cost, most)

    def _planned(self) -> Iterator[Result]:
        ids = self.videos
        if ids is None:
            ids = stalest(limit=self.limit, stale_after=self.stale_after, channels=self.channels)
        for number, video_id in enumerate(list(dict.fromkeys(ids))[: self.limit]):
            yield Result(video_id, Direction.PULL, Status.PENDING, units=0 if number % MOST else COST)

    def _to_push(self) -> int:
        """The videos that still have something that a request can push."""
        if "push" not in self.directions:
            return 0
        return to_push(Wanted(self.videos, self.channels)).order_by().values("video_id").distinct().count()

    def _to_pull(self) -> int:
        """The videos that were meant to be pulled and were not."""
        if "pull" not in self.directions:
            return 0
        if self.videos is not None:
            return len(set(self.videos) - (set() if self.dry_run else self.pulled))
        before = timezone.now() - self.stale_after if self.stale_after is not None else self.began
        return stale(before=before, channels=self.channels).count()


def _lacking(named: Collection[str], model: type[Model], key: str) -> list[str]:
    held = model.objects.filter(**{f"{key}__in": named}).values_list(key, flat=True)
    known = set(held) if named else set()
    return [name for name in dict.fromkeys(named) if name not in known]
