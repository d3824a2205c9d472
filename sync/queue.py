"""What people ask of the sync: videos to be brought into agreement now, again, or not. The worker does it."""

from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg import sql

from cmsmeta.lib import sqlfiles
from cmsmeta.lib.live import publish
from cmsmeta.lib.lookups import any_of
from sync.models import MetadataSync
from sync.push.routes import BY_API, FIELDS_OF, Kind
from videos.models import OpenEdit, Video

PERMISSION = "sync.request_metadatasync"
TASK, POLICIES_TASK = "sync.push", "sync.pull_policies"
QUEUE = "sync"  # of its own: nothing else that the worker does waits for YouTube
SQL = Path(__file__).parent / "sql"
TOLD = 100  # rows that open pages are told of one by one
Status, Direction = MetadataSync.Status, MetadataSync.Direction
REPEATABLE = (Status.FAILED, Status.UNKNOWN, Status.CANCELLED, Status.SKIPPED)


def request_sync(videos: QuerySet[Video], *, by: User, push: bool = True, pull: bool = True) -> int:
    """Have `videos` pushed, where there is something to push, and pulled, before all others, however many they are.

    Gives the number of videos that wait now and did not before; PermissionDenied where `by` may not.
    """
    ask(by)
    try:
        selection, params = Video.objects.filter(pk__in=videos.values("pk")).values("id").query.sql_with_params()
    except EmptyResultSet:
        return 0
    directions = [*([Direction.PUSH.value] * push), *([Direction.PULL.value] * pull)]
    with transaction.atomic(), connection.cursor() as cursor:
        statement = sqlfiles.load(SQL, "ask", selection=sql.SQL(selection))
        cursor.execute(statement, [*params, by.pk, directions, sorted(BY_API)])
        [asked] = cursor.fetchone()
        if asked:
            _tell(MetadataSync.objects.filter(status=Status.PENDING, requested_by=by).order_by("-pk")[:TOLD])
            run_soon()
    return asked


def request_retry(syncs: QuerySet[MetadataSync], *, by: User) -> int:
    """Have attempts that came to nothing made again, also of what YouTube refused. Gives their number."""
    ask(by)
    with transaction.atomic():
        chosen = syncs.filter(status__in=REPEATABLE).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        keys = list(chosen.values_list("pk", flat=True))
        _reopen_refused(keys)
        again = {"status": Status.PENDING, "error": "", "error_reason": "", "requested_by": by, "finished_at": None}
        MetadataSync.objects.filter(pk__in=keys).update(**again)
        _tell(MetadataSync.objects.filter(pk__in=keys[:TOLD]))
        if keys:
            run_soon()
    return len(keys)


def request_cancel(syncs: QuerySet[MetadataSync], *, by: User) -> int:
    """Take back what was asked for and has not begun. Gives its number.

    What staff want stays to be pushed in its turn: to take that back, the edit is undone.
    """
    ask(by)
    with transaction.atomic():
        chosen = syncs.filter(status=Status.PENDING).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        keys = list(chosen.values_list("pk", flat=True))
        MetadataSync.objects.filter(pk__in=keys).update(status=Status.CANCELLED, finished_at=timezone.now())
        _tell(MetadataSync.objects.filter(pk__in=keys[:TOLD]))
    return len(keys)


def ask(by: User) -> None:
    """Raise PermissionDenied where `by` may not ask for syncs."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("You may see syncs, but not ask for them. An administrator can allow it.")


def request_policies(*, by: User) -> None:
    """Have the worker ask YouTube for the saved policies now; PermissionDenied where `by` may not."""
    ask(by)
    run_soon(POLICIES_TASK)


def run_soon(name: str = TASK) -> None:
    """Let the worker sync what waits, or do another task of the sync, as soon as it is free."""
    # By name: the worker's code is not needed to ask for it.
    task = app.configure_task(name, queue=QUEUE, lock=QUEUE, queueing_lock=name)
    try:
        with transaction.atomic():  # a refused insert would spoil the whole transaction
            task.defer(timestamp=0)
    except AlreadyEnqueued:
        pass  # it waits already, which is what was asked for


def _reopen_refused(keys: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sqlfiles.load(SQL, "refused"), {"syncs": keys, "of_asset": sorted(FIELDS_OF[Kind.ASSET])})
        refused = OpenEdit.objects.filter(any_of("pk", [key for (key,) in cursor.fetchall()]))
    Video.objects.filter(pk__in=refused.values("video")).lock()
    to_push = {"state": OpenEdit.State.TO_PUSH, "error": "", "modified_at": timezone.now()}
    refused.filter(state=OpenEdit.State.REFUSED).update(**to_push)


def _tell(syncs: QuerySet[MetadataSync]) -> None:
    for sync in syncs:
        publish("sync.status", sync.state())
