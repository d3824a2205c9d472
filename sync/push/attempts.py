"""The life of one attempt, which is a row of `MetadataSync`: begun, on its way, ended. Each step is committed at once.

What an attempt works on has an advisory lock, which falls with the process: whoever finds an attempt running whose lock
is free knows that its worker died, and that what it had sent may have arrived.
"""

import os
import secrets
import socket
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import timedelta
from zlib import crc32

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from cmsmeta.lib import alone as locks
from cmsmeta.lib import live
from sync.ledger import UNITS_BUCKET
from sync.models import MetadataSync, QuotaEntry
from sync.push.routes import BY_API, Kind
from sync.push.targets import TO_PUSH, Target, Wanted, to_push
from videos.models import Video
from videos.observe.outcome import ANNOUNCED

LOCK_CLASS = 0x434D5350  # tells our advisory locks from others'
LEASE = timedelta(minutes=10)
REST, LONGEST_REST = timedelta(minutes=10), timedelta(hours=12)
Status, PUSH = MetadataSync.Status, MetadataSync.Direction.PUSH
DIED = "The worker died over it, so that YouTube may have taken it or not. The next run reads it back first."
NOTHING_LEFT = "Nothing was left to push: it was pushed, confirmed or taken back meanwhile."


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def alone(key: str) -> AbstractContextManager[bool]:
    """While it lasts, no other worker pushes what has this key; False where another does already."""
    return locks.alone(LOCK_CLASS, crc32(key.encode()))


def rests(target: Target) -> bool:
    """Whether attempts at it failed lately, and nobody has edited it or asked for it since: trying costs units.

    It rests longer each time: ten minutes, then twenty, for as long as half a day.
    """
    since = timezone.now() - timedelta(days=1)
    failed = _attempts(target).filter(status__in=(Status.FAILED, Status.UNKNOWN), finished_at__gt=since)
    ends = [sync.finished_at for sync in failed.select_related("video") if _key(sync) == target.key]
    if not ends or timezone.now() > (last := max(ends)) + min(REST * 2 ** (len(ends) - 1), LONGEST_REST):
        return False
    edited = target.edits().filter(state=TO_PUSH, modified_at__gt=last).exists()
    return not (edited or _attempts(target).filter(status=Status.PENDING).exists())


def begin(target: Target, worker: str, fields: Collection[str]) -> MetadataSync | None:
    """Enter the attempt that is now made at these fields, by a row that somebody asked for or by a new one.

    None where there is nothing to push any more.
    """
    with transaction.atomic(durable=True):
        _mark_dead(_running(target))
        lock_videos(target)
        edits = list(target.edits().filter(state=TO_PUSH, field__in=fields))
        if not edits:
            return None
        asked = MetadataSync.objects.filter(video_id__in={edit.video_id for edit in edits}, direction=PUSH)
        # What somebody asked for ends with the last of it, not with what costs nothing.
        more = target.edits().filter(state=TO_PUSH, field__in=BY_API).exclude(field__in=fields).exists()
        pending = asked.filter(status=Status.PENDING).select_for_update(skip_locked=True).order_by("pk")
        sync = None if more else pending.first()
        sync = sync or MetadataSync.objects.create(video_id=edits[0].video_id, direction=PUSH)
        now = timezone.now()
        begun = {
            "status": Status.RUNNING,
            "worker": worker,
            "attempts": sync.attempts + 1,
            "started_at": now,
            "lease_until": now + LEASE,
            "finished_at": None,
            "error": "",
            "error_reason": "",
            "fields": {edit.field: [edit.base, edit.wanted] for edit in edits},
            "change_set_id": max(edit.change_set_id for edit in edits),
        }
        for name, value in begun.items():
            setattr(sync, name, value)
        sync.save(update_fields=list(begun))
        publish(sync)
    return sync


def lock_videos(target: Target) -> None:
    """Lock the videos of a target, before their open edits are touched."""
    whose = {"asset_id": target.asset_id} if target.asset_id else {"pk": target.video}
    Video.objects.filter(**whose).lock()


def end(sync: MetadataSync, status: Status, error: str = "") -> None:
    """Keep what came of an attempt, and tell the open pages."""
    with transaction.atomic():
        sync.status, sync.error = status, error
        sync.units = units_of(sync)
        sync.finished_at = None if status == Status.PENDING else timezone.now()
        sync.lease_until = None
        sync.save(
            update_fields=["status", "error", "error_reason", "units", "finished_at", "lease_until", "fields", "worker"]
        )
        publish(sync)


def units_of(sync: MetadataSync) -> int:
    """Give the units of the daily quota that were charged for it."""
    entries = QuotaEntry.objects.filter(sync=sync, quota_day__bucket=UNITS_BUCKET)
    return entries.aggregate(units=Sum("units"))["units"] or 0


def publish(sync: MetadataSync) -> None:
    """Tell the open pages of an attempt, and of the other videos of an asset that they go the same way."""
    live.publish("sync.status", sync.state())
    if sync.of_asset and sync.video.asset_id:
        ids = list(Video.objects.of_asset(sync.video.asset_id).values_list("pk", flat=True)[:ANNOUNCED])
        live.publish("video.changed", {"ids": ids, "count": len(ids)})


def recover() -> None:
    """Mark the attempts of workers that died: whether YouTube took what they sent is unknown."""
    for sync in MetadataSync.objects.filter(direction=PUSH, status=Status.RUNNING).select_related("video"):
        with alone(_key(sync)) as free:
            if free:
                _mark_dead(MetadataSync.objects.filter(pk=sync.pk))


def skip_what_is_done(wanted: Wanted) -> None:
    """End what was asked for where nothing is left to push, however many there are."""
    left = to_push(wanted).filter(video_id=OuterRef("video_id"))
    asked = MetadataSync.objects.filter(direction=PUSH, status=Status.PENDING).exclude(Exists(left))
    if wanted.videos is not None:
        asked = asked.filter(video__video_id__in=wanted.videos)
    if wanted.channels is not None:
        asked = asked.filter(video__channel__channel_id__in=wanted.channels)
    asked.update(status=Status.SKIPPED, error=NOTHING_LEFT, finished_at=timezone.now())


def _attempts(target: Target) -> QuerySet[MetadataSync]:
    whose = {"video__asset_id": target.asset_id} if target.asset_id else {"video_id": target.video}
    return MetadataSync.objects.filter(**whose, direction=PUSH)


def _running(target: Target) -> QuerySet[MetadataSync]:
    running = _attempts(target).filter(status=Status.RUNNING).select_related("video")
    return MetadataSync.objects.filter(pk__in=[sync.pk for sync in running if _key(sync) == target.key])


def _mark_dead(syncs: QuerySet[MetadataSync]) -> None:
    for sync in syncs.filter(status=Status.RUNNING):
        end(sync, Status.UNKNOWN, DIED)


def _key(sync: MetadataSync) -> str:
    """The key of what an attempt worked on."""
    asset = sync.video.asset_id if sync.of_asset else ""
    return Target(Kind.ASSET if sync.of_asset else Kind.VIDEO, sync.video_id, sync.video.video_id, asset).key
