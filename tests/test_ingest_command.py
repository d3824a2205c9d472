"""`ingest_reports` keeps its contract: what it prints, how it ends, and what it leaves alone."""

import json
import os
import pty
import subprocess
import sys

import pytest
from django.core.management import CommandError

from reports.models import Report
from samples.catalogue import Catalogue
from samples.generate import report as made
from tests.ingesting import deliver, ingest, run
from tests.machinery import web
from tests.machinery.crew import until
from tests.workers import another_report_being_merged, merges
from videos.models import Change, ChangeSet, Feed, Video

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "video_report_harbour_V_v1-3.csv"
HEADER = "video_id,video_title,video_privacy_status,views\n"
FERRY = HEADER + "ferryferry1,Ferry,public,10\n"
GULLS = HEADER + "gullsgulls2,Gulls,private,20\n"
RAGGED = FERRY + "short,row\n"
NOT_ONE = "name,price\nkite,3\n"
KEYS = (
    *("report", "key", "etag", "kind", "version", "status", "rows_read", "inserted", "updated", "unchanged", "folded"),
    *("rejected", "changes", "conflicts", "warnings", "seconds", "error"),
)


def titles():
    return sorted(Video.objects.values_list("title", flat=True))


def test_json_is_one_object_a_line_with_the_keys_agreed_on(inbox, command):
    deliver(inbox, NAME, RAGGED)
    deliver(inbox, NAME, NOT_ONE, day=1)
    done = command("ingest_reports", "--json", REPORTS_DIR=str(inbox))
    good, bad = map(json.loads, done.stdout.splitlines())
    assert tuple(good) == tuple(bad) == KEYS
    assert (good["status"], good["rows_read"], good["inserted"], good["rejected"]) == ("completed", 2, 1, 1)
    assert (good["kind"], good["error"], good["report"]) == ("video", "", Report.objects.first().pk)
    assert (bad["status"], bad["rows_read"]) == ("error", 0)
    assert "no CMS report" in bad["error"]
    assert done.returncode == 1


def test_one_bad_file_does_not_stop_the_next(inbox):
    for day, content in enumerate((NOT_ONE, FERRY, "", b"\x1f\x8b broken", GULLS)):
        deliver(inbox, NAME, content, day=day)
    code, told = run()
    assert code == 1
    assert titles() == ["Ferry", "Gulls"]
    assert "error. This is no CMS report" in told
    assert run() == (0, "Nothing to do: every delivered report is ingested.\n"), "an error is for a person"


def test_a_file_that_may_not_be_read_does_not_stop_the_next_and_waits(inbox):
    locked = deliver(inbox, NAME, FERRY)
    deliver(inbox, NAME, GULLS, day=1)
    ingest("--limit", "0")
    stat = locked.stat()
    locked.unlink()
    locked.symlink_to(locked)  # root may read everything else
    first, second = ingest()
    assert (first["status"], second["status"]) == ("skipped", "completed")
    assert "cannot be read" in first["error"]
    locked.unlink()
    locked.write_text(FERRY)
    os.utime(locked, ns=(stat.st_mtime_ns, stat.st_mtime_ns))
    assert [told["status"] for told in ingest()] == ["completed"]


def test_a_dry_run_tells_all_and_leaves_nothing(inbox):
    deliver(inbox, NAME, RAGGED)
    deliver(inbox, NAME, NOT_ONE, day=1)
    good, bad = ingest("--dry-run")
    assert (good["status"], good["inserted"], good["rejected"], good["report"]) == ("completed", 1, 1, None)
    assert (bad["status"], bad["report"]) == ("error", None)
    assert not any(model.objects.exists() for model in (Report, Video, ChangeSet, Feed))
    ingest()
    assert ingest("--dry-run") == [], "what is ingested, or is wrong, is not ingested by a real run either"


