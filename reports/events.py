"""What S3 says of new objects, as it comes: plain, wrapped by SNS, or by EventBridge.

A message is a hint only: it names a key, and the object itself is looked at, in our bucket and under our prefix.
"""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings

from cmsmeta.lib import late
from reports import delivery
from reports.delivered import is_hidden
from reports.models import Report
from reports.queue import ingest_soon

bucket = late.module("reports.bucket")  # and S3's client with it
logger = logging.getLogger(__name__)

MOST_KEYS = 1000  # S3 sends one record a message; a forger may send more
AMAZON = re.compile(r"sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?")


def take(text: str) -> int:
    """Queue the reports that a message tells of; gives their number. What tells of none is logged and done with.

    Raises ConfigError or TransientError where the bucket cannot be looked at.
    """
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        logger.warning("A message about reports is no JSON; it was left out.")
        return 0
    keys = {key: None for _, key in zip(range(MOST_KEYS), our_keys(message), strict=False)}
    return sum(_look_at(key) for key in keys)


def our_keys(message: Any) -> Iterator[str]:
    """Give the keys of our bucket, under our prefix, that a message names."""
    for name, key in _named(message):
        if not settings.REPORTS_BUCKET or name != settings.REPORTS_BUCKET or "\x00" in key:
            logger.info("A message about another bucket was left out.")
        elif key.startswith(settings.REPORTS_PREFIX) and not is_hidden(key):
            yield key


def _look_at(key: str) -> int:
    delivery.discover(bucket.of_key(key))
    return ingest_soon(Report.objects.filter(bucket=settings.REPORTS_BUCKET, key=key))


def _named(message: Any) -> Iterator[tuple[str, str]]:
    """Give (bucket, key) as a message has them, whatever its form."""
    match message:
        case {"Type": "Notification", "Message": str(inner)}:
            try:
                yield from _named(json.loads(inner))
            except (ValueError, RecursionError):
                logger.warning("A notification about reports holds no JSON; it was left out.")
        case {"Type": "SubscriptionConfirmation", "SubscribeURL": str(address)}:
            _ask_to_confirm(address)
        case {"detail": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
            yield name, key  # EventBridge tells the key as it is
        case {"Records": list(records)}:
            for record in records:
                match record:
                    case {"s3": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
                        yield name, unquote_plus(key)


def _ask_to_confirm(address: str) -> None:
    """Let a person confirm a subscription of SNS: this machine calls no address that a message names."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme == "https" and AMAZON.fullmatch(parts.netloc) and address.isprintable():
        logger.warning("SNS asks to confirm a subscription. If it is yours, open this once: %s", address)
    else:
        logger.warning("A subscription that is not Amazon's wanted to be confirmed; it was left out.")


def host_of(address: str) -> str:
    """Give the server that a queue's address names."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
