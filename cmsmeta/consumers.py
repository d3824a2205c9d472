"""The `/ws/status/` socket: live messages to signed-in staff, each filtered by what its reader may see.

A page says what it shows (`watch`) when it connects and from time to time after; the answer is the present state of it,
then a `pulse` that has gone through Valkey and back, which proves the whole way that a live message takes.
"""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Model
from django.utils import timezone

from cmsmeta.lib import late, live
from reports.models import Report
from sync.models import MetadataSync
from videos.agreement import standings_of
from videos.models import ChangeSet, Video

redis = late.module("redis")
logger = logging.getLogger(__name__)

SIGNED_OUT, NOT_STAFF, NO_VALKEY = 4401, 4403, 4503  # close codes
MAX_BYTES = 8192  # of a message from a page
MAX_IDS = 500  # in a message from a page
MAX_WAITING = 200  # messages that wait for one page: a second of the busiest hour
MAX_NEW = 1000  # rows counted as new; the page says "1,000 or more" by showing it
WATCHED: dict[str, type[Model]] = {"report": Report, "changeset": ChangeSet, "sync": MetadataSync, "video": Video}


class BadMessage(Exception):
    """What a page sent cannot be understood; the text says what it should have been."""


@dataclass(frozen=True)
class Watch:
    """What a page shows: the ids of its rows, and the newest row of each kind that it knows of."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)


class StatusConsumer(AsyncWebsocketConsumer):
    groups = [live.GROUP]
    recheck_seconds = 30.0  # how long a permission that was taken away may still be used

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        except (redis.RedisError, OSError) as error:
            logger.warning("A page is turned away from live messages, Valkey cannot be reached: %s", error)
            await send({"type": "websocket.close", "code": NO_VALKEY})

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels' own would visit a thread before every message, to close old connections; what reads the database
        # here does that itself. 50 pages at 170 messages/s: 40 s behind with it.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self._permissions: frozenset[str] = frozenset()
        self._closed = False
        self._checked_at = float("-inf")
        # A browser learns the code of a socket only once that is accepted.
        await self.accept()
        if await self._welcome():
            newest = await newest_ids(self._permissions)
            await self._say({"type": "hello", "server_time": timezone.now(), "newest": newest})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not await self._welcome():
            return
        try:
            watch = parse_watch(text_data or "")
        except BadMessage as error:
            await self._say({"type": "error", "message": str(error)})
            return
        for message in await present_state(watch, self._permissions):
            await self._say(message)
        await self.channel_layer.send(self.channel_name, {"type": "live.pulse"})

    async def live_message(self, event: dict[str, str]) -> None:
        """Pass on what `live.publish` sent, if its reader may see it."""
        # A server that cannot keep up lets messages go, not lag: the page asks for the present state instead.
        waiting = self.channel_layer.channels[self.channel_name]
        if waiting.qsize() > MAX_WAITING:
            while not waiting.empty():
                waiting.get_nowait()
            await self._say({"type": "behind"})
        elif await self._welcome() and event["permission"] in self._permissions:
            await self.send(text_data=event["text"])

    async def live_pulse(self, event: dict[str, str]) -> None:
        await self._say({"type": "pulse"})

    async def _welcome(self) -> bool:
        """Tell whether the person may still be here, reading session and permissions again when they are old."""
        if not self._closed and time.monotonic() - self._checked_at >= self.recheck_seconds:
            code = await self._read_access()
            if code is not None:
                self._closed = True
                await self.close(code)
        return not self._closed

    async def _read_access(self) -> int | None:
        # A new session object: the scope's keeps what it read when the socket was opened.
        store = import_module(settings.SESSION_ENGINE).SessionStore
        user = await get_user({"session": store(self.scope["session"].session_key)})
        if not user.is_authenticated:
            return SIGNED_OUT
        if not (user.is_active and user.is_staff):
            return NOT_STAFF
        self._permissions = frozenset(await database_sync_to_async(user.get_all_permissions)())
        self._checked_at = time.monotonic()
        return None

    async def _say(self, message: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(message, cls=DjangoJSONEncoder))


def parse_watch(text: str) -> Watch:
    """Read `{"watch": {kind: [ids]}, "newest": {kind: id}}`; anything else is a BadMessage that says what is wrong."""
    if len(text) > MAX_BYTES:
        raise BadMessage(f"A message may have {MAX_BYTES} bytes at most; watch fewer rows.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMessage("A message must be JSON text.") from None
    if not isinstance(content, dict):
        raise BadMessage('A message must be an object such as {"watch": {"report": [12]}}.')
    ids, newest = content.get("watch", {}), content.get("newest", {})
    for part in (ids, newest):
        if not isinstance(part, dict) or not part.keys() <= WATCHED.keys():
            raise BadMessage(f"Only these can be watched: {', '.join(WATCHED)}.")
    if not all(isinstance(listed, list) for listed in ids.values()):
        raise BadMessage("What is watched must be a list of ids.")
    if sum(map(len, ids.values())) > MAX_IDS:
        raise BadMessage(f"{MAX_IDS} rows can be watched at most.")
    if not all(map(_is_id, [*newest.values(), *(pk for listed in ids.values() for pk in listed)])):
        raise BadMessage("An id must be a whole number, 0 or more.")
    return Watch(ids, newest)


@database_sync_to_async
def present_state(watch: Watch, permissions: frozenset[str]) -> list[dict[str, Any]]:
    """Give what a page has to know of the rows that it shows, and how many newer ones there are."""
    messages = []
    for kind, model in _allowed(permissions):
        if ids := watch.ids.get(kind):
            messages += _states(kind, model, ids)
        if kind in watch.newest:
            newer = model._default_manager.filter(pk__gt=watch.newest[kind]).values("pk")[:MAX_NEW]
            messages.append({"type": f"{kind}.new", "count": newer.count()})
    return messages


def _states(kind: str, model: type[Model], ids: list[int]) -> list[dict[str, Any]]:
    if model is Video:
        return [{"type": "video.changed", **standing.to_json()} for standing in standings_of(ids)]
    return [{"type": f"{kind}.status", **row.state()} for row in model._default_manager.filter(pk__in=ids)]


@database_sync_to_async
def newest_ids(permissions: frozenset[str]) -> dict[str, int]:
    """Give the id of the newest row of each kind that may be seen, 0 if there is none."""
    return {
        kind: model._default_manager.aggregate(newest=Max("pk", default=0))["newest"]
        for kind, model in _allowed(permissions)
    }


def _allowed(permissions: frozenset[str]) -> Iterator[tuple[str, type[Model]]]:
    return ((kind, model) for kind, model in WATCHED.items() if live.PERMISSIONS[kind] in permissions)


def _is_id(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63
