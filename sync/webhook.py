"""The address that YouTube's hub calls: its proofs that we asked (GET), and its notifications (POST)."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sync.websub import subscriptions
from sync.websub.feeds import NoFeed

logger = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024  # of a notification; a feed of YouTube's has one entry, and 5,000 bytes of description at most
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def take_notification(request: HttpRequest, channel_id: str, token: str) -> HttpResponse:
    """Answer the hub: 404 where we asked for nothing, 410 where it may stop, 403 for a signature not its own."""
    if not subscriptions.is_callback(channel_id, token):
        raise Http404
    return _prove(request, channel_id) if request.method == "GET" else _take(request, channel_id)


def _prove(request: HttpRequest, channel_id: str) -> HttpResponse:
    asked = request.GET
    if asked.get("hub.mode") == "denied":
        subscriptions.refuse(channel_id, asked.get("hub.reason", ""))
        return HttpResponse(content_type=PLAIN)
    lease = asked.get("hub.lease_seconds", "")
    if not subscriptions.agree(channel_id, asked.get("hub.mode", ""), asked.get("hub.topic", ""), lease):
        raise Http404
    return HttpResponse(asked.get("hub.challenge", ""), content_type=PLAIN)


def _take(request: HttpRequest, channel_id: str) -> HttpResponse:
    if not subscriptions.is_subscribed(channel_id):
        return _refusal(410, "Nobody here is subscribed to this any more.")
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return _refusal(413, f"A notification has {MAX_BYTES:,} bytes at most.")
    if not subscriptions.is_signed(channel_id, body, request.headers.get("X-Hub-Signature", "")):
        logger.warning("A notification of channel %s was not signed by the hub.", channel_id)
        return _refusal(403, "The signature is missing, or was not made with the secret that we gave.")
    try:
        subscriptions.take(channel_id, body)
    except NoFeed as error:
        logger.warning("A notification of channel %s cannot be read: %s", channel_id, error)
        return _refusal(400, str(error))
    return HttpResponse(status=204)


def _refusal(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type=PLAIN)
