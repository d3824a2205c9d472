"""The client of YouTube's two APIs: plain JSON in and out, every request in the ledger, none sent twice unnoticed."""

import json
import logging
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from google.auth.credentials import Credentials

from cmsmeta.lib import late
from sync.credentials.stored import google_credentials
from sync.ledger import Ledger
from sync.models import MetadataSync, QuotaEntry
from sync.youtube import MOST
from sync.youtube.errors import (
    TURNED_AWAY,
    AnswerLost,
    NotConfigured,
    Refused,
    Verdict,
    YouTubeError,
    refusal,
    unreachable,
)

discovery, errors = late.module("googleapiclient.discovery"), late.module("googleapiclient.errors")
wire = late.module("sync.youtube.transport")

ATTEMPTS = 5
LONGEST_PAUSE = 32.0  # seconds
LONGEST_WAIT = 60.0  # for which YouTube may ask us: others want their turn
PARTNER = Path(__file__).with_name("partner.json")
VIDEO_PARTS = ("snippet", "contentDetails", "status", "statistics", "liveStreamingDetails", "player")
PLAYER = {"maxWidth": 1920, "maxHeight": 1920}  # the player's size, and by it the aspect, is told within limits only
CHANNEL_PARTS = (*("snippet", "contentDetails", "statistics", "status", "brandingSettings", "contentOwnerDetails"),)
USED = (
    *("videos", "channels", "playlistItems", "assets", "assetMatchPolicy", "claims", "claimSearch", "policies"),
    "videoAdvertisingOptions",
)
Json = dict[str, Any]
Resource = HttpRequest = Any  # of Google's client, which is loaded by whoever connects
Sync = MetadataSync | None
logger = logging.getLogger(__name__)


