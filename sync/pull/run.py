"""One run of the pull: which videos, with what else, and what is told of each."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from cmsmeta.lib.partitions import ensure_months
from sync import hints
from sync.pull.channels import discover_uploads, pull_channels
from sync.pull.record import keep, result
from sync.pull.rights import pull_assets, pull_claims, pull_policies
from sync.pull.videos import pull_videos, stalest
from sync.results import Result
from sync.youtube.client import Client
from sync.youtube.errors import YouTubeError
from videos.models import Change, Policy, Video, VideoStatisticsDay
from videos.observe.outcome import Outcomes

logger = logging.getLogger(__name__)

POLICIES_KEEP = timedelta(hours=12)  # for so long the saved policies are not asked for again


def pull(
    client: Client,
    *,
    videos: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    stale_after: timedelta | None = None,
    limit: int | None = None,
    workers: int = 1,
    until: float | None = None,
) -> Iterator[Result]:
    """Pull `videos` or all of `channels` (YouTube's IDs); else what YouTube told of by itself, then the stalest.

    Who names videos or channels gets their claims and assets too, and the uploads of the channels that are new.
    `stale_after`: of channels, and of all, only what was not pulled for so long. `limit`: no more videos than this.
    `until`: by the monotonic clock, when no further video is asked for. Who stops earlier loses what was fetched.
    Gives a result for each video once it is committed; then raises what ended the run early (`QuotaSpent`,
    `NotConfigured`, a `Refused` of the configuration). Killed at any moment, it loses what it was about to merge.
    """
    ensure_months(Change, VideoStatisticsDay)
    rights = None if videos is None and channels is None else Rights(client, workers)
    ids = _chosen(client, videos, channels, stale_after, limit)
    for results, outcomes, asked_at in pull_videos(client, ids, workers=workers, until=until):
        told = rights.add(results, outcomes) if rights else results
        keep(told, outcomes, asked_at)
        yield from told


def _chosen(
    client: Client,
    videos: Collection[str] | None,
    channels: Collection[str] | None,
    stale_after: timedelta | None,
    limit: int | None,
) -> list[str]:
    if videos is not None:
        ids: Iterable[str] = videos
    elif channels is not None:
        pull_channels(client, channels)
        new = list(discover_uploads(client, channels))
        ids = [*new, *stalest(limit=limit, stale_after=stale_after, channels=channels)]
    else:
        told_of = hints.waiting(limit) if limit is not None else hints.waiting(HINTS)
        ids = [*told_of, *stalest(limit=limit, stale_after=stale_after)]
    return list(dict.fromkeys(ids))[:limit]


HINTS = 100_000


class Rights:
    """What the Content ID API tells of the videos of a run. It has a quota of its own, and may be closed to us."""

    def __init__(self, client: Client, workers: int) -> None:
        self._client, self._workers = client, workers
        self._error = ""

    def add(self, results: list[Result], outcomes: Outcomes) -> list[Result]:
        """Pull claims and assets of the videos; gives their results with what came of that."""
        held = dict(
            Video.objects.filter(video_id__in=[one.video_id for one in results]).values_list("video_id", "asset_id")
        )
        if held and not self._error:
            try:
                self._pull(list(held), outcomes)
            except YouTubeError as error:
                self._error = f"Claims and assets were not pulled: {error}"
                logger.warning("%s", self._error)
        return [self._told(one, outcomes) if one.video_id in held else one for one in results]

    def _pull(self, ids: list[str], outcomes: Outcomes) -> None:
        if not Policy.objects.filter(pulled_at__gt=timezone.now() - POLICIES_KEEP).exists():
            pull_policies(self._client)
        for more in pull_claims(self._client, ids, workers=self._workers):
            outcomes.add(more)
        assets = Video.objects.filter(video_id__in=ids).exclude(asset_id="").values_list("asset_id", flat=True)
        for more in pull_assets(self._client, assets.distinct(), workers=self._workers):
            outcomes.add(more)

    def _told(self, one: Result, outcomes: Outcomes) -> Result:
        if outcome := outcomes.get(one.video_id):
            return result(one.video_id, outcome, one.units, self._error)
        return replace(one, error=self._error) if self._error else one
