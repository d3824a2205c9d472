"""What the worker does with the catalogue."""

from importlib import import_module

from django.conf import settings
from django.db import OperationalError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cmsmeta.lib import disk
from cmsmeta.lib.partitions import ensure_months
from videos.bulk.run import end, run
from videos.models import Change, ChangeSet, Spreadsheet, StandingRule, VideoStatisticsDay
from videos.queue import READ_TASK, TASK, waiting_for_the_worker
from videos.retention import (
    prune_changes,
    prune_occurrences,
    prune_pasted,
    prune_seen,
    prune_spreadsheets,
    prune_statistics,
)
from videos.sheets.compare import fail, read
from videos.standing import TASK as RULE_TASK
from videos.standing import apply_daily

QUEUE = "changes"  # what people wait for: neither a report nor the sync keeps it waiting


@app.periodic(cron="23 3 * * *")
@app.task(name="videos.keep_house", queueing_lock="videos.keep_house")
def keep_house(timestamp: int) -> None:
    """Every night: make next month's partitions, and drop the history that is older than we keep it.

    Sessions that have run out go as well: Django leaves that to whoever runs it.
    """
    ensure_months(Change, VideoStatisticsDay)
    prune_statistics()
    prune_changes()
    prune_occurrences()
    prune_pasted()
    prune_seen()
    prune_spreadsheets()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.task(name=TASK, queue=QUEUE, retry=3)
def apply_change_set(change_set_id: int) -> None:
    """Apply one change set that waits. One that another worker has is left to it."""
    change_set = ChangeSet.objects.get(pk=change_set_id)
    try:
        run(change_set)
    except Exception as error:
        full = disk.told(error, "ask for it again")
        if isinstance(error, OperationalError) and not full:
            raise  # a connection that broke, or a deadlock: it still waits, and is tried again
        unknown = f"It failed by an error that nobody foresaw ({type(error).__name__}): nothing was changed."
        sentence = full or f"{unknown} An administrator finds more in the worker's log."
        end(change_set, ChangeSet.Status.FAILED, error=sentence)
        raise


@app.task(name=READ_TASK, queue=QUEUE, retry=3)
def read_spreadsheet(spreadsheet_id: int) -> None:
    """Compare a spreadsheet with the catalogue."""
    sheet = Spreadsheet.objects.filter(pk=spreadsheet_id).first()
    if sheet is None:
        return
    try:
        read(sheet)
    except Exception as error:
        full = disk.told(error, "upload it again")
        if isinstance(error, OperationalError) and not full:
            raise
        unknown = f"It failed by an error that nobody foresaw ({type(error).__name__}). Ask an administrator."
        fail(sheet, full or unknown)
        raise


@app.periodic(cron="* * * * *")
@app.task(name="videos.take_up", queue=QUEUE, queueing_lock="videos.take_up")
def take_up(timestamp: int) -> None:
    """Do what waits though no job is there for it: a worker that was killed left it."""
    for key in waiting_for_the_worker():
        apply_change_set(key)
    for sheet in Spreadsheet.objects.filter(status=Spreadsheet.Status.READING).only("pk").order_by("pk"):
        read_spreadsheet(sheet.pk)


@app.periodic(cron=f"7 {settings.STANDING_RULES_HOUR} * * *")
@app.task(name="videos.apply_standing_rules", queueing_lock="videos.apply_standing_rules")
def apply_standing_rules(timestamp: int) -> None:
    """Every day: have each rule that is applied by itself applied, in a job of its own, the oldest word first."""
    for key in StandingRule.objects.filter(enabled=True).order_by("written_at").values_list("pk", flat=True):
        job = app.configure_task(RULE_TASK, queueing_lock=f"{RULE_TASK}:{key}", lock=RULE_TASK)
        try:
            with transaction.atomic():  # a refused insert would spoil a transaction around it
                job.defer(rule_id=key)
        except AlreadyEnqueued:
            continue  # yesterday's still waits, and will do


@app.task(name=RULE_TASK, retry=3)
def apply_standing_rule(rule_id: int) -> None:
    """Apply one rule, unless somebody turned it off meanwhile."""
    rule = StandingRule.objects.select_related("answerable", "change_set").filter(pk=rule_id, enabled=True).first()
    if rule:
        apply_daily(rule)
