"""The local inbox: a file that is still being written is not taken half."""

import os
import threading
import time

import pytest

from reports.models import Report
from tests.harbour import FERRY, GULLS, HARBOUR, row, table
from tests.ingesting import deliver, ingest
from tests.machinery.crew import until
from tests.workers import another_report_being_merged, merges
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

HALF = table(row(FERRY, "Ferry"))
REST = table(row(GULLS, "Gulls")).partition("\n")[2]


def titles():
    return sorted(Video.objects.values_list("title", flat=True))


def test_what_is_written_under_a_hidden_name_is_taken_once_it_has_its_own(inbox):
    hidden = deliver(inbox, f".{HARBOUR}.part", HALF)
    assert ingest() == []
    hidden.rename(hidden.with_name(HARBOUR))
    assert ingest()[0]["status"] == "completed"


def test_a_copy_that_goes_on_is_waited_for(inbox):
    path = inbox / HARBOUR
    path.write_text(HALF)

    def go_on():
        time.sleep(0.3)
        with path.open("a") as file:
            file.write(REST)

    writer = threading.Thread(target=go_on)
    writer.start()
    [half] = ingest()
    writer.join()
    assert (half["status"], titles()) == ("cancelled", [])
    assert ingest()[0]["inserted"] == 2


def test_a_file_that_grows_after_it_was_read_is_a_new_report(inbox, crew):
    path = deliver(inbox, HARBOUR, HALF)
    with another_report_being_merged():
        worker = crew.start(path)
        until(lambda: merges(granted=False))
        with path.open("a") as file:
            file.write(REST)
    assert worker.told()[0]["status"] == "completed", "it was read to its end before"
    assert ingest()[0]["inserted"] == 1
    assert (titles(), Report.objects.count()) == (["Ferry", "Gulls"], 2)


def test_a_file_that_is_left_alone_is_not_waited_for(inbox):
    deliver(inbox, HARBOUR, HALF)
    ahead = deliver(inbox, "clock ahead.csv", HALF)
    os.utime(ahead, (time.time() + 3600,) * 2)
    began = time.monotonic()
    assert [told["status"] for told in ingest()] == ["completed", "completed"]
    assert time.monotonic() - began < 1
