"""What YouTube's hub sends: proofs that we asked, and signed notifications that become hints."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from channels_app.models import Channel
from sync import hints
from sync.models import Hint, HubSubscription
from sync.websub.subscriptions import TOPIC, due, secret_of, token_of

pytestmark = pytest.mark.django_db

HARBOUR = "UCharbourharbourharbour1"
ENTRY = "<entry><id>yt:video:{0}</id><yt:videoId>{0}</yt:videoId><yt:channelId>{1}</yt:channelId></entry>"
GONE = '<at:deleted-entry ref="yt:video:{0}" when="2026-11-23T10:00:00+00:00"/>'
FEED = (
    '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    ' xmlns="http://www.w3.org/2005/Atom">{}</feed>'
)
BOMB = (
    '<!DOCTYPE b [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
)
THIEF = (
    '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>&x;</title></feed>'
)


@pytest.fixture
def harbour(settings):
    """A channel of ours that the hub was asked about."""
    settings.YOUTUBE_HUB_CALLBACK = "https://cms.example.com"
    channel = Channel.objects.create(channel_id=HARBOUR, content_owner="us")
    HubSubscription.objects.create(channel=channel, asked_at=timezone.now())
    return channel


def address(channel_id=HARBOUR, token=None):
    return reverse("youtube_events", args=[channel_id, token or token_of(channel_id)])


def proof(client, channel_id=HARBOUR, token=None, **told):
    told = {"mode": "subscribe", "topic": TOPIC + HARBOUR, "challenge": "tell-me-so", "lease_seconds": "432000"} | told
    return client.get(address(channel_id, token), {f"hub.{name}": value for name, value in told.items()})


def notify(client, text, *, secret=None, method="sha1", header=None, channel_id=HARBOUR, token=None):
    body = text.encode() if isinstance(text, str) else text
    key = (secret or secret_of(HARBOUR)).encode()
    signature = (
        header if header is not None else f"{method}={hmac.new(key, body, getattr(hashlib, method)).hexdigest()}"
    )
    return client.post(
        address(channel_id, token), body, content_type="application/atom+xml", headers={"X-Hub-Signature": signature}
    )


def test_what_we_asked_for_is_proved_and_its_lease_kept(client, harbour):
    answer = proof(client)
    assert (answer.status_code, answer.content) == (200, b"tell-me-so")
    assert answer["Content-Type"].startswith("text/plain")
    kept = HubSubscription.objects.get()
    assert (kept.state, kept.lease_seconds) == ("active", 432000)
    assert kept.expires_at - timezone.now() > timedelta(days=4)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"topic": TOPIC + "UCsomebodyelse"}, {}),
        ({"mode": "unsubscribe"}, {}),
        ({"mode": "publish"}, {}),
        ({}, {"token": "guessed"}),
        ({"topic": TOPIC + "UCnotasked"}, {"channel_id": "UCnotasked"}),
    ],
)
def test_what_nobody_asked_for_is_not_proved(client, harbour, told, place):
    assert proof(client, **place, **told).status_code == 404
    assert HubSubscription.objects.get().state == "asked"


def test_that_we_want_no_more_is_proved_once_the_subscription_is_gone(client, harbour):
    harbour.hub_subscription.delete()
    assert proof(client, mode="unsubscribe").content == b"tell-me-so"


def test_a_denial_is_kept_with_its_reason(client, harbour):
    assert proof(client, mode="denied", reason="No such feed").status_code == 200
    assert "No such feed" in HubSubscription.objects.get().error


def test_without_an_address_of_ours_nothing_is_there(client, harbour, settings):
    settings.YOUTUBE_HUB_CALLBACK = ""
    assert proof(client).status_code == notify(client, FEED.format("")).status_code == 404


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha512"])
def test_a_signed_notification_leaves_hints_in_their_order(client, harbour, method):
    feed = FEED.format(ENTRY.format("video-1", HARBOUR) + GONE.format("video-2"))
    assert notify(client, feed, method=method).status_code == 204
    assert dict(Hint.objects.values_list("video_id", "what")) == {"video-1": "changed", "video-2": "deleted"}
    assert HubSubscription.objects.get().told_at


def test_a_video_told_of_twice_is_one_hint_and_stays_where_it_was_pulled_between(client, harbour):
    feed = FEED.format(ENTRY.format("video-1", HARBOUR))
    notify(client, feed)
    asked_at = timezone.now()
    notify(client, feed)
    hints.pulled(["video-1"], asked_at)
    assert hints.waiting(10) == ["video-1"]
    hints.pulled(["video-1"], timezone.now())
    assert hints.waiting(10) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "guessed"},
        {"header": ""},
        {"header": "sha1="},
        {"header": "md5=00"},
        {"header": "sha1=é"},
        {"secret": project.SECRET_KEY},
    ],
)
def test_a_forged_notification_is_refused(client, harbour, forged):
    assert notify(client, FEED.format(ENTRY.format("video-1", HARBOUR)), **forged).status_code == 403
    assert not Hint.objects.exists()


def test_a_signature_is_good_for_its_own_channel_only(client, harbour):
    other = Channel.objects.create(channel_id="UCother")
    HubSubscription.objects.create(channel=other)
    assert notify(client, FEED.format(ENTRY.format("video-1", "UCother")), channel_id="UCother").status_code == 403
    assert notify(client, FEED.format(ENTRY.format("video-1", "UCother"))).status_code == 204
    assert not Hint.objects.exists()  # what a feed tells of other channels is left out


def test_what_the_hub_was_given_under_a_replaced_key_counts_while_that_key_is_kept(client, harbour, settings):
    token, secret, feed = token_of(HARBOUR), secret_of(HARBOUR), FEED.format(ENTRY.format("video-1", HARBOUR))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert token_of(HARBOUR) != token  # what the hub is given from now on
    assert proof(client, token=token).status_code == 200
    assert notify(client, feed, secret=secret, token=token).status_code == 204
    assert notify(client, feed).status_code == 204
    settings.SECRET_KEY_FALLBACKS = []
    assert proof(client, token=token).status_code == notify(client, feed, secret=secret, token=token).status_code == 404
    assert notify(client, feed, secret=secret).status_code == 403


def test_who_is_no_longer_subscribed_to_is_told_so(client, harbour):
    harbour.hub_subscription.delete()
    assert notify(client, FEED.format("")).status_code == 410


@pytest.mark.parametrize(
    "hostile",
    [
        BOMB,
        THIEF,
        "<feed",
        "",
        "\0",
        "<rss/>",
        "<a>" * 60_000,
        b"\xff\xfe\xfa",
        "<a>" * 20_000 + "</a>" * 20_000,
        '<?xml version="1.0" encoding="x"?><a/>',
    ],
)
def test_hostile_xml_is_refused(client, harbour, hostile):
    answer = notify(client, hostile)
    assert answer.status_code == 400
    assert b"root:" not in answer.content
    assert not Hint.objects.exists()


def test_a_body_that_is_too_long_is_not_read(client, harbour):
    assert notify(client, "<feed>" + " " * 256 * 1024).status_code == 413


def test_odd_video_ids_are_left_out(client, harbour):
    odd = "".join(ENTRY.format(key, HARBOUR) for key in ["", "a b", "x" * 65, "../../x"])
    assert notify(client, FEED.format(odd)).status_code == 204
    assert not Hint.objects.exists()


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (None, True),
        ({"state": "active", "expires_at": 3, "asked_at": -2}, False),
        ({"state": "active", "expires_at": 1, "asked_at": -2}, True),
        ({"state": "active", "expires_at": 1, "asked_at": 0}, False),
        ({"state": "asked", "asked_at": -1}, True),
        ({"state": "refused", "asked_at": -0.5}, False),
        ({"state": "refused", "asked_at": -1.5}, True),
    ],
)
def test_a_channel_is_asked_about_when_its_lease_lacks_or_ends(settings, kept, expected):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    channel = Channel.objects.create(channel_id=HARBOUR, content_owner="us")
    Channel.objects.create(channel_id="UCforeign")
    if kept is not None:
        days = {name: now + timedelta(days=kept[name]) for name in ("expires_at", "asked_at") if name in kept}
        HubSubscription.objects.create(channel=channel, **{**kept, **days})
    assert list(due(now)) == ([channel] if expected else [])
