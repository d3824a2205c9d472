"""Bulk actions by their pages: choose in the list, look at what would change, say why, confirm; and the worker."""

import re
import threading
import time
from contextlib import contextmanager

from django.db import connection, transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from videos.models import OpenEdit, Video

WAITS = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
LIST = reverse("admin:videos_video_changelist")


def choose(client, action, videos=(), query="", **more):
    """Pick videos in the list and an action in its menu; gives the page of the action."""
    picked = [video.pk for video in videos] or [Video.objects.first().pk]
    data = {"action": f"act_{action}", "_selected_action": picked, "index": 0, **more}
    return client.post(f"{LIST}{query}", data, follow=True)


def address_of(page):
    return page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]


def show(client, page, **values):
    return client.post(address_of(page), {**values, "_preview": "Preview"})


def apply(client, page, **values):
    token = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    return client.post(address_of(page), {"reason": "as agreed", **values, "seen": token, "_apply": "x"}, follow=True)


def act(client, action, videos=(), query="", across="", **values):
    page = choose(client, action, videos, query, **({"select_across": "1"} if across else {}))
    return apply(client, show(client, page, **values), **values)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


def work():
    """Do what waits for the worker."""
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("pk"):
        app.tasks[job.task_name](**job.args)


@contextmanager
def a_video_that_somebody_edits():
    """Until it ends, whoever wants to lock the last video waits."""
    held, go = threading.Event(), threading.Event()

    def edit():
        with transaction.atomic():
            Video.objects.select_for_update().order_by("-pk").first()
            held.set()
            go.wait(60)
        connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    held.wait(10)
    try:
        yield
    finally:
        go.set()
        editor.join(10)


def in_background(act):
    def go():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It never came to pass."
        time.sleep(0.02)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return cursor.fetchone() is not None


@contextmanager
def somebody_editing(first="video-1", then="video-0"):
    """Somebody locks both videos and has changed one's edit; the other's follows once somebody else waits."""
    begun, failures = threading.Event(), []

    def edit():
        with transaction.atomic():
            Video.objects.all().lock()
            OpenEdit.objects.filter(video__video_id=first).update(error="looked at")
            begun.set()
            until(somebody_waits)
            OpenEdit.objects.filter(video__video_id=then).update(error="looked at")

    def noted():
        try:
            edit()
        except Exception as error:  # noqa: BLE001 - shown by the test
            failures.append(error)

    editor = in_background(noted)
    begun.wait(10)
    yield
    editor.join(30)
    assert failures == []
