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
TASK, GONE_TASK = "reports.ingest_report", "reports.mark_gone"
MARKING = "waiting to mark what is not seen"  # the phase of a report until the worker has marked
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
    return _queue(reports.filter(status__in=INGESTABLE), by)


def request_again(reports: QuerySet[Report], *, by: User) -> int:
    """Queue those of `reports` that are done, to be ingested once more. Gives their number; PermissionDenied."""
    return _queue(reports.filter(status__in=REPEATABLE), by)


def request_cancel(reports: QuerySet[Report], *, by: User) -> int:
    """Cancel those that wait, and ask the worker to stop those that run. Gives their number; PermissionDenied."""
    ask(by)
    chosen = Report.objects.filter(pk__in=list(reports.values_list("pk", flat=True)))
    with transaction.atomic():
        stopped = _change(chosen.filter(status=Status.PENDING), status=Status.CANCELLED, finished_at=Now())
        running = chosen.filter(status=Status.PROCESSING, cancel_requested=False).update(cancel_requested=True)
    return len(stopped) + running


def request_gone(report: Report, *, by: User) -> int:
    """Queue the marking of what a shrunken snapshot lacks. Gives 1, or 0 where nothing is held; PermissionDenied."""
    ask(by)
    with transaction.atomic():
        held = _change(Report.objects.filter(pk=report.pk, gone_held=True), phase=MARKING)
        for key in held:
            _defer(GONE_TASK, key, user_id=by.pk)
    return len(held)


def ingest_soon(reports: QuerySet[Report]) -> int:
    """Queue those of `reports` that wait, as soon as a worker is free. Gives their number."""
    keys = list(reports.filter(status=Status.PENDING).order_by("delivered_at", "pk").values_list("pk", flat=True))
    for key in keys:
        _defer(TASK, key)
    return len(keys)


def _queue(reports: QuerySet[Report], by: User) -> int:
    ask(by)
    with transaction.atomic():
        keys = _change(reports, **FRESH)
        for key in keys:
            _defer(TASK, key)
    return len(keys)


def ask(by: User) -> None:
    """Raise PermissionDenied where `by` may not have reports ingested."""
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


def _defer(name: str, key: int, **more: Any) -> None:
    # By name: the worker's code is not needed to ask for it.
    task = app.configure_task(name, queueing_lock=f"{name}:{key}")
    try:
        with transaction.atomic():  # a refused insert would spoil the whole transaction
            task.defer(report_id=key, **more)
    except AlreadyEnqueued:
        pass  # it waits already, which is what was asked for
