"""The live socket: who is let in, what each person hears, and what a page is told when it comes back."""

import asyncio
import os
import subprocess
import sys
import time

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from cmsmeta.consumers import StatusConsumer
from cmsmeta.lib import live
from reports.models import Report
from tests.machinery.sockets import Page, an_open_page, in_a_loop
from videos.models import ChangeSet, Video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@sync_to_async
def publish(type="report.status", **payload):
    with TestCase.captureOnCommitCallbacks(execute=True):
        live.publish(type, payload)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    # channels.testing does this too, but only while it waits: the test's connection, in its transaction, is not "old".
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture
def report(db):
    now = timezone.now()
    return Report.objects.create(key="reports/video_v1-4.csv", etag="a", size=400, delivered_at=now, as_of=now)


@pytest.fixture
def always_rechecked(monkeypatch):
    monkeypatch.setattr(StatusConsumer, "recheck_seconds", 0)


@in_a_loop
async def test_ben_hears_of_reports_but_not_of_what_he_may_not_see(ben):
    await ben.user_permissions.aremove(await Permission.objects.aget(codename="view_metadatasync"))
    async with an_open_page(ben) as page:
        await publish(id=7, status="processing")
        await publish("sync.status", id=8)
        assert await page.hears() == [{"type": "report.status", "id": 7, "status": "processing"}]


@in_a_loop
async def test_cora_who_may_see_nothing_hears_nothing(cora, report):
    async with an_open_page(cora) as page:
        await publish(id=7)
        assert page.hello["newest"] == {}
        assert await page.hears(watch={"report": [report.pk]}, newest={"report": 0}) == []


@in_a_loop
async def test_every_kind_of_row_that_a_list_shows_can_be_watched(ben):
    change_set = await ChangeSet.objects.acreate(kind="edit", label="Edited title", videos=3)
    async with an_open_page(ben) as page:
        (state,) = await page.hears(watch={"changeset": [change_set.pk], "sync": [1]})
        assert (state["type"], state["status"], state["videos"]) == ("changeset.status", "applied", 3)


@in_a_loop
async def test_a_video_that_is_watched_tells_how_it_stands_to_whoever_may_see_it(ben, cora):
    video = await Video.objects.acreate(video_id="song", missing_since=timezone.now())
    told = {"type": "video.changed", "id": video.pk, "status": "missing", "label": "no longer on YouTube", "detail": ""}
    for person, expected in ((ben, [told]), (cora, [])):
        async with an_open_page(person) as page:
            assert await page.hears(watch={"video": [video.pk]}) == expected


@pytest.mark.parametrize(("is_staff", "code"), [(None, 4401), (False, 4403)])
@in_a_loop
async def test_only_signed_in_staff_is_let_in(is_staff, code):
    person = None if is_staff is None else await User.objects.acreate(username="dan", is_staff=is_staff)
    page = await sync_to_async(Page)(person)
    await page.connect()
    assert await page.close_code() == code


@in_a_loop
async def test_a_page_of_another_site_is_refused(ben):
    page = await sync_to_async(Page)(ben, origin="https://evil.example")
    connected, _ = await page.connect()
    assert not connected


@in_a_loop
async def test_a_permission_taken_away_stops_what_it_let_through(ben, always_rechecked):
    async with an_open_page(ben) as page:
        await sync_to_async(ben.user_permissions.clear)()
        await publish(id=7)
        assert await page.hears(watch={"report": [7]}) == []


@pytest.mark.parametrize("what_happens", ["deactivated", "signed out", "new password"])
@in_a_loop
async def test_who_is_no_longer_signed_in_is_sent_away_with_the_next_message(ben, always_rechecked, what_happens):
    async with an_open_page(ben) as page:
        if what_happens == "signed out":
            await sync_to_async(page.browser.logout)()
        else:
            change = {"is_active": False} if what_happens == "deactivated" else {"password": "another one"}
            await User.objects.filter(pk=ben.pk).aupdate(**change)
        await publish(id=7)
        assert await page.close_code() == 4401


