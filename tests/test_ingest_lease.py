"""A worker that stands still, loses its connection or is told to stop keeps nothing of its report."""

import signal

import psutil
import pytest
from django.db.models.functions import Now

from reports import queue
from reports.models import Report
from reports.tasks import ingest_report
from samples.catalogue import Catalogue, Day
from samples.generate import report as made
from tests.ingesting import deliver, ingest
from tests.machinery.crew import until
from tests.workers import (
    NAME,
    another_report_being_merged,
    asked,
    assert_ingested_once,
    attempts,
    heartbeats,
    holdings,
    merges,
    status_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

CATALOGUE = Catalogue(seed=5, rows=1_500)


@pytest.fixture
def days(tmp_path):
    """Two days of one CMS; the first is ingested."""
    later = [Day(1, changed=0.3, new=0.3, views_moved=True)]
    first = deliver(tmp_path, NAME, b"".join(made(CATALOGUE, damaged=0.01)))
    second = deliver(tmp_path, NAME, b"".join(made(CATALOGUE, days=later, damaged=0.01)), day=1)
    assert ingest(first)[0]["status"] == "completed"
    return first, second


@pytest.mark.parametrize("standing", ["reading", "merging"])
def test_a_worker_that_stands_still_loses_its_report_and_keeps_nothing(days, crew, standing):
    _, second = days
    # Merging, it holds all others up: after that many seconds PostgreSQL cuts it off.
    slow = crew.start(second, lease=3 if standing == "merging" else 600)
    until(merges if standing == "merging" else lambda: attempts(second))
    assert psutil.Process(slow.pid).nice() > psutil.Process().nice(), "pages go first"
    slow.signal(signal.SIGSTOP)
    if standing == "reading":
        assert crew.start(second).told()[0]["status"] == "skipped", "it is not silent for long enough"
        Report.objects.filter(key=str(second)).update(lease_until=Now())
    until(Report.objects.filter(lease_until__lt=Now()).exists)
    [told] = crew.start(second).told()
    assert told["status"] == "completed"
    after = holdings()
    slow.signal(signal.SIGCONT)
    [told] = slow.told()
    assert told["status"] == "skipped"
    assert holdings() == after
    assert_ingested_once(second)


def test_a_report_is_cancelled_while_it_runs_and_can_be_ingested_again(days, crew, olu):
    _, second = days
    before, report = holdings(), Report.objects.filter(key=str(second))
    with another_report_being_merged():
        worker = crew.start(second)
        until(lambda: merges(granted=False))
        assert queue.request_cancel(report, by=olu) == 1
        [told] = worker.told()  # interrupted in the middle of a statement
    assert (told["status"], worker.code()) == ("cancelled", 0)
    assert (status_of(second), holdings()) == ("cancelled", before)
    assert queue.request_again(report, by=olu) == 1
    ingest_report(report.get().pk)
    assert_ingested_once(second)


def test_a_worker_stopped_by_hand_leaves_the_report_waiting(days, crew):
    _, second = days
    before = holdings()
    with another_report_being_merged():
        worker = crew.start(second)
        until(lambda: merges(granted=False))
        worker.signal(signal.SIGINT)
        until(lambda: not worker.runs())
    assert (status_of(second), holdings()) == ("pending", before)


def test_a_wish_to_cancel_outlives_the_worker(days, crew, olu):
    _, second = days
    before = holdings()
    with another_report_being_merged():
        worker = crew.start(second)
        until(lambda: merges(granted=False))
        worker.killed()
        queue.request_cancel(Report.objects.filter(key=str(second)), by=olu)
    [told] = crew.start().told()
    assert (told["status"], holdings()) == ("cancelled", before)


def test_a_lost_connection_leaves_the_report_waiting(days, crew):
    _, second = days
    before = holdings()
    with another_report_being_merged():
        worker = crew.start(second)
        until(lambda: merges(granted=False))
        [(backend,)] = merges(granted=False)
        asked(f"SELECT pg_terminate_backend({backend})")
        [told] = worker.told()
    assert (told["status"], worker.code()) == ("skipped", 1)
    assert (status_of(second), holdings()) == ("pending", before)
    crew.start().told()
    assert_ingested_once(second)


def test_a_worker_whose_heartbeat_lost_its_connection_keeps_its_report(days, crew):
    _, second = days
    with another_report_being_merged():
        worker = crew.start(second)
        until(lambda: merges(granted=False))
        [(backend,)] = heartbeats()
        asked(f"SELECT pg_terminate_backend({backend})")
        until(lambda: heartbeats() not in ([], [(backend,)]))
        assert crew.start(second).told()[0]["status"] == "skipped"
    assert worker.told()[0]["status"] == "completed"
    assert attempts(second) == 1
    assert_ingested_once(second)
