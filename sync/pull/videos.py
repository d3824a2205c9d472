"""Pulls videos: fifty a unit, those first that were not asked for the longest."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from channels_app.models import Channel
from cmsmeta.lib.cells import counted
from sync import hints
from sync.pull.fetch import Batch, batched
from sync.pull.record import ABSENT, PULL, STRANGER, Status, result
from sync.pull.resources import video_seen
from sync.results import Result
from sync.youtube.client import Client
from videos.models import Video, VideoStatistics
from videos.observe.outcome import NOTHING, Outcomes
from videos.observe.videos import Seen, observe_videos

COST = 1  # unit of a request


def stale(*, before: datetime | None = None, channels: Collection[str] | None = None) -> QuerySet[VideoStatistics]:
    """Give the counters of the videos that were not pulled since `before`, or ever; of `channels` alone."""
    videos = VideoStatistics.objects.all()
    if channels is not None:
        videos = videos.filter(video__channel__channel_id__in=channels)
    return videos if before is None else videos.filter(Q(pulled_at=None) | Q(pulled_at__lt=before))


def stalest(
    *, limit: int | None = None, stale_after: timedelta | None = None, channels: Collection[str] | None = None
) -> list[str]:
    """Give the IDs of the videos to pull: those never pulled, then those pulled longest ago; of `channels` alone."""
    before = None if stale_after is None else timezone.now() - stale_after
    videos = stale(before=before, channels=channels).order_by(F("pulled_at").asc(nulls_first=True))
    return list(videos.values_list("video_id", flat=True)[:limit])


def ask(client: Client, ids: Sequence[str]) -> dict[str, Seen]:
    """Ask YouTube for up to fifty videos."""
    return {video_id: video_seen(one) for video_id, one in client.videos(ids).items()}


def pull_videos(
    client: Client, ids: Iterable[str], *, workers: int = 1, until: float | None = None
) -> Iterator[tuple[list[Result], Outcomes, datetime]]:
    """Pull videos, batch by batch; gives what came of each batch after its commit, and when it was asked for.

    A video that the catalogue does not hold comes in where its channel is known. Errors: as `batched`.
    """
    for batch in batched(client, ids, ask, workers=workers, until=until):
        results, outcomes = _merge(batch)
        for answer in batch.failed:
            results += [Result(one, PULL, Status.FAILED, error=str(answer.error)) for one in answer.ids]
        yield results, outcomes, batch.as_of


def _merge(batch: Batch[dict[str, Seen]]) -> tuple[list[Result], Outcomes]:
    told = {video_id: one for given in batch.given for video_id, one in given.items()}
    asked: dict[str, Seen | None] = {video_id: told.get(video_id) for video_id in batch.ids}
    strangers = _strangers(asked)
    seen = {video_id: one for video_id, one in asked.items() if video_id not in strangers}
    label = f"Pulled {counted(len(seen), 'video')} from YouTube"
    outcomes = observe_videos(seen, as_of=batch.as_of, label=label, bring_in=True)
    hints.pulled(asked, batch.as_of)
    costs = {answer.ids[0]: COST for answer in batch.answers}  # a request for fifty is told of the first
    results = []
    for video_id, one in asked.items():
        if video_id in strangers:
            sentence = STRANGER if one else ABSENT
            results.append(Result(video_id, PULL, Status.SKIPPED, {}, costs.get(video_id, 0), sentence))
        else:
            results.append(result(video_id, outcomes.get(video_id, NOTHING), costs.get(video_id, 0)))
    return results, outcomes


def _strangers(seen: dict[str, Seen | None]) -> set[str]:
    """The videos that the catalogue does not hold and whose channel it does not know."""
    known = set(Video.objects.filter(video_id__in=seen).values_list("video_id", flat=True))
    unknown = {key: one.facts.get("channel") if one else None for key, one in seen.items() if key not in known}
    ours = set(Channel.objects.filter(channel_id__in=set(unknown.values())).values_list("channel_id", flat=True))
    return {key for key, channel in unknown.items() if channel not in ours}
