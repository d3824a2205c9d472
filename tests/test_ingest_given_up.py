"""A report that takes its worker with it each time, or fails for a reason that nobody knows, is not begun for ever."""

import pytest

from reports.models import Report
from reports.tasks import take_in
from tests.harbour import FERRY, HARBOUR, row, table
from tests.ingesting import deliver, ingest
from tests.machinery import faulty
from tests.machinery.crew import until
from tests.machinery.s3 import seen_through
from tests.workers import another_report_being_merged, attempts, merges

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(inbox):
    return deliver(inbox, HARBOUR, table(row(FERRY, "Ferry")))


def test_a_report_that_kills_its_worker_each_time_ends_in_an_error(path, inbox, crew):
    with another_report_being_merged():
        worker = crew.start(inbox=inbox)
        until(lambda: merges(granted=False))
        worker.killed()
        until(lambda: not merges(granted=False))
    assert attempts(path) == 1
    Report.objects.update(attempts=5)
    take_in(0)
    report = Report.objects.get()
    assert (report.status, report.phase) == ("error", "")
    assert "The worker died 5 times" in report.error
    assert ingest() == []
    assert ingest(path)[0]["status"] == "completed", "a person may ask for it again"


def test_a_mistake_of_ours_is_no_reason_to_try_for_ever(path, monkeypatch):
    monkeypatch.setattr("reports.ingest.expanded", lambda *words, **more: 1 / 0)
    for times in range(1, 6):
        with pytest.raises(ZeroDivisionError):
            ingest()
        assert Report.objects.get().status == ("error" if times == 5 else "pending")
    assert ingest() == []
    assert "for a reason that this program does not know" in Report.objects.get().error


def test_a_wrong_configuration_does_not_speak_against_a_report(bucket, settings):
    bucket.put(f"reports/{HARBOUR}", table(row(FERRY, "Ferry")))
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.denied = (HARBOUR,)
        for _ in range(7):
            [told] = ingest()
            assert (told["status"], "s3:GetObject" in told["error"]) == ("skipped", True)
        assert (Report.objects.get().status, Report.objects.get().attempts) == ("pending", 0)
        line.denied = ()
        assert ingest()[0]["status"] == "completed"
