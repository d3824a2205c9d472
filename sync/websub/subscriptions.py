"""YouTube's push notifications (WebSub): whom the hub is asked about, its proofs, and what it tells.

The address that the hub calls cannot be guessed, and its messages are signed with a secret of their own for each
channel. Both are derived from SECRET_KEY, so that neither is stored. What the hub was given under a key that was
replaced counts as long as that key is one of SECRET_KEY_FALLBACKS.
"""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from channels_app.models import Channel
from cmsmeta.lib import late
from sync import hints
from sync.models import HubSubscription
from sync.pull.channels import ours
from sync.websub.feeds import told

requests = late.module("requests")

TOPIC = "https://www.youtube.com/xml/feeds/videos.xml?channel_id="
LEASE_SECONDS = 5 * 24 * 3600  # what YouTube's hub grants at most
LONGEST_LEASE = 30 * 24 * 3600  # whatever a hub says
RENEW_BEFORE = timedelta(days=2)
ASK_AGAIN_AFTER = timedelta(hours=6)
REFUSED_FOR = timedelta(days=1)
AT_ONCE = 500  # requests in one run
TIMEOUT = 20
SIGNATURES = ("sha1", "sha256", "sha384", "sha512")
State = HubSubscription.State


class HubSilent(Exception):
    """The hub cannot be reached, or has trouble of its own: what is to be asked waits."""


def token_of(channel_id: str) -> str:
    """What makes the address of a channel's notifications one that nobody guesses."""
    return _derived("address", channel_id, settings.SECRET_KEY)


def secret_of(channel_id: str) -> str:
    """What the hub signs a channel's notifications with."""
    return _derived("secret", channel_id, settings.SECRET_KEY)


def is_callback(channel_id: str, token: str) -> bool:
    """Whether this is the address at which we take a channel's notifications."""
    known = any(constant_time_compare(token, ours) for ours in _every("address", channel_id))
    return bool(settings.YOUTUBE_HUB_CALLBACK) and known


def is_signed(channel_id: str, body: bytes, header: str) -> bool:
    """Whether an X-Hub-Signature (`method=digest`) was made of `body` with a secret of the channel's."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in SIGNATURES:
        return False
    made = [hmac.new(key.encode(), body, method.lower()).hexdigest() for key in _every("secret", channel_id)]
    return any(constant_time_compare(given.lower(), digest) for digest in made)


def agree(channel_id: str, mode: str, topic: str, lease: str) -> bool:
    """Whether we asked the hub for this; the lease that it grants is noted."""
    if topic != TOPIC + channel_id:
        return False
    asked = HubSubscription.objects.filter(channel__channel_id=channel_id)
    if mode == "unsubscribe":
        return not asked.exists()
    seconds = min(int(lease), LONGEST_LEASE) if lease.isascii() and lease.isdigit() else LEASE_SECONDS
    expires_at = timezone.now() + timedelta(seconds=seconds)
    return mode == "subscribe" and bool(
        asked.update(state=State.ACTIVE, lease_seconds=seconds, expires_at=expires_at, error="")
    )


def refuse(channel_id: str, reason: str) -> None:
    """Note that the hub denies a subscription."""
    sentence = f"The hub denied it: {reason or 'it gave no reason'}."
    denied = HubSubscription.objects.filter(channel__channel_id=channel_id)
    denied.update(state=State.REFUSED, error=sentence[:500], expires_at=None)


def is_subscribed(channel_id: str) -> bool:
    return HubSubscription.objects.filter(channel__channel_id=channel_id).exists()


def take(channel_id: str, body: bytes) -> int:
    """Keep the hints of a signed notification; gives how many. NoFeed: it is none."""
    found = told(body, channel_id)
    hints.take(channel_id, found)
    HubSubscription.objects.filter(channel__channel_id=channel_id).update(told_at=timezone.now())
    return len(found)


def keep_subscribed(now: datetime) -> int:
    """Ask the hub about the channels of ours whose lease is missing or ends soon, and no more about the others.

    Gives how many requests were sent. Raises HubSilent; what was not asked is asked in the next run.
    """
    sent = 0
    for subscription in HubSubscription.objects.exclude(channel__in=ours()).select_related("channel")[:AT_ONCE]:
        channel_id = subscription.channel.channel_id
        subscription.delete()  # first: the hub asks whether we mean it
        _ask("unsubscribe", channel_id)
        sent += 1
    for channel in due(now)[: AT_ONCE - sent]:
        HubSubscription.objects.update_or_create(channel=channel, defaults={"asked_at": now})
        if refusal := _ask("subscribe", channel.channel_id):
            refused = HubSubscription.objects.filter(channel=channel)
            refused.update(state=State.REFUSED, error=refusal, expires_at=None)
        sent += 1
    return sent


def due(now: datetime) -> QuerySet[Channel]:
    """The channels of ours that the hub is to be asked about now, those longest without it first."""
    lacking = Q(hub_subscription__expires_at=None) | Q(hub_subscription__expires_at__lt=now + RENEW_BEFORE)
    silent = Q(hub_subscription__state__in=[State.ASKED, State.ACTIVE])
    silent &= Q(hub_subscription__asked_at__lt=now - ASK_AGAIN_AFTER)
    refused = Q(hub_subscription__state=State.REFUSED, hub_subscription__asked_at__lt=now - REFUSED_FOR)
    found = ours().filter(Q(hub_subscription=None) | (lacking & (silent | refused)))
    return found.order_by(F("hub_subscription__asked_at").asc(nulls_first=True), "pk")


def _ask(mode: str, channel_id: str) -> str:
    """Send a request to the hub; gives its refusal in a sentence, or nothing. Raises HubSilent."""
    path = reverse("youtube_events", args=[channel_id, token_of(channel_id)])
    form = {
        "hub.mode": mode,
        "hub.topic": TOPIC + channel_id,
        "hub.callback": settings.YOUTUBE_HUB_CALLBACK.rstrip("/") + path,
        "hub.verify": "async",
        "hub.lease_seconds": str(LEASE_SECONDS),
        "hub.secret": secret_of(channel_id),
    }
    try:
        answer = requests.post(settings.YOUTUBE_HUB_URL, data=form, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise HubSilent(f"YouTube's hub cannot be reached ({type(error).__name__}).") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise HubSilent(f"YouTube's hub answers {answer.status_code}.")
    return "" if answer.ok else f"The hub refused it ({answer.status_code}): {answer.text[:400]}"


def _every(purpose: str, channel_id: str) -> list[str]:
    """What is derived from the key of today, and from those that it replaced."""
    return [_derived(purpose, channel_id, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(purpose: str, channel_id: str, key: str) -> str:
    return salted_hmac(f"sync.websub.{purpose}", channel_id, secret=key, algorithm="sha256").hexdigest()