@in_a_loop
async def test_a_page_that_comes_back_is_told_the_present_state_and_how_many_reports_are_newer(ben, report):
    await Report.objects.filter(pk=report.pk).aupdate(status="processing", bytes_read=100, rows_read=12)
    async with an_open_page(ben) as page:
        assert page.hello["newest"]["report"] == report.pk
        state, new = await page.hears(watch={"report": [report.pk, 999_999]}, newest={"report": report.pk - 1})
    assert new == {"type": "report.new", "count": 1}
    assert state["type"] == "report.status" and state["id"] == report.pk
    assert (state["status"], state["label"], state["percent"], state["rows_read"]) == (
        "processing",
        "Processing",
        25,
        12,
    )


@pytest.mark.parametrize(
    "sent",
    [
        "no JSON",
        "[" * 8000,
        "[]",
        '{"watch": []}',
        '{"watch": {"user": [1]}}',
        '{"watch": {"report": 1}}',
        '{"watch": {"report": ["1; DROP TABLE"]}}',
        '{"watch": {"report": [true]}}',
        '{"newest": {"report": -1}}',
        '{"newest": {"report": 99999999999999999999}}',
        f'{{"watch": {{"report": {list(range(501))}}}}}',
        " " * 8193,
    ],
)
@in_a_loop
async def test_a_message_that_makes_no_sense_is_answered_with_a_sentence_and_the_page_stays_live(ben, sent):
    async with an_open_page(ben) as page:
        await page.send_to(text_data=sent)
        answer = await page.receive_json_from(timeout=5)
        assert answer["type"] == "error" and answer["message"].endswith(".")
        await publish(id=7)
        assert len(await page.hears()) == 1


@in_a_loop
async def test_binary_rubbish_is_answered_too(ben):
    async with an_open_page(ben) as page:
        await page.send_to(bytes_data=b"\xff\x00")
        assert (await page.receive_json_from(timeout=5))["type"] == "error"


@pytest.mark.django_db(transaction=True)
@in_a_loop
async def test_only_what_is_committed_is_heard(ben):
    def work():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            live.publish("report.status", {"id": 1})
            raise ZeroDivisionError
        with transaction.atomic():
            live.publish("report.status", {"id": 2})
        live.publish("report.status", {"id": 3})

    async with an_open_page(ben) as page:
        await sync_to_async(work)()
        assert [message["id"] for message in await page.hears()] == [2, 3]


@in_a_loop
async def test_a_server_that_cannot_keep_up_lets_messages_go_and_says_so(ben):
    def burst():
        with TestCase.captureOnCommitCallbacks(execute=True):
            for number in range(1000):
                live.publish("report.progress", {"id": number})

    async with an_open_page(ben) as page:
        publishing = asyncio.ensure_future(sync_to_async(burst)())
        await asyncio.sleep(0.01)
        time.sleep(0.5)  # in the server's loop: the server is busy
        await publishing
        heard = await page.hears()
        assert {"type": "behind"} in heard and len(heard) < 1000
        assert await page.hears() == []


@in_a_loop
async def test_what_another_process_publishes_is_heard(ben, settings):
    code = "from cmsmeta.lib import live; live.publish('report.progress', {'id': 5})"
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    env = os.environ | {"REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": prefix}
    async with an_open_page(ben) as page:
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        await sync_to_async(subprocess.run)(command, env=env, cwd=settings.BASE_DIR, check=True)
        assert await page.hears() == [{"type": "report.progress", "id": 5}]


def test_a_publisher_without_valkey_goes_on(settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    with TestCase.captureOnCommitCallbacks(execute=True) as sent:
        live.publish("report.status", {"id": 1})
    assert len(sent) == 1


@in_a_loop
async def test_a_page_is_turned_away_while_valkey_is_down(ben, settings):
    layer = settings.CHANNEL_LAYERS["default"]
    hosts = [{"address": "unix:///nowhere/valkey.sock"}]
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": layer["CONFIG"] | {"hosts": hosts}}}
    page = await sync_to_async(Page)(ben)
    assert await page.connect(timeout=10) == (False, 4503)


def test_a_type_that_nobody_may_see_is_an_error_of_the_programmer():
    with pytest.raises(ValueError, match="give it a permission"):
        live.publish("secret.status", {})
