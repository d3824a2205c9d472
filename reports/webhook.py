"""The address to which S3's events are sent (by SNS, EventBridge or another), guarded by a shared secret."""

import base64
import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from reports import events
from reports.errors import ConfigError, TransientError

logger = logging.getLogger(__name__)

MAX_BYTES = 1024**2  # of a message; SNS, SQS and EventBridge send a quarter of it at most


@csrf_exempt
@require_POST
def take_event(request: HttpRequest) -> HttpResponse:
    """Queue the reports that a message tells of. 401 without the secret, 503 where it is to be sent again."""
    if not settings.REPORTS_EVENT_SECRET:
        raise Http404
    if not constant_time_compare(_secret(request.headers.get("Authorization", "")), settings.REPORTS_EVENT_SECRET):
        # SNS sends the password of its address only once it was asked for.
        return _answer(401, "Send the secret as a bearer token or as a password.", {"WWW-Authenticate": "Basic"})
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return _answer(413, f"A message has {MAX_BYTES:,} bytes at most.")
    try:
        queued = events.take(body.decode("utf-8", "replace"))
    except (ConfigError, TransientError) as error:
        logger.warning("A message about reports could not be followed: %s", error)
        return _answer(503, "The bucket cannot be looked at just now. Send it again.")
    return JsonResponse({"queued": queued})


def _answer(status: int, sentence: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def _secret(header: str) -> str:
    """Give what an Authorization header tells: a bearer token, or the password of basic authentication."""
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # no base64, or no text in it
        return ""
