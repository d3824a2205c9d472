"""Live messages to the open admin pages: what is published here arrives at every `/ws/status/` socket.

The publisher is a command, a worker thread or a request; nobody listening, or no Valkey, is no error for it.
"""

import json
import logging
import time
from functools import cache
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from cmsmeta.lib import late

logger = logging.getLogger(__name__)

redis = late.module("redis")

GROUP = "status"
PERMISSIONS = {
    "report": "reports.view_report",
    "sync": "sync.view_metadatasync",
    "changeset": "videos.view_changeset",
    "video": "videos.view_video",
    "channel": "channels_app.view_channel",
}

TIMEOUT = 0.5  # seconds that a publisher waits for Valkey at most
PAUSE = 5.0  # seconds without a further try once Valkey did not answer in time


class Publisher:
    """Valkey as a publisher sees it: a pool of connections that any thread may use, and a pause after a time-out."""

    def __init__(self, url: str) -> None:
        # redis-py's own retries wait for seconds; one more try is for a connection that a restart has cut.
        once_more = redis.retry.Retry(redis.backoff.NoBackoff(), 1)
        self._client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=once_more
        )
        self._paused_until = 0.0

    def send(self, channel: str, message: bytes) -> None:
        if time.monotonic() < self._paused_until:
            return
        try:
            self._client.publish(channel, message)
        except redis.TimeoutError as error:
            self._paused_until = time.monotonic() + PAUSE
            logger.debug("Live messages pause for %s s: %s", PAUSE, error)
        except (redis.RedisError, OSError) as error:
            logger.debug("A live message was not sent: %s", error)


def publish(type: str, payload: dict[str, Any], *, using: str = "default") -> None:
    """Send `{"type": type, **payload}` to the open pages once the transaction of database `using` commits.

    `payload` is JSON of ids, states and counts, taken as it is now. A type that nobody may see is a ValueError.
    """
    event = _event(type, payload)
    transaction.on_commit(lambda: _send(event), using=using)


def announce(type: str, payload: dict[str, Any]) -> None:
    """Send `{"type": type, **payload}` at once: how far a transaction is, but nothing that it has written."""
    _send(_event(type, payload))


def _event(type: str, payload: dict[str, Any]) -> dict[str, str]:
    text = json.dumps({"type": type, **payload}, cls=DjangoJSONEncoder)
    return {"type": "live.message", "permission": required_permission(type), "text": text}


def required_permission(type: str) -> str:
    """Give the permission that a person needs to receive messages of `type`, such as `report.status`."""
    try:
        return PERMISSIONS[type.partition(".")[0]]
    except KeyError:
        raise ValueError(f"Nobody may see live messages of type {type!r}: give it a permission in live.py.") from None


def _send(event: dict[str, str]) -> None:
    # Said to Valkey directly, in the wire format of channels_redis.pubsub: its layer would need an event loop per call.
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    message = get_channel_layer().serialize(event)
    _publisher(settings.REDIS_URL).send(f"{prefix}__group__{GROUP}", message)


@cache
def _publisher(url: str) -> Publisher:
    return Publisher(url)