class Client:
    """YouTube on behalf of our content owner. Belongs to one thread; `clone()` makes one for another.

    Every method may raise `Refused`, `QuotaSpent` or `NotConfigured`; one that writes also `AnswerLost`. What only
    reads is repeated after a pause where YouTube has trouble; a write only where YouTube turned it away unread. Each
    attempt is charged. Methods that take IDs take 50 at most; no ID, no request. `sync`: what a request is made for.
    """

    def __init__(self, ledger: Ledger, credentials: Credentials, *, timeout: float = 60) -> None:
        self.ledger = ledger
        self._credentials, self._timeout = credentials, timeout
        self._way = wire.SignedIn(credentials, timeout)
        self._youtube = _data_api(settings.YOUTUBE_API_URL)
        self._partner = _content_id_api(settings.YOUTUBE_PARTNER_API_URL)
        self._ours = {"onBehalfOfContentOwner": settings.YOUTUBE_CONTENT_OWNER}

    def clone(self) -> "Client":
        """Give a client for another thread, with the same ledger and sign-in."""
        return Client(self.ledger, self._credentials, timeout=self._timeout)

    def close(self) -> None:
        """End the connections."""
        self._way.close()

    # The Data API ---------------------------------------------------------------------------------

    def videos(self, ids: Sequence[str], parts: Iterable[str] = VIDEO_PARTS, *, sync: Sync = None) -> dict[str, Json]:
        """Give video ID → resource; YouTube does not say of what is absent whether it is gone, private or not ours."""
        if not _some(ids):
            return {}
        words = {"id": ",".join(ids), "part": ",".join(parts), "prettyPrint": False}
        words |= PLAYER if "player" in parts else {}
        return _by_id(self.send(self._youtube.videos.list(**words, **self._ours), sync))

    def update_video(self, body: Json, parts: Iterable[str], *, sync: Sync = None) -> Json:
        """Replace the parts of a video; what the body leaves out of a part, YouTube deletes."""
        return self.send(self._youtube.videos.update(part=",".join(parts), body=body, **self._ours), sync)

    def channels(
        self, ids: Sequence[str], parts: Iterable[str] = CHANNEL_PARTS, *, sync: Sync = None
    ) -> dict[str, Json]:
        """Give channel ID → resource."""
        if not _some(ids):
            return {}
        words = {"id": ",".join(ids), "part": ",".join(parts), "maxResults": MOST, "prettyPrint": False}
        return _by_id(self.send(self._youtube.channels.list(**words, **self._ours), sync))

    def uploads(self, playlist_id: str, page_token: str = "", *, sync: Sync = None) -> tuple[list[str], str]:
        """Give the video IDs of one page of a playlist, newest first, and the token of the next page or nothing."""
        words = {"playlistId": playlist_id, "part": "contentDetails", "maxResults": MOST, "prettyPrint": False}
        asked = self._youtube.playlistItems.list(**words, pageToken=page_token or None, **self._ours)
        page = self.send(asked, sync)
        ids = [one["contentDetails"]["videoId"] for one in page.get("items") or ()]
        return ids, page.get("nextPageToken") or ""

    # The Content ID API ---------------------------------------------------------------------------

    def assets(self, ids: Sequence[str], *, sync: Sync = None) -> dict[str, Json]:
        """Give asked asset ID → resource, with `metadataMine`, `metadataEffective` and `matchPolicyMine`.

        An asset that was merged into another gives that one, whose `id` differs from the one asked for.
        """
        if not _some(ids):
            return {}
        words = {"fetchMetadata": "mine,effective", "fetchMatchPolicy": "mine", "prettyPrint": False}
        answer = self.send(self._partner.assets.list(id=",".join(ids), **words, **self._ours), sync)
        known = {alias: one for one in answer.get("items") or () for alias in (*(one.get("aliasId") or ()), one["id"])}
        return {asked: known[asked] for asked in ids if asked in known}

    def update_asset(self, asset_id: str, body: Json, *, sync: Sync = None) -> Json:
        """Replace an asset's metadata by `body["metadataMine"]`."""
        return self.send(self._partner.assets.update(assetId=asset_id, body=body, **self._ours), sync)

    def set_match_policy(self, asset_id: str, body: Json, *, sync: Sync = None) -> Json:
        """Replace the match policy of an asset."""
        return self.send(self._partner.assetMatchPolicy.update(assetId=asset_id, body=body, **self._ours), sync)

    def claims_of(self, video_ids: Sequence[str], *, third_party: bool = False, sync: Sync = None) -> list[Json]:
        """Give the claim snippets of videos, in as many requests as there are pages; they tell no policy."""
        if not _some(video_ids):
            return []
        words = {"videoId": ",".join(video_ids), "includeThirdPartyClaims": third_party or None, "prettyPrint": False}
        return list(self._pages(self._partner.claimSearch, words, sync))

    def claims(self, ids: Sequence[str], *, sync: Sync = None) -> dict[str, Json]:
        """Give claim ID → claim, with its policy."""
        if not _some(ids):
            return {}
        words = {"id": ",".join(ids), "prettyPrint": False}
        return {one["id"]: one for one in self._pages(self._partner.claims, words, sync)}

    def patch_claim(self, claim_id: str, body: Json, *, sync: Sync = None) -> Json:
        """Change the policy of a claim, or release it by the status `inactive`."""
        return self.send(self._partner.claims.patch(claimId=claim_id, body=body, **self._ours), sync)

    def policies(self, *, sync: Sync = None) -> list[Json]:
        """Give the saved policies of the content owner."""
        return self.send(self._partner.policies.list(**self._ours), sync).get("items") or []

    def advertising(self, video_id: str, *, sync: Sync = None) -> Json:
        """Give the advertising options of a video."""
        return self.send(self._partner.videoAdvertisingOptions.get(videoId=video_id, **self._ours), sync)

    def set_advertising(self, video_id: str, body: Json, *, sync: Sync = None) -> Json:
        """Replace the advertising options of a video."""
        asked = self._partner.videoAdvertisingOptions.update(videoId=video_id, body=body, **self._ours)
        return self.send(asked, sync)

    def _pages(self, listed: Resource, words: Json, sync: Sync) -> Iterator[Json]:
        token = None
        while True:
            answer = self.send(listed.list(**words, pageToken=token, **self._ours), sync)
            yield from answer.get("items") or ()
            token = answer.get("nextPageToken") or None  # YouTube may say "" of the last page
            if token is None:
                return

    # Sending --------------------------------------------------------------------------------------

    def send(self, request: HttpRequest, sync: Sync = None) -> Json:
        """Send a request of Google's client, which nothing else can: each attempt is entered in the ledger first."""
        writes, attempt = request.method != "GET", 0
        renew = renewed = False  # the access token, once
        while True:
            attempt += 1
            try:
                self._way.sign_in(again=renew)
                renew = False
                return self._attempt(request, writes, sync)
            except Refused as refused:
                if refused.status == 401 and not renewed:
                    renew = renewed = True
                    continue
                if refused.verdict != Verdict.TRANSIENT or attempt == ATTEMPTS:
                    raise
                logger.info("%s is tried again: %s", request.methodId, refused)
                pause = _pause(attempt, refused.retry_after)
            time.sleep(pause)

    def _attempt(self, request: HttpRequest, writes: bool, sync: Sync) -> Json:
        entry, outcome = self.ledger.reserve(request.methodId, sync), "lost"
        try:
            answer = _object(request.execute(http=self._way))
            outcome = "ok"
            return answer
        except errors.HttpError as error:
            refused = refusal(error.resp.status, error.content, of_one=_is_of_one(entry.method))
            outcome, refused.retry_after = refused.reason, wire.wait_of(error.resp)
            raise self._refused(refused, entry, writes) from error
        except wire.Unsent as error:
            outcome = "unsent"
            raise unreachable(str(error)) from error
        except (*wire.LOST, ValueError) as error:  # ValueError: what came is no JSON
            raise _lost(entry, writes, type(error).__name__) from error
        finally:
            self.ledger.settle(entry, outcome)

    def _refused(self, refused: Refused, entry: QuotaEntry, writes: bool) -> YouTubeError:
        if refused.verdict == Verdict.QUOTA:
            return self.ledger.close(entry)
        if writes and refused.verdict == Verdict.TRANSIENT and refused.reason not in TURNED_AWAY:
            # A server in trouble may have done what it was asked before it said so.
            return AnswerLost(entry.method, refused.reason)
        return refused


