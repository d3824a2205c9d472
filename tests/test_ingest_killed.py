"""A worker killed at any moment leaves nothing of its report, and whoever comes next simply takes it."""

import time

import pytest

from reports.models import Report
from samples.catalogue import Catalogue, Day
from samples.generate import report as made
from tests.ingesting import deliver, ingest
from tests.machinery import tables
from tests.machinery.crew import until
from tests.workers import NAME, assert_ingested_once, attempts, holdings, status_of

pytestmark = pytest.mark.django_db(transaction=True)

CATALOGUE = Catalogue(seed=5, rows=5_000)
MOMENTS = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1)  # of the time that it takes undisturbed


def test_killed_at_any_moment_it_leaves_nothing_and_is_simply_run_again(tmp_path, crew):
    later = [Day(1, changed=0.3, new=0.3, views_moved=True)]
    first = deliver(tmp_path, NAME, b"".join(made(CATALOGUE, damaged=0.01)))
    second = deliver(tmp_path, NAME, b"".join(made(CATALOGUE, days=later, damaged=0.01)), day=1)
    ingest(first)
    began = time.monotonic()
    ingest(second)
    whole, undisturbed = time.monotonic() - began, holdings()
    tables.empty()
    ingest(first)
    before = holdings()
    for moment in MOMENTS:
        Report.objects.update(attempts=0)  # five deaths in a row would end it
        worker = crew.start(second)
        until(lambda: attempts(second))  # nobody waits for the lease of the dead
        time.sleep(whole * moment)
        worker.killed()
        if status_of(second) == "completed":
            break
        assert status_of(second) == "processing"
        assert holdings() == before
    assert moment > MOMENTS[2]
    [told] = crew.start(second).told()
    assert told["status"] in ("completed", "skipped")
    assert holdings() == undisturbed
    assert_ingested_once(second)
