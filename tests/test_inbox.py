"""The local inbox: a file that is still being written is not taken half."""

import os
import threading
import time

import pytest
from django.core.management import CommandError

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


def test_a_file_that_cannot_be_taken_keeps_no_other_waiting(inbox, caplog):
    deliver(inbox, HARBOUR, HALF)
    for name in (b"M\xfcller.csv", b"loop.csv"):
        (inbox / os.fsdecode(name)).symlink_to(os.fsdecode(name))
    (inbox / os.fsdecode(b"M\xfcnchen.csv")).write_text(REST)
    (inbox / "gone.csv").symlink_to("nowhere")
    assert [told["status"] for told in ingest()] == ["completed"]
    warned = "\n".join(caplog.messages)
    assert r"The name of" in warned
    assert r"M\xfcnchen.csv is not UTF-8. Rename it." in warned


def test_odd_names_are_taken(inbox):
    names = sorted(('it\'s "odd" & ünï 日本.csv', "two\nlines.csv", "\x1b[31mred.csv", "x" * 251 + ".csv"))
    for day, name in enumerate(names):
        deliver(inbox, name, HALF, day=day)
    assert [told["key"].rpartition("/")[2] for told in ingest()] == names


def test_a_name_that_cannot_be_looked_at_is_refused_in_a_sentence(inbox):
    (inbox / "loop.csv").symlink_to("loop.csv")
    (inbox / os.fsdecode(b"\xff.csv")).write_text(HALF)
    for name, why in ((os.fsdecode(b"\xff.csv"), r"\\xff.csv is not UTF-8"), ("n" * 300, "File name too long")):
        with pytest.raises(CommandError, match=why) as caught:
            ingest(name)
        assert caught.value.returncode == 2


def test_an_inbox_that_is_none_is_refused_in_a_sentence(inbox, settings):
    settings.REPORTS_DIR = deliver(inbox, HARBOUR, HALF)
    with pytest.raises(CommandError, match="cannot be made: File exists. Check REPORTS_DIR"):
        ingest()


def test_a_disk_that_fails_keeps_no_other_report_waiting(inbox):
    (inbox / "failing.csv").symlink_to("/proc/self/mem")
    deliver(inbox, HARBOUR, HALF)
    good, failing = ingest()
    assert (good["status"], failing["status"]) == ("completed", "skipped")
    assert failing["error"] == "The file cannot be read: Input/output error. It will be tried again."
