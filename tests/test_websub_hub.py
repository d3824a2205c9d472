"""The whole way of a push notification: the sandbox's hub is asked, asks back, and tells of what Studio changed."""

import pytest
from django.utils import timezone

from channels_app.models import Channel
from sync import hints
from sync.models import Hint, HubSubscription
from sync.websub.subscriptions import HubSilent, keep_subscribed
from tests.sandbox import CHANNEL, open_door, small_state

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(live_server, settings):
    """A sandbox whose hub reaches this site."""
    with open_door() as door:
        settings.YOUTUBE_HUB_CALLBACK, settings.YOUTUBE_HUB_URL = live_server.url, f"{door.url}/subscribe"
        yield door.begin(small_state())


def test_a_new_title_and_a_deletion_reach_the_pull_as_hints(door):
    channel = Channel.objects.create(channel_id=CHANNEL, content_owner="us")
    hub = door.server.sandbox.hub
    assert keep_subscribed(timezone.now()) == 1
    hub.settle()
    assert HubSubscription.objects.get().state == "active"
    assert keep_subscribed(timezone.now()) == 0

    door.sandbox("videos/video-1", "PATCH", snippet={"title": "Changed <in> Studio"})
    door.sandbox("videos/video-2", "PATCH", statistics={"viewCount": "8"})  # nothing that anybody is told of
    door.sandbox("videos/video-0", "PATCH", status={"privacyStatus": "public"})
    hub.settle()
    assert hints.waiting(10) == ["video-0"]  # the others are unlisted, of which YouTube tells nobody
    door.sandbox("videos/video-0", "PATCH", snippet={"description": "Told & retold"})
    door.sandbox("videos/video-0", "DELETE")
    hub.settle()
    assert Hint.objects.get().what == "deleted"

    channel.content_owner = ""
    channel.save()
    assert keep_subscribed(timezone.now()) == 1
    hub.settle()
    assert (HubSubscription.objects.count(), door.sandbox("", "GET")["hub"]) == (0, [])


def test_a_hub_that_refuses_or_is_silent_is_asked_again_later(door, settings):
    Channel.objects.create(channel_id=CHANNEL, content_owner="us")
    settings.YOUTUBE_HUB_CALLBACK = "https://cms.example.com"  # not on this machine
    keep_subscribed(timezone.now())
    assert "The hub refused it (400)" in HubSubscription.objects.get().error
    HubSubscription.objects.all().delete()
    settings.YOUTUBE_HUB_URL = "http://127.0.0.1:9/"
    with pytest.raises(HubSilent, match="cannot be reached"):
        keep_subscribed(timezone.now())
