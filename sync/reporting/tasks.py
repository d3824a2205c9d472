"""What the worker does with the Reporting API."""

import logging
from contextlib import closing

from django.conf import settings
from procrastinate.contrib.django import app

from sync.reporting.api import ReportingApi
from sync.reporting.fetch import Elsewhere, NotStored, fetch, wanted
from sync.youtube.errors import YouTubeError

logger = logging.getLogger(__name__)


# Gigabytes may come: a queue of its own keeps nothing waiting.
@app.task(name="sync.fetch_reports", queue="fetch", queueing_lock="sync.fetch_reports")
def fetch_reports(timestamp: int) -> None:
    """Four times a day: bring the files that YouTube made since into the reports storage."""
    try:
        with closing(ReportingApi()) as api:
            for fetched in fetch(api, wanted(api)):
                logger.info("Fetched %s.", fetched.key)
    except (YouTubeError, NotStored) as error:
        logger.warning("Reports are not fetched: %s", error)
    except Elsewhere as error:
        logger.info("%s", error)


if settings.YOUTUBE_FETCH_REPORTS:
    app.periodic(cron="29 */6 * * *")(fetch_reports)
