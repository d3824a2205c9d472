"""A report is merged while people edit: each waits for the other, and nobody's work is overwritten."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from tests.harbour import FERRY, GULLS, changes, report, row, video
from videos.edit import edit_videos
from videos.models import OpenEdit, Video, VideoStatistics

pytestmark = pytest.mark.django_db(transaction=True)

FLEET = [row(f"fleetfle{n:03}") for n in range(20)]


@contextmanager
def beside():
    """Runs functions in threads of their own, as other processes would."""

    def alone(work, *args, **named):
        try:
            return work(*args, **named)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        yield lambda *args, **named: pool.submit(alone, *args, **named)


def until_waiting(sessions):
    """Return as soon as so many sessions of this database wait for a lock of another."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it would not move
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
            )
            if cursor.fetchone()[0] >= sessions:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def edit(**values):
    return edit_videos(Video.objects.filter(video_id=FERRY), values, actor=None)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("Ours", None),
        ("Theirs", ("Base", "Ours", "Theirs", "conflict")),
        ("Base", ("Base", "Ours", None, "to_push")),
    ],
)
def test_an_edit_that_is_committed_while_a_report_waits_for_it_stands(tmp_path, told, outcome):
    report(tmp_path, row(FERRY, "Base"), row(GULLS, "a"), day=0)
    with beside() as run:
        with transaction.atomic():
            edit(title="Ours")
            merging = run(report, tmp_path, row(FERRY, told, category=""), row(GULLS, "b"), day=1)
            until_waiting(1)
        merged = merging.result(timeout=20)
    assert (video().title, video(GULLS).title) == ("Ours", "b")
    assert changes(merged) == [(GULLS, "title", "a", "b")]
    open_edits = list(OpenEdit.objects.values_list("base", "wanted", "theirs", "state"))
    assert open_edits == ([outcome] if outcome else [])


def test_an_edit_that_waits_for_a_report_begins_where_the_report_ends(tmp_path):
    report(tmp_path, row(FERRY, "Base", views=1), day=0)
    with beside() as run:
        with transaction.atomic():
            VideoStatistics.objects.select_for_update().get()  # stops the report behind the videos that it has locked
            merging = run(report, tmp_path, row(FERRY, "Theirs", views=2), day=1)
            until_waiting(1)
            editing = run(edit, title="Ours")
            until_waiting(2)
        merged, edited = merging.result(timeout=20), editing.result(timeout=20)
    assert changes(merged) == [(FERRY, "title", "Base", "Theirs")]
    assert changes(edited) == [(FERRY, "title", "Theirs", "Ours")]
    assert (video().title, OpenEdit.objects.get().base) == ("Ours", "Theirs")


def test_two_reports_at_once_are_merged_one_behind_the_other(tmp_path):
    report(tmp_path, row(FERRY, "Base"), row(GULLS, "a"), day=0)
    with beside() as run:
        with transaction.atomic():
            edit(title="Ours")
            first = run(report, tmp_path, row(FERRY, "Theirs"), row(GULLS, "b"), day=1)
            second = run(report, tmp_path, row(FERRY, "Ours"), row(GULLS, "c"), day=2)
            until_waiting(2)
        reports = [first.result(timeout=20), second.result(timeout=20)]
    assert [one.status for one in reports] == ["completed", "completed"]
    # Whichever came first, the newer has the last word.
    assert (video().title, video(GULLS).title, OpenEdit.objects.count()) == ("Ours", "c", 0)


def test_an_edit_and_a_report_that_lacks_its_videos_wait_for_each_other_in_turn(tmp_path):
    """The report marks the ferry and changes the gulls, the edit holds the ferry and then wants the gulls."""
    report(tmp_path, row(FERRY, "Base"), row(GULLS, "a"), *FLEET, day=0)
    with beside() as run:
        with transaction.atomic():
            edit(title="Ours")
            merging = run(report, tmp_path, row(GULLS, "b"), *FLEET, day=1)
            until_waiting(1)
            edit_videos(Video.objects.filter(video_id=GULLS), {"category": "Music"}, actor=None)
        merged = merging.result(timeout=20)
    assert (video().title, video().not_seen_since) == ("Ours", merged.as_of)
    assert (video(GULLS).title, video(GULLS).category) == ("b", "Music")