def connect(*, max_units: int | None = None) -> Client:
    """Give a client as the settings and the stored credential say; NotConfigured where something is missing."""
    if not settings.YOUTUBE_CONTENT_OWNER:
        raise NotConfigured(
            "YOUTUBE_CONTENT_OWNER is not set. Set it to the ID of the content owner in YouTube Studio."
        )
    return Client(Ledger(max_units), google_credentials(), timeout=settings.YOUTUBE_TIMEOUT_SECONDS)


def _is_of_one(method: str) -> bool:
    """Whether a request asks for one video, playlist or asset rather than for several."""
    return method == "youtube.playlistItems.list" or not method.endswith(".list")


def _lost(entry: QuotaEntry, writes: bool, why: str) -> YouTubeError:
    return AnswerLost(entry.method, why) if writes else unreachable(why)


def _object(answer: object) -> Json:
    if not isinstance(answer, dict):
        raise ValueError("YouTube's answer is no JSON object.")
    return answer


def _pause(attempt: int, told: float) -> float:
    """Seconds to wait after an attempt: twice as long each time, and by chance, so that workers do not come at once.

    No less than YouTube has `told`, where that is not too long.
    """
    longest = min(LONGEST_PAUSE, settings.YOUTUBE_PAUSE_SECONDS * 2**attempt)
    told = min(told, LONGEST_WAIT)
    return max(random.uniform(longest / 4, longest), random.uniform(told, told * 1.1))  # noqa: S311 - no secret


def _some(ids: Sequence[str]) -> bool:
    if len(ids) > MOST:
        raise ValueError(f"YouTube takes {MOST} IDs in a request, not {len(ids)}.")
    return bool(ids)


def _by_id(answer: Json) -> dict[str, Json]:
    return {one["id"]: one for one in answer.get("items") or ()}


@cache
def _data_api(endpoint: str) -> SimpleNamespace:
    """The Data API by the document that comes with Google's client."""
    ways = {"http": wire.Nowhere(), "client_options": _options(endpoint), "cache_discovery": False}
    return _collections(discovery.build("youtube", "v3", **ways))


@cache
def _content_id_api(endpoint: str) -> SimpleNamespace:
    document = json.loads(PARTNER.read_text())
    return _collections(discovery.build_from_document(document, http=wire.Nowhere(), client_options=_options(endpoint)))


def _collections(service: Resource) -> SimpleNamespace:
    """The collections of an API by name. Google's client makes one anew each time it is asked, which takes a while.

    Threads share them, since nothing is sent by them.
    """
    names = service._rootDesc["resources"]
    return SimpleNamespace(**{name: getattr(service, name)() for name in names if name in USED})


def _options(endpoint: str) -> dict[str, str]:
    return {"api_endpoint": endpoint} if endpoint else {}
