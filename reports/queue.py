"""What people ask of a report: to be ingested, ingested again, or stopped. The worker does it."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cmsmeta.lib.live import publish
from reports.models import Report

PERMISSION = "reports.ingest_report"
TASK = "reports.ingest_report"
Status = Report.Status

WAITING = (Status.PENDING, Status.PROCESSING)
INGESTABLE = (Status.PENDING, Status.ERROR, Status.CANCELLED)
REPEATABLE = (Status.COMPLETED, Status.ERROR, Status.CANCELLED)
FRESH = {"status": Status.PENDING, "error": "", "phase": "", "bytes_read": 0, "cancel_requested": False, "attempts": 0}


def waiting() -> QuerySet[Report]:
    """The reports that nobody has ingested yet, oldest first; those of a dead worker are among them."""
    return Report.objects.filter(status__in=WAITING).order_by("delivered_at", "pk")


def request_ingest(reports: QuerySet[Report], *, by: User) -> int:
    """Queue those of `reports` that are not ingested yet. Gives their number; PermissionDenied where `by` may not."""
    return _queue(reports.filter(status__in=INGESTABLE), by, force=False)


def request_again(reports: QuerySet[Report], *, by: User) -> int:
    """Queue those of `reports` that are done, to be ingested once more. Gives their number; PermissionDenied."""
    return _queue(reports.filter(status__in=REPEATABLE), by, force=True)


def request_cancel(reports: QuerySet[Report], *, by: User) -> int:
    """Cancel those that wait, and ask the worker to stop those that run. Gives their number; PermissionDenied."""
    _ask(by)
    chosen = Report.objects.filter(pk__in=list(reports.values_list("pk", flat=True)))
    with transaction.atomic():
        stopped = _change(chosen.filter(status=Status.PENDING), status=Status.CANCELLED, finished_at=Now())
        running = chosen.filter(status=Status.PROCESSING, cancel_requested=False).update(cancel_requested=True)
    return len(stopped) + running


def _queue(reports: QuerySet[Report], by: User, *, force: bool) -> int:
    _ask(by)
    with transaction.atomic():
        keys = _change(reports, **FRESH)
        for key in keys:
            _defer(key, force)
    return len(keys)


def _ask(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("You may see reports, but not ingest them. An administrator can allow it.")


def _change(reports: QuerySet[Report], **values: Any) -> list[int]:
    """Set `values` where the condition of `reports` still holds, and tell the open pages. Gives the keys."""
    # A row that a worker or another person holds just now is theirs: it is skipped, not waited for.
    keys = list(reports.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    Report.objects.filter(pk__in=keys).update(**values)
    for report in Report.objects.filter(pk__in=keys):
        publish("report.status", report.state())
    return keys


def _defer(key: int, force: bool) -> None:
    # By name: the worker's code is not needed to ask for it.
    task = app.configure_task(TASK, queueing_lock=f"report:{key}:{'again' if force else 'once'}")
    try:
        with transaction.atomic():  # a refused insert would spoil the whole transaction
            task.defer(report_id=key, force=force)
    except AlreadyEnqueued:
        pass  # it waits already, which is what was asked for
