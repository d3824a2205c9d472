"""What a sync of chosen videos would do and cost, told before it is asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg import sql

from cmsmeta.lib import sqlfiles
from cmsmeta.lib.patience import within
from sync import forecast
from sync.ledger import cost_of
from sync.push.routes import BY_API, SNIPPET, STATUS
from sync.queue import ask, request_sync
from sync.youtube.client import MOST as A_CALL
from videos.models import OpenEdit, Video

SQL = Path(__file__).parent / "sql"
MOST = 100_000  # videos that are asked for at once: the sync goes round all of them by itself
PATIENCE = 30_000  # milliseconds
PAID = (*SNIPPET, *STATUS)  # the Content ID API costs no units
NAMES = ("selected", "pushes", "paid", "refused", "by_hand", "conflict", "handed_over", "missing", "waiting")


@dataclass(frozen=True, slots=True)
class Asked:
    """What people ask for: `push` what waits, with what was `refused` again, and `pull` what YouTube holds."""

    push: bool = True
    pull: bool = True
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many of the `selected` videos would be pushed and pulled; `left_alone`: reason → videos. Costs in units.

    `days`: of the daily quota. `left`: of today's. `at_once`: so many pushes a day's quota pays.
    """

    selected: int
    pushes: int
    pulls: int
    left_alone: dict[str, int]
    units: int
    days: int
    left: int
    at_once: int

    @property
    def touched(self) -> int:
        return max(self.pushes, self.pulls)


def outlook(videos: QuerySet[Video], asked: Asked) -> Outlook:
    """Work out what would be done now; it writes nothing.

    ValueError, with a sentence: more videos than `MOST`, or such that take too long to find.
    """
    found = _found(videos)
    if found["selected"] > MOST:
        raise ValueError(
            f"At most {MOST:,} videos are synced at once, and more are chosen: narrow the filter. "
            "The sync goes round all videos by itself, those that it saw longest ago first."
        )
    pushes, paid = found["pushes"], found["paid"]
    if asked.refused:
        pushes, paid = pushes + found["refused"], paid + found["refused_paid"]
    pushes, paid = pushes * asked.push, paid * asked.push
    pulls = found["selected"] * asked.pull
    units = paid * forecast.PUSH + ceil(pulls / A_CALL) * cost_of("youtube.videos.list")
    today = forecast.today()
    days = ceil(units / max(1, today.limit))
    left_alone = {why: number for why, number in _left_alone(found, asked) if number}
    return Outlook(found["selected"], pushes, pulls, left_alone, units, days, today.left, today.limit // forecast.PUSH)


def sync_now(videos: QuerySet[Video], asked: Asked, *, by: User) -> int:
    """Have the worker sync `videos` before all others; gives how many wait now that did not. PermissionDenied."""
    ask(by)
    with transaction.atomic():
        if asked.push and asked.refused:
            # A filter by what was refused would find nothing afterwards.
            videos = Video.objects.filter(pk__in=list(videos.values_list("pk", flat=True)[:MOST]))
            push_again(OpenEdit.objects.filter(video__in=videos.values("pk")))
        return request_sync(videos, by=by, push=asked.push, pull=asked.pull)


def push_again(edits: QuerySet[OpenEdit]) -> int:
    """Let what YouTube refused be pushed again as it is; gives the number of fields. Within a transaction."""
    refused = edits.filter(state=OpenEdit.State.REFUSED, field__in=BY_API)
    Video.objects.filter(pk__in=refused.values("video")).lock()
    # The state is asked of the row that is written, too: it may have become another while the row was waited for.
    still = OpenEdit.objects.filter(pk__in=refused.values("pk"), state=OpenEdit.State.REFUSED)
    return still.update(state=OpenEdit.State.TO_PUSH, error="")


def _left_alone(found: dict[str, int], asked: Asked) -> Iterator[tuple[str, int]]:
    if asked.push:
        yield from (
            ("in conflict: somebody has to decide first", found["conflict"]),
            ("handed over in a spreadsheet already", found["handed_over"]),
            ("with fields that no request of YouTube can set", found["by_hand"]),
        )
        if not asked.refused:
            yield "refused by YouTube: change the value, or push it again", found["refused"]
        if not asked.pull:
            reached = found["pushes"] + found["refused"] * asked.refused
            yield "with nothing to push", max(0, found["selected"] - reached)
        yield "no longer on YouTube, which takes nothing for them", found["missing"]
    yield "waiting for a sync already", found["waiting"]


def _found(videos: QuerySet[Video]) -> dict[str, int]:
    try:
        selection, params = videos.values("id").query.sql_with_params()
    except EmptyResultSet:
        return dict.fromkeys((*NAMES, "refused_paid"), 0)
    found = within(PATIENCE, lambda: _fetch(selection, params))
    if found is None:
        raise ValueError("What the filter matches was not found in time. Narrow the filter, and begin anew.")
    return found


def _fetch(selection: str, params: tuple[Any, ...]) -> dict[str, int]:
    statement = sqlfiles.load(SQL, "outlook", selection=sql.SQL(selection))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, MOST + 1, sorted(BY_API), list(PAID)])
        return json.loads(cursor.fetchone()[0])
