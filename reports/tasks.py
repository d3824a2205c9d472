"""What the worker does with reports."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import User
from procrastinate import JobContext, RetryStrategy
from procrastinate.builtin_tasks import remove_old_jobs
from procrastinate.contrib.django import app

from cmsmeta.lib import late, live
from cmsmeta.lib.partitions import ensure_months
from reports import events
from reports.delivery import discover, in_storage, members
from reports.digest.mail import mail_days, mail_report
from reports.digest.write import MAIL_TASK
from reports.errors import ConfigError, LeaseLost, TransientError
from reports.ingest import confirm_gone, ingest
from reports.models import Digest, Report, UnmergedRow
from reports.pieces import prune_uploads
from reports.queue import GONE_TASK, MARKING, PERMISSION, TASK, ingest_soon, waiting
from reports.retention import prune_digests, prune_rows

boto3, botocore = late.module("boto3"), late.module("botocore.exceptions")
logger = logging.getLogger(__name__)

QUEUE = "reports"  # a long ingest keeps nothing waiting but other reports
AT_ONCE = 10  # messages that a queue gives at a time
LISTEN_SECONDS = 1  # a queue does one thing at a time: listening longer would keep others waiting
JOBS_KEPT_HOURS = 72


@app.task(name=TASK, queue=QUEUE, retry=3)
def ingest_report(report_id: int) -> None:
    """Ingest one report. One that another worker has is left to it."""
    report = Report.objects.get(pk=report_id)
    try:
        ingest(report)
    except LeaseLost:
        logger.info("Report %s is in another worker's hands.", report_id)
    ingest_soon(members(report))


@app.periodic(cron="*/5 * * * *")
@app.task(name="reports.take_in", queue=QUEUE, queueing_lock="reports.take_in")
def take_in(timestamp: int) -> None:
    """Find what was delivered, and ingest everything that waits, oldest first."""
    discover(in_storage())
    for report in _each_once():
        try:
            ingest(report)
        except LeaseLost:
            continue
        except (ConfigError, TransientError) as error:
            logger.warning("Report %s waits: %s", report.pk, error)


def _each_once() -> Iterator[Report]:
    """Give everything that waits, and what comes to wait meanwhile: the reports that an archive holds."""
    taken: set[int] = set()
    while found := list(waiting().exclude(pk__in=taken)):
        taken.update(report.pk for report in found)
        yield from found


@app.task(name=GONE_TASK, queue=QUEUE, retry=3)
def mark_gone(report_id: int, user_id: int) -> None:
    """Mark as not seen what a shrunken snapshot lacks, as a person decided."""
    report, person = Report.objects.get(pk=report_id), User.objects.get(pk=user_id)
    try:
        if person.has_perm(PERMISSION):
            confirm_gone(report, by=person)
        else:  # the page asks the next person
            logger.warning("%s may not decide on reports any more: what %s lacks was not marked.", person, report)
    finally:
        Report.objects.filter(pk=report_id, phase=MARKING).update(phase="")
    report.refresh_from_db()
    live.publish("report.status", report.state())


# A mail server that is down gets some hours to come back.
@app.task(name=MAIL_TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_digest(digest_id: int) -> None:
    """Tell the groups that subscribe to each report of what one changed."""
    mail_report(Digest.objects.select_related("report").get(pk=digest_id))


@app.periodic(cron="20 * * * *")
@app.task(name="reports.mail_days", queueing_lock="reports.mail_days")
def mail_digests_of_days(timestamp: int) -> None:
    """Tell the groups that subscribe to days of each that is over; each hour makes up for what the last could not."""
    mail_days(datetime.fromtimestamp(timestamp, UTC).date())


@app.task(name="reports.take_messages", queueing_lock="reports.take_messages")
def take_messages(timestamp: int) -> None:
    """Take what the queue of S3's events holds; a message is gone once the reports that it tells of are queued."""
    try:
        _take_all_from(settings.REPORTS_QUEUE_URL)
    except (botocore.BotoCoreError, botocore.ClientError) as error:
        where = "Check REPORTS_QUEUE_URL, AWS_S3_REGION_NAME, and that the role may receive and delete messages."
        logger.warning("The queue cannot be read, so reports are found every five minutes only: %s. %s", error, where)
    except (ConfigError, TransientError) as error:
        logger.warning("The messages about reports wait: %s", error)


def _take_all_from(address: str) -> None:
    client = boto3.client("sqs", endpoint_url=events.host_of(address), region_name=settings.AWS_S3_REGION_NAME)
    asked = {"QueueUrl": address, "MaxNumberOfMessages": AT_ONCE, "WaitTimeSeconds": LISTEN_SECONDS}
    while messages := client.receive_message(**asked).get("Messages"):
        for message in messages:
            events.take(message["Body"])
            client.delete_message(QueueUrl=address, ReceiptHandle=message["ReceiptHandle"])


if settings.REPORTS_QUEUE_URL:
    app.periodic(cron="* * * * * */15")(take_messages)


@app.periodic(cron="33 3 * * *")
@app.task(name="reports.keep_house", queueing_lock="reports.keep_house")
def keep_house(timestamp: int) -> None:
    """Every night: make next month's partition, and delete what is older than we keep it."""
    ensure_months(UnmergedRow)
    prune_rows()
    prune_digests()
    prune_uploads()


@app.periodic(cron="41 3 * * *")
@app.task(name="reports.forget_jobs", queueing_lock="reports.forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Remove the jobs that were done some days ago; those that failed stay."""
    await remove_old_jobs(context, max_hours=JOBS_KEPT_HOURS)