def test_a_dry_run_over_a_report_that_waits_leaves_it_waiting(inbox):
    path = deliver(inbox, NAME, FERRY)
    ingest("--limit", "0")
    [told] = ingest(path, "--dry-run")
    assert (told["status"], told["report"]) == ("completed", Report.objects.get().pk)
    assert (Report.objects.get().status, Report.objects.get().attempts, titles()) == ("pending", 0, [])


def test_what_is_ingested_is_skipped_and_ingested_again_by_force(inbox):
    path = deliver(inbox, NAME, FERRY)
    ingest()
    [told] = ingest(path)
    assert (told["status"], told["report"], told["error"]) == ("skipped", Report.objects.get().pk, "")
    assert "--force" in run(path)[1]
    for words in ((path, "--force"), ("--force",)):
        [told] = ingest(*words)
        assert (told["status"], told["unchanged"], told["changes"]) == ("completed", 1, 0)
    assert (Report.objects.count(), Video.objects.count(), Change.objects.count()) == (1, 1, 0)


def test_a_key_named_twice_is_ingested_once(inbox):
    path = deliver(inbox, NAME, FERRY)
    assert [told["status"] for told in ingest(path, path)] == ["completed", "skipped"]
    assert Report.objects.get().inserted == 1


def test_a_key_is_a_name_in_the_inbox_or_a_path(inbox, tmp_path):
    deliver(inbox, NAME, FERRY)
    elsewhere = deliver(tmp_path / "elsewhere", NAME, GULLS, day=1)
    assert [told["status"] for told in ingest(f"day0/{NAME}", elsewhere)] == ["completed"] * 2


def test_what_failed_is_tried_again_by_its_name(inbox, settings):
    path = deliver(inbox, NAME, FERRY)
    settings.REPORT_MAX_BYTES = 5
    assert ingest()[0]["status"] == "error"
    settings.REPORT_MAX_BYTES = 5_000
    assert ingest() == []
    assert ingest(path)[0]["status"] == "completed"


def test_the_oldest_comes_first_and_a_limit_is_kept(inbox):
    for day in (2, 0, 1):
        deliver(inbox, NAME, FERRY, day=day)
    [first, second] = ingest("--limit", "2")
    assert ("day0" in first["key"], "day1" in second["key"]) == (True, True)
    assert ["day2" in told["key"] for told in ingest()] == [True]


def test_wrong_words_end_in_2_with_a_sentence(inbox):
    path = deliver(inbox, NAME, FERRY)
    with pytest.raises(CommandError, match=r"There is no nowhere\.csv: it is neither") as caught:
        run(path, "nowhere.csv")
    assert caught.value.returncode == 2
    assert titles() == [], "nothing is begun"
    for limit in ("-1", "few"):
        with pytest.raises(CommandError, match=f"argument --limit: {limit} is no number of reports."):
            run(f"--limit={limit}")


def test_nothing_to_do_is_no_failure(inbox):
    inbox.rmdir()  # as before the first delivery
    assert run() == (0, "Nothing to do: every delivered report is ingested.\n")
    assert run("--json") == (0, "")


@pytest.mark.parametrize("words", [(), ("--no-progress",)], ids=["plain", "no-progress"])
def test_a_bar_shows_on_a_terminal_alone(inbox, transactional_db, valkey, words):
    path = deliver(inbox, NAME, b"".join(made(Catalogue(1, 20))))
    ours, theirs = pty.openpty()
    with another_report_being_merged():
        process = subprocess.Popen(
            [sys.executable, "manage.py", "ingest_reports", str(path), *words],
            cwd=web.ROOT,
            env={**web.environment(), "TERM": "xterm", "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
        )
        until(lambda: merges(granted=False))
        until(lambda: Report.objects.filter(phase="waiting for another report").exists())
    told, _ = process.communicate(timeout=30)
    os.write(theirs, b"END")
    os.close(theirs)
    seen = b""
    while not seen.endswith(b"END"):
        seen += os.read(ours, 4096)
    os.close(ours)
    assert process.returncode == 0
    assert (b"20 rows" in seen and b"waiting for another" in seen) == (not words), seen
    assert "20 rows read" in told
