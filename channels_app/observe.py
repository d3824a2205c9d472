"""What the Data API told of channels enters the catalogue, with a row of counters for the day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from cmsmeta.lib import live, sqlfiles

SQL = Path(__file__).parent / "sql"
ANNOUNCED = 100  # ids that a message carries at most
# What is news when it changes. Counters move daily.
FACTS = (
    *("title", "handle", "description", "country", "thumbnail_url", "banner_url", "uploads_playlist_id"),
    *("content_owner", "monetization_status", "published_at", "hidden_subscriber_count"),
)


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """What YouTube told of one channel: field → value, and counter → number, without what it did not tell."""

    facts: Mapping[str, Any]
    counters: Mapping[str, int] = field(default_factory=dict)


def observe_channels(seen: Mapping[str, ChannelSeen], *, as_of: datetime) -> list[str]:
    """Let the channels that we know hold what YouTube told of them at `as_of` (channel ID → what it told).

    What was told later stays. Gives the IDs of the channels of which something but a counter is new.
    """
    told = [{"channel_id": key, **one.facts, **one.counters} for key, one in seen.items()]
    new, old = (sql.SQL(", ").join([sql.Identifier(table, name) for name in FACTS]) for table in "wb")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            sqlfiles.load(SQL, "channels_told", new=new, old=old), {"told": json.dumps(told), "as_of": as_of}
        )
        changed = [(key, channel_id) for key, channel_id, differs in cursor.fetchall() if differs]
        if changed:
            ids = [key for key, _ in changed[:ANNOUNCED]]
            live.publish("channel.changed", {"ids": ids, "count": len(changed)})
    return [channel_id for _, channel_id in changed]
