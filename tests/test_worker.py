"""The worker: queues are served side by side, so that a long report keeps no bulk action waiting."""

import signal

import pytest
from django.core.management import CommandError, call_command

from reports.delivery import discover, in_storage
from reports.models import Report
from reports.queue import ingest_soon
from tests.bulk import in_background, until
from tests.harbour import HARBOUR, row, table
from tests.ingesting import deliver
from tests.workers import another_report_being_merged, merges
from videos.bulk.actions import ACTIONS
from videos.bulk.selection import Selection
from videos.models import ChangeSet, Video
from videos.queue import request_act


def test_a_bulk_action_does_not_wait_for_a_report_that_takes_long(transactional_db, inbox, olu, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 1)
    Video.objects.bulk_create(Video(video_id=f"v{n}", category="Music") for n in range(5))
    deliver(inbox, HARBOUR, table(row("ferryferry1", "Ferry")))
    discover(in_storage())
    ingest_soon(Report.objects.all())
    asked = request_act(
        ACTIONS["category"], Selection(query="category=Music"), {"category": "Comedy"}, by=olu, reason="x"
    )
    seen = []

    def is_applied():
        return ChangeSet.objects.filter(pk=asked.pk, status="applied").exists()

    def hold_the_report_up():
        with another_report_being_merged():
            until(lambda: merges(granted=False))
            until(is_applied)
            seen.append(Report.objects.get().status)

    holding = in_background(hold_the_report_up)
    until(merges)
    told = signal.getsignal(signal.SIGTERM)
    call_command("worker", "--one-shot")
    assert signal.getsignal(signal.SIGTERM) is told  # it hears signals itself meanwhile
    holding.join(30)
    assert seen == ["processing"]
    assert Report.objects.get().status == "completed"
    assert Video.objects.filter(category="Comedy").count() == 5


def test_a_queue_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(CommandError, match="There is no queue fast. There are: .*changes.*reports"):
        call_command("worker", "--queue", "fast")
