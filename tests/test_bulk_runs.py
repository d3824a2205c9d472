"""A change set that waits is applied once, whoever runs it and whatever happens meanwhile."""

import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse

from tests.bulk import a_video_that_somebody_edits, in_background, until, work
from tests.machinery import web
from videos.bulk.actions import ACTIONS
from videos.bulk.run import ATTEMPTS, run
from videos.bulk.selection import Selection
from videos.models import ApprovalRule, Change, ChangeSet, OpenEdit, Video
from videos.queue import cancel, request_act, request_undo
from videos.tasks import take_up

SONGS = 30


@pytest.fixture
def ana(db):
    return User.objects.create_superuser("ana")


@pytest.fixture
def waiting(transactional_db, ana, monkeypatch):
    """A request of Ana's for thirty videos that waits for the worker."""
    return asked(ana, monkeypatch)


def asked(ana, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 5)
    Video.objects.bulk_create(Video(video_id=f"v{n}", category="Music") for n in range(SONGS))
    values = {"category": "Comedy"}
    return request_act(ACTIONS["category"], Selection(query="category=Music"), values, by=ana, reason="test")


def status(change_set):
    return ChangeSet.objects.get(pk=change_set.pk).status


def someone_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def assert_applied_once(change_set):
    change_set.refresh_from_db()
    assert (change_set.status, change_set.videos) == ("applied", SONGS)
    assert Change.objects.count() == OpenEdit.objects.count() == SONGS
    assert Video.objects.filter(category="Comedy").count() == SONGS


def assert_nothing_changed():
    assert not Change.objects.exists()
    assert not OpenEdit.objects.exists()
    assert not Video.objects.filter(category="Comedy").exists()


def test_two_workers_apply_it_once(waiting):
    workers = [in_background(lambda: run(ChangeSet.objects.get(pk=waiting.pk))) for _ in range(2)]
    for worker in workers:
        worker.join(30)
    run(waiting)
    assert_applied_once(waiting)


def test_a_page_that_is_loaded_again_says_how_far_it_is(waiting, ana, client):
    client.force_login(ana)
    page = reverse("admin:videos_changeset_change", args=[waiting.pk])

    def is_told():
        told = client.get(page).content.decode()
        return '<progress max="100" value="0"' in told and "finding the videos</span>" in told

    with a_video_that_somebody_edits():
        worker = in_background(lambda: run(waiting))
        until(is_told)
        assert ChangeSet.objects.get(pk=waiting.pk).state()["percent"] == 0
    worker.join(30)
    assert status(waiting) == "applied"
    assert "progress" not in ChangeSet.objects.get(pk=waiting.pk).request


def test_what_is_cancelled_while_it_runs_leaves_nothing(waiting, ana):
    with a_video_that_somebody_edits():
        worker = in_background(lambda: run(waiting))
        until(someone_waits_for_a_lock)
        assert status(waiting) == "running"
        cancel(ChangeSet.objects.get(pk=waiting.pk), by=ana)
    worker.join(30)
    assert status(waiting) == "cancelled"
    assert_nothing_changed()


def test_a_worker_that_is_killed_leaves_nothing_and_the_next_one_does_it_all(waiting):
    words = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    with a_video_that_somebody_edits():
        worker = subprocess.Popen(words, cwd=web.ROOT, env=web.environment(), stderr=subprocess.DEVNULL)
        until(someone_waits_for_a_lock, 60)
        worker.kill()
        worker.wait()
    assert status(waiting) == "running"
    assert_nothing_changed()

    def taken_up():
        take_up(0)  # as every minute; PostgreSQL needs a moment to see that the killed one is gone
        return status(waiting) == "applied"

    until(taken_up)
    assert_applied_once(waiting)


@pytest.mark.django_db
def test_a_filter_that_matches_another_number_than_was_seen_changes_nothing(ana, monkeypatch):
    waiting = asked(ana, monkeypatch)
    Video.objects.bulk_create(Video(video_id=f"more{n}", category="Music") for n in range(SONGS))
    work()
    waiting.refresh_from_db()
    assert waiting.status == "failed"
    assert "matched 30 videos in the preview and matches 60 now" in waiting.request["error"]
    assert_nothing_changed()


@pytest.mark.django_db
def test_a_large_undo_is_the_workers_too_and_of_two_one_is_told(ana, monkeypatch):
    waiting = asked(ana, monkeypatch)
    work()
    waiting.refresh_from_db()
    backs = [request_undo(waiting, by=ana, reason="a mistake") for _ in range(2)]
    assert [back.status for back in backs] == ["queued", "queued"]
    work()
    assert [status(back) for back in backs] == ["applied", "failed"]
    assert not Video.objects.filter(category="Comedy").exists()
    assert "has been undone already" in ChangeSet.objects.get(pk=backs[1].pk).request["error"]


@pytest.mark.django_db
def test_one_that_turns_out_to_need_a_second_person_waits_for_one(ana, monkeypatch):
    waiting = asked(ana, monkeypatch)
    ApprovalRule.objects.create(group="any", irreversible=False, videos=SONGS)
    work()
    assert status(waiting) == "awaiting"
    assert_nothing_changed()


@pytest.mark.django_db
def test_one_that_never_comes_to_its_end_is_given_up(ana, monkeypatch):
    waiting = asked(ana, monkeypatch)
    ChangeSet.objects.filter(pk=waiting.pk).update(status="running", request={**waiting.request, "attempts": ATTEMPTS})
    take_up(0)
    waiting.refresh_from_db()
    assert waiting.status == "failed"
    assert "never came to its end" in waiting.request["error"]


@pytest.mark.django_db
def test_an_error_that_nobody_foresaw_fails_it_in_a_sentence(ana, monkeypatch):
    waiting = asked(ana, monkeypatch)
    ChangeSet.objects.filter(pk=waiting.pk).update(request={**waiting.request, "action": "gone"})
    with pytest.raises(KeyError):
        work()
    assert status(waiting) == "failed"


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_videos(ana, django_assert_num_queries):
    for count in (1, 40):
        Video.objects.bulk_create(Video(video_id=f"{count}-{n}", category="Music") for n in range(count))
        with django_assert_num_queries(29):
            request_act(
                ACTIONS["category"], Selection(query="category=Music"), {"category": "Comedy"}, by=ana, reason="x"
            )
