"""What the worker does with reports."""

import logging

from procrastinate.contrib.django import app

from reports.delivery import discover, in_storage
from reports.errors import ConfigError, LeaseLost, TransientError
from reports.ingest import ingest
from reports.models import Report
from reports.queue import waiting

logger = logging.getLogger(__name__)


@app.task(name="reports.ingest_report", retry=3)
def ingest_report(report_id: int, force: bool = False) -> None:
    """Ingest one report. One that another worker has is left to it."""
    try:
        ingest(Report.objects.get(pk=report_id))
    except LeaseLost:
        logger.info("Report %s is in another worker's hands.", report_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="reports.take_in", queueing_lock="reports.take_in")
def take_in(timestamp: int) -> None:
    """Find what was delivered, and ingest everything that waits, oldest first."""
    discover(in_storage())
    for report in waiting():
        try:
            ingest(report)
        except LeaseLost:
            continue
        except (ConfigError, TransientError) as error:
            logger.warning("Report %s waits: %s", report.pk, error)
