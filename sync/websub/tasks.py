"""What the worker does with YouTube's hub."""

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from sync.websub.subscriptions import HubSilent, keep_subscribed

logger = logging.getLogger(__name__)


# Hundreds of requests may go out: in a queue of what is fetched from outside, they keep nobody waiting.
@app.task(name="sync.keep_subscribed", queue="fetch", queueing_lock="sync.keep_subscribed")
def ask_the_hub(timestamp: int) -> None:
    """Every ten minutes: ask the hub about channels of ours that it does not tell of, or soon will not."""
    try:
        keep_subscribed(timezone.now())
    except HubSilent as error:
        logger.warning("Channels wait for their subscription: %s", error)


if settings.YOUTUBE_HUB_CALLBACK:
    app.periodic(cron="*/10 * * * *")(ask_the_hub)
