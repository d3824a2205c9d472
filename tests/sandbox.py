"""A small sandbox YouTube for the tests: a few videos of one channel, and how to ask for them."""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from sync.sandbox.fill import RULES, policy
from sync.sandbox.oauth import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from sync.sandbox.server import Server
from sync.sandbox.service import Sandbox
from sync.sandbox.state import OWNER, State

CHANNEL = "UCharbourharbourharbour1"
SNIPPET = {"title": "Anchors", "description": "Live", "tags": ["sea", "live at sea"], "categoryId": "10"}
STATUS = {"privacyStatus": "unlisted", "license": "creativeCommon", "embeddable": False, "publicStatsViewable": True}


def small_state(videos=3):
    """A channel of ours with `video-0`, `video-1` …, each claimed for its asset `A0`, `A1` …."""
    state = State()
    state.channels[CHANNEL] = {
        "id": CHANNEL,
        "title": "Harbour",
        "handle": "harbour",
        "contentOwner": OWNER,
        "publishedAt": "2010-01-01T00:00:00Z",
        "statistics": {"viewCount": "10", "subscriberCount": "5"},
        "branding": {},
        "status": {},
        "localizations": {},
    }
    state.policies["p1"] = policy("p1", "Monetize in all countries")
    state.policies["p2"] = policy("p2", list(RULES)[2])
    for number in range(videos):
        state.videos[f"video-{number}"] = video(number)
        state.assets[f"A{number}"] = asset(number)
        state.claims[f"C{number}"] = claim(number)
    return state


def video(number):
    return {
        "id": f"video-{number}",
        "channelId": CHANNEL,
        "uploadedAt": f"2020-01-01T00:{number // 60 % 60:02}:{number % 60:02}Z",
        "published": True,
        "seconds": 65,
        "snippet": {"publishedAt": "2020-01-02T00:00:00Z", **SNIPPET},
        "status": dict(STATUS),
        "statistics": {"viewCount": "7", "likeCount": "1", "commentCount": "0"},
        "recordingDetails": {},
        "localizations": {},
    }


def asset(number):
    return {
        "id": f"A{number}",
        "type": "sound_recording",
        "timeCreated": "2020-01-01T00:00:00.000Z",
        "label": [],
        "aliasId": [],
        "metadata": {"title": f"Song {number}", "customId": f"HRB-{number}", "artist": ["Joro"], "label": "Harbour"},
        "ownership": {"general": [{"owner": OWNER, "ratio": 100.0, "type": "exclude", "territories": []}]},
        "conflicts": {},
        "matchPolicy": {"policyId": "p1"},
    }


def claim(number):
    return {
        "id": f"C{number}",
        "assetId": f"A{number}",
        "videoId": f"video-{number}",
        "status": "active",
        "contentType": "audiovisual",
        "policy": {"id": "p1"},
        "isPartnerUploaded": True,
        "origin": {"source": "webUpload"},
        "timeCreated": "2020-01-01T00:00:00.000Z",
    }


class Door:
    """How tests come to a running sandbox: Google's own client, plain HTTP, and /sandbox/."""

    def __init__(self, server):
        self.server, self.url = server, server.url
        self._youtube = None

    def begin(self, state):
        """Another sandbox behind the same address."""
        self.server.sandbox = Sandbox(state)
        if self._youtube:
            self._youtube.close()  # a fault may have left its connection dead
        return self

    def credentials(self, token=ACCESS_TOKEN):
        return Credentials(token, REFRESH_TOKEN, None, f"{self.url}/token", CLIENT_ID, CLIENT_SECRET)

    def youtube(self, credentials=None):
        """Google's client of the Data API, with the discovery document that comes with it."""
        if credentials:
            return self._built(credentials)
        self._youtube = self._youtube or self._built(self.credentials())
        return self._youtube

    def _built(self, credentials):
        return build("youtube", "v3", credentials=credentials, client_options={"api_endpoint": self.url})

    def partner(self, http, path, body=None, **params):
        """Ask the Content ID API; gives status and body."""
        return self.ask(http, f"/youtube/partner/v1/{path}", body, onBehalfOfContentOwner=OWNER, **params)

    def ask(self, http, path, body=None, *, token=ACCESS_TOKEN, headers=(), **params):
        words = urllib.parse.urlencode({name: value for name, value in params.items() if value is not None}, doseq=True)
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **dict(headers)}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}{path}{'?' if words else ''}{words}", data, headers, method=http
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def sandbox(self, path, http="POST", **told):
        """Break or alter the sandbox, or look at it."""
        status, answer = self.ask(http, f"/sandbox/{path}", told or None)
        assert status == 200, answer
        return answer

    def reason(self, http, path, body=None, **params):
        """Status and machine reason of a refusal."""
        status, answer = self.ask(http, path, body, **params)
        return status, answer["error"]["errors"][0]["reason"]


@contextmanager
def open_door():
    with Server(Sandbox()) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield Door(server)
        server.shutdown()
