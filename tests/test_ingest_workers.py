"""Four workers at once: each report is ingested by one of them, once, and the outcome is that of one worker alone."""

import pytest

from reports.models import Report
from reports.tasks import take_in
from samples.catalogue import Catalogue, Day
from samples.generate import report as made
from tests.ingesting import deliver, ingest
from tests.machinery import tables
from tests.workers import asked, holdings
from videos.models import ChangeSet

pytestmark = pytest.mark.django_db(transaction=True)

FOUR = range(4)
DAYS = [Day(1, changed=0.1, new=0.05, views_moved=True), Day(2, changed=0.1, dropped=0.02, views_moved=True)]
STATE = """
SELECT video_id, title, privacy_status, effective_policy, not_seen_since, views
FROM videos_video LEFT JOIN videos_videostatistics USING (video_id) ORDER BY video_id
"""
CLAIMS = "SELECT claim_id, video_id, policy, origin, asset_id, not_seen_since FROM videos_claim ORDER BY claim_id"


def deliveries(folder):
    """Three days of two CMS, oldest first."""
    for day in range(3):
        for seed, cms in enumerate(("harbour", "lantern")):
            content = b"".join(made(Catalogue(seed, 400), days=DAYS[:day]))
            yield deliver(folder, f"video_report_{cms}_V_v1-3.csv", content, day=day)


def outcome():
    return asked(STATE), asked(CLAIMS)


def test_four_workers_share_the_inbox(inbox, crew):
    paths = list(deliveries(inbox))
    assert all(told["status"] == "completed" for told in ingest(*paths))
    alone = outcome()
    tables.empty()

    workers = [crew.start(inbox=inbox) for _ in FOUR]
    told = [line for worker in workers for line in worker.told()]
    assert [worker.code() for worker in workers] == [0] * 4

    done = [line for line in told if line["status"] == "completed"]
    assert sorted(line["key"] for line in done) == sorted(map(str, paths))
    assert {line["status"] for line in told} <= {"completed", "skipped"}
    assert all(line["rows_read"] >= 400 for line in done)
    assert outcome() == alone
    assert ChangeSet.objects.count() == len(paths)
    assert set(Report.objects.values_list("status", "attempts")) == {("completed", 1)}


def test_the_worker_takes_in_all_that_was_delivered(inbox):
    good, wrong, last = list(deliveries(inbox))[:3]
    wrong.write_bytes(b"name,price\nkite,3\n")
    take_in(timestamp=0)
    took = dict(Report.objects.values_list("key", "status"))
    assert (took[str(good)], took[str(wrong)], took[str(last)]) == ("completed", "error", "completed")
    take_in(timestamp=300)
    assert set(Report.objects.values_list("attempts", flat=True)) == {1}


def test_four_workers_on_one_report_ingest_it_once(tmp_path, crew):
    path = deliver(tmp_path, "video_report_harbour_V_v1-3.csv", b"".join(made(Catalogue(3, 2_000))))
    workers = [crew.start(path) for _ in FOUR]
    told = [line for worker in workers for line in worker.told()]
    assert sorted(line["status"] for line in told) == ["completed", "skipped", "skipped", "skipped"]
    assert [worker.code() for worker in workers] == [0] * 4
    assert Report.objects.get().attempts == 1
    assert ChangeSet.objects.count() == 1
    assert holdings()[0]["Video"] == Report.objects.get().inserted
