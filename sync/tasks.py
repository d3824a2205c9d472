"""What the worker does with YouTube by itself: pushes what staff want, pulls what was asked for and what is stalest."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from channels_app.models import Channel
from sync import hints
from sync.ledger import resets_at
from sync.models import MetadataSync
from sync.pull import pull
from sync.pull.channels import look_for_uploads, pull_channels
from sync.pull.rights import pull_policies
from sync.push import push
from sync.queue import POLICIES_TASK, QUEUE, TASK
from sync.results import Result
from sync.retention import prune_quota, prune_syncs
from sync.youtube.client import MOST, Client, connect
from sync.youtube.errors import NotConfigured, QuotaSpent, YouTubeError

logger = logging.getLogger(__name__)

LOCK = "sync"  # one at a time: two at once would share the quota, and wait for each other's merges
PATIENCE = 50.0  # seconds, after which the next task gets its turn
AT_ONCE = 1_000  # videos that are pulled because they were asked for
WORKERS = 4  # that refresh at once
FRESH = timedelta(hours=24)  # what was pulled since is not stale
LOOKED_THROUGH = timedelta(hours=20)  # a channel is looked through once a night


@app.periodic(cron="* * * * *")
@app.task(name=TASK, queue=QUEUE, lock=LOCK, queueing_lock=TASK)
def push_and_pull(timestamp: int) -> None:
    """Every minute: push what staff want, and pull what was asked for and what YouTube's hub has told of."""
    client = _client()
    if client is None:
        return
    with closing(client):
        _run(push(client, sparing=True))
        if asked := _asked_for():
            _pull(client, videos=asked)


@app.periodic(cron="11 * * * *")
@app.task(name="sync.refresh", queue=QUEUE, lock=LOCK, queueing_lock="sync.refresh")
def refresh(timestamp: int) -> None:
    """Every hour: pull the stalest videos, for an even share of the units that are left for pulls today."""
    client = _client()
    if client is None:
        return
    with closing(client):
        share = client.ledger.left_for_pulls() // _hours_left(timezone.now())
        if share:
            _pull(client, limit=share * MOST, stale_after=FRESH, workers=WORKERS)


@app.periodic(cron="29 8 * * *")
@app.task(name="sync.refresh_channels", queue=QUEUE, lock=LOCK, queueing_lock="sync.refresh_channels")
def refresh_channels(timestamp: int) -> None:
    """Every day, soon after the quota is renewed: pull the channels, with their counters, and the saved policies."""
    client = _client()
    if client is None:
        return
    with closing(client), _told():
        pull_channels(client, Channel.objects.order_by("pk").values_list("channel_id", flat=True))
        pull_policies(client)


@app.task(name=POLICIES_TASK, queue=QUEUE, lock=LOCK, queueing_lock=POLICIES_TASK)
def pull_policies_now(timestamp: int) -> None:
    """Pull the saved policies, which somebody has asked for."""
    client = _client()
    if client is None:
        return
    with closing(client), _told():
        pull_policies(client)


@app.periodic(cron="41 3-6 * * *")
@app.task(name="sync.look_for_uploads", queue=QUEUE, lock=LOCK, queueing_lock="sync.look_for_uploads")
def look_through_uploads(timestamp: int) -> None:
    """In the last hours of a Pacific day: look for new uploads on our channels, for half of the units that are left."""
    client = _client()
    if client is None:
        return
    with closing(client), _told():
        if most := client.ledger.left_for_pulls() // 2:
            look_for_uploads(client, stale_after=LOOKED_THROUGH, most=most, until=time.monotonic() + PATIENCE)


@app.periodic(cron="47 3 * * *")
@app.task(name="sync.keep_house", queueing_lock="sync.keep_house")
def keep_house(timestamp: int) -> None:
    """Every night: forget the requests to YouTube, and the attempts, that are older than we keep them."""
    prune_quota()
    prune_syncs()


def _client() -> Client | None:
    """The client, unless nobody has signed in or configured YouTube: then there is nothing to do."""
    try:
        return connect()
    except NotConfigured as error:
        logger.debug("Nothing is synced: %s", error)
        return None


def _run(results: Iterator[Result]) -> None:
    """Let it run until it is done, or others should have their turn."""
    until = time.monotonic() + PATIENCE
    with _told():
        for _ in results:
            if time.monotonic() > until:
                return


def _pull(client: Client, **what: Any) -> None:
    """Pull until it is done, or others should have their turn; what was fetched is merged."""
    with _told():
        for _ in pull(client, **what, until=time.monotonic() + PATIENCE):
            pass


@contextmanager
def _told() -> Iterator[None]:
    """Where YouTube ends it, that stands in the worker's log; the next time goes on."""
    try:
        yield
    except QuotaSpent as spent:
        logger.info("The sync waits: %s", spent)
    except YouTubeError as error:
        logger.warning("The sync stopped: %s", error)


def _asked_for() -> list[str]:
    asked = MetadataSync.objects.filter(direction=MetadataSync.Direction.PULL, status=MetadataSync.Status.PENDING)
    ids = list(asked.order_by("pk").values_list("video__video_id", flat=True)[:AT_ONCE])
    return ids + hints.waiting(AT_ONCE)


def _hours_left(now: datetime) -> int:
    """The hours until the quota is renewed, this one among them."""
    return max(1, -((now - resets_at(now)) // timedelta(hours=1)))
