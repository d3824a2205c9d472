"""Which live messages each role hears, and by which permission."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Permission
from django.test import TestCase

from cmsmeta.lib import live
from tests.machinery.sockets import an_open_page, in_a_loop
from tests.people import ROLES, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

KINDS = {
    "report": "view_report",
    "sync": "view_metadatasync",
    "changeset": "view_changeset",
    "video": "view_video",
    "channel": "view_channel",
}


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)  # see test_live_socket.py


async def heard_by(person):
    """Give the kinds of messages that a person hears when one of each is sent."""
    async with an_open_page(person) as page:
        await sync_to_async(send_one_of_each)()
        return {message["type"].partition(".")[0] for message in await page.hears()}


def send_one_of_each():
    with TestCase.captureOnCommitCallbacks(execute=True):
        for kind in live.PERMISSIONS:
            live.publish(f"{kind}.changed", {"id": 1})


@pytest.mark.parametrize("role", ROLES)
@in_a_loop
async def test_every_role_may_see_what_messages_tell_of_and_hears_them(role):
    assert await heard_by(await sync_to_async(somebody)(role)) == {*KINDS}


@in_a_loop
async def test_staff_without_a_role_hears_nothing():
    assert await heard_by(await sync_to_async(somebody)()) == set()


@pytest.mark.parametrize("kind", KINDS)
@in_a_loop
async def test_a_message_wants_the_permission_for_what_it_tells_of(kind):
    person = await sync_to_async(somebody)()
    await person.user_permissions.aadd(await Permission.objects.aget(codename=KINDS[kind]))
    assert await heard_by(person) == {kind}
