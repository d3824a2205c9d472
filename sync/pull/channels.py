"""Pulls channels with their statistics, and finds the uploads that the catalogue does not hold yet."""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from channels_app.models import Channel
from channels_app.observe import ChannelSeen, observe_channels
from sync import hints
from sync.models import Hint
from sync.pull.fetch import batched
from sync.pull.resources import channel_seen
from sync.youtube.client import Client
from sync.youtube.errors import Refused, Verdict
from videos.models import Video

PLAYLIST_OF_UPLOADS, CHANNEL = "UU", "UC"
logger = logging.getLogger(__name__)


def ask(client: Client, ids: Sequence[str]) -> dict[str, ChannelSeen]:
    """Ask YouTube for up to fifty channels."""
    return {channel_id: channel_seen(one) for channel_id, one in client.channels(ids).items()}


def pull_channels(client: Client, ids: Iterable[str], *, workers: int = 1) -> list[str]:
    """Pull channels; one of our content owner that the catalogue does not hold comes in.

    Gives those of which something but a counter is new. Errors: as `batched`, once the others are merged.
    """
    changed = []
    for batch in batched(client, ids, ask, workers=workers):
        seen = {channel_id: one for given in batch.given for channel_id, one in given.items()}
        ours = settings.YOUTUBE_CONTENT_OWNER
        owned = [channel_id for channel_id, one in seen.items() if one.facts.get("content_owner") == ours]
        Channel.objects.bulk_create([Channel(channel_id=one) for one in owned], ignore_conflicts=True)
        changed += observe_channels(seen, as_of=batch.as_of)
        for answer in batch.failed:
            logger.warning("%s channels were not pulled: %s", len(answer.ids), answer.error)
    return changed


def discover_uploads(client: Client, channels: Collection[str], *, everything: bool = False) -> Iterator[str]:
    """Give the IDs of the channels' uploads that the catalogue does not hold, the newest of each channel first.

    Of a channel that it does not hold either there are none: that is somebody else's. Looks no further than the first
    page of fifty whose videos are all known, unless `everything`: a unit a page.
    """
    known = Channel.objects.filter(channel_id__in=channels).order_by("pk")
    for channel_id, playlist in known.values_list("channel_id", "uploads_playlist_id"):
        yield from _uploads(client, playlist or PLAYLIST_OF_UPLOADS + channel_id.removeprefix(CHANNEL), everything)


def ours() -> QuerySet[Channel]:
    """The channels that are linked to our content owner, as the Data API told."""
    owner = settings.YOUTUBE_CONTENT_OWNER
    return Channel.objects.filter(content_owner=owner) if owner else Channel.objects.exclude(content_owner="")


def to_look_through(stale_after: timedelta | None = None) -> QuerySet[Channel]:
    """The channels of ours whose uploads were not looked through for so long, those longest ago first."""
    channels = ours().order_by(F("uploads_seen_at").asc(nulls_first=True), "pk")
    if stale_after is None:
        return channels
    return channels.filter(Q(uploads_seen_at=None) | Q(uploads_seen_at__lt=timezone.now() - stale_after))


def look_for_uploads(
    client: Client, *, stale_after: timedelta | None = None, most: int | None = None, until: float | None = None
) -> int:
    """Look through the uploads of our channels; what is new there is pulled before all others. Gives how many are.

    `stale_after`: as `to_look_through`. No further channel is begun once `most` units are spent, or after `until` by
    the monotonic clock. What was found on one is kept at once: a run that ends early, also by `QuotaSpent`, goes on.
    A channel that YouTube does not show has its next turn after all others.
    """
    found, spent = 0, client.ledger.spent
    for channel in list(to_look_through(stale_after).values_list("channel_id", flat=True)):
        if (most is not None and client.ledger.spent - spent >= most) or (until and time.monotonic() > until):
            break
        new = _new_on(client, channel)
        with transaction.atomic():
            hints.take(channel, [(video_id, Hint.What.CHANGED) for video_id in new])
            Channel.objects.filter(channel_id=channel).update(uploads_seen_at=Now())
        found += len(new)
    return found


def _new_on(client: Client, channel: str) -> list[str]:
    try:
        return list(discover_uploads(client, [channel]))
    except Refused as refused:
        if refused.verdict in (Verdict.TRANSIENT, Verdict.CONFIGURATION):  # which concern all channels
            raise
        logger.warning("The uploads of channel %s cannot be looked through: %s", channel, refused)
        return []


def _uploads(client: Client, playlist: str, everything: bool) -> Iterator[str]:
    token = ""
    while True:
        try:
            ids, token = client.uploads(playlist, token)
        except Refused as refused:
            if refused.verdict == Verdict.GONE:  # a channel without uploads has no such playlist
                return
            raise
        known = set(Video.objects.filter(video_id__in=ids).values_list("video_id", flat=True))
        new = [video_id for video_id in ids if video_id not in known]
        yield from new
        if not token or not (new or everything):
            return
