"""What is kept of a pull: a sync for whom somebody asked, and for whom something happened. Most videos leave none."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from cmsmeta.lib import live
from sync.models import MetadataSync
from sync.results import Result
from videos.models import Video
from videos.observe.outcome import NOTHING, Mark, Outcome, Outcomes

Status = MetadataSync.Status
PULL = MetadataSync.Direction.PULL
TOLD = 100  # rows that open pages are told of one by one
WAITING = (Status.PENDING, Status.RUNNING)
STRANGER = "The catalogue holds neither this video nor its channel, so it was not brought in."
ABSENT = "YouTube returns no such video, and the catalogue does not hold it."


def result(video_id: str, outcome: Outcome, units: int = 0, error: str = "") -> Result:
    """Give what the run tells of one video."""
    fields = dict(outcome.fields)
    if outcome.mark in (Mark.MISSING, Mark.RETURNED):
        fields["missing"] = [outcome.mark == Mark.RETURNED, outcome.mark == Mark.MISSING]
    return Result(video_id, PULL, _status(outcome), fields, units, error)


def _status(outcome: Outcome) -> Status:
    if outcome.conflicts:
        return Status.CONFLICT
    return Status.CONFIRMED if outcome.confirmed else Status.PULLED


def keep(results: Collection[Result], outcomes: Outcomes, asked_at: datetime) -> None:
    """End the pulls that somebody asked for, and enter those of whom there is something to tell."""
    by_id = {one.video_id: one for one in results}
    waiting = MetadataSync.objects.filter(direction=PULL, status__in=WAITING, video__video_id__in=by_id)
    waiting = waiting.filter(created_at__lte=asked_at)  # who asked later wants to know what came since
    ended = []
    for sync in waiting.select_related("video").only("status", "video__video_id"):
        _fill(sync, by_id[sync.video.video_id], outcomes, asked_at)
        ended.append(sync)
    MetadataSync.objects.bulk_update(ended, FILLED, batch_size=1000)
    for sync in ended[:TOLD]:
        live.publish("sync.status", sync.state())
    # A conflict that stood before is no news each time.
    new = {one.video_id for one in results if one.fields.keys() - outcomes.get(one.video_id, NOTHING).standing}
    new -= {sync.video.video_id for sync in ended}
    videos = Video.objects.filter(video_id__in=new).only("pk", "video_id")
    MetadataSync.objects.bulk_create(
        [
            _fill(MetadataSync(video=video, direction=PULL), by_id[video.video_id], outcomes, asked_at)
            for video in videos
        ],
        batch_size=1000,
    )


FILLED = ["status", "fields", "units", "error", "change_set", "started_at", "finished_at"]


def _fill(sync: MetadataSync, result: Result, outcomes: Outcomes, asked_at: datetime) -> MetadataSync:
    sync.status, sync.units, sync.error = result.status, result.units, result.error
    sync.fields, sync.change_set = dict(result.fields), outcomes.change_set
    sync.started_at, sync.finished_at = asked_at, timezone.now()
    return sync
