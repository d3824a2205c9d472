"""A WebSub hub as YouTube's is: it proves subscriptions, and tells of new words and of deletions, signed."""

import hashlib
import hmac
import http.client
import queue
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from datetime import timedelta
from xml.sax.saxutils import escape

from sync.sandbox.clock import Clock
from sync.sandbox.state import Resource, State

TOPIC = "https://www.youtube.com/xml/feeds/videos.xml?channel_id="
LONGEST = 432_000  # seconds of a lease
PATIENCE = 5  # seconds for whoever is called
PLACES = ("127.0.0.1", "localhost")
SPACES = (
    'xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    ' xmlns="http://www.w3.org/2005/Atom"'
)
Words = dict[str, tuple[str, str]]  # video ID → title and description


class Hub:
    """Who is told of which channel. The caller holds the lock; calls go out by a thread, one after the other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: dict[tuple[str, str], Resource] = {}  # by callback and channel
        self._known: dict[str, Words] = {}  # of each channel that somebody is told of
        self._seen = 0
        self._lock = threading.Lock()  # of the two above: the thread alters them, too
        self._calls: queue.Queue[Callable[[], None]] = queue.Queue()
        self._thread: threading.Thread | None = None

    def ask(self, form: Mapping[str, str], state: State) -> tuple[int, bytes]:
        """Take a request to subscribe, or to be told no more: it counts once its callback has agreed."""
        mode, topic, callback = (form.get(f"hub.{name}", "") for name in ("mode", "topic", "callback"))
        if mode not in ("subscribe", "unsubscribe") or not topic.startswith(TOPIC):
            return 400, b"Invalid value for hub.mode or hub.topic\n"
        place = urllib.parse.urlsplit(callback)
        if place.scheme not in ("http", "https") or place.hostname not in PLACES:
            return 400, b"Invalid parameter: hub.callback; it is not on this machine\n"
        lease = form.get("hub.lease_seconds", "")
        seconds = min(int(lease), LONGEST) if lease.isdecimal() else LONGEST
        channel = topic.removeprefix(TOPIC)
        terms = {"secret": form.get("hub.secret", ""), "until": self._clock.now() + timedelta(seconds=seconds)}
        words = _words(state, channel)
        self._later(lambda: self._prove(mode, (callback, channel), seconds, terms, words))
        return 202, b""

    def look(self, state: State) -> None:
        """Tell the subscribers what became of titles and descriptions since it last looked."""
        if not self._asked or self._seen == state.changed:
            return
        self._seen = state.changed
        with self._lock:
            for channel in {channel for _, channel in self._asked}:
                before, now = self._known.get(channel, {}), _words(state, channel)
                self._known[channel] = now
                for video_id in [key for key in before.keys() | now.keys() if before.get(key) != now.get(key)]:
                    self._notify(channel, _feed(channel, video_id, now.get(video_id), self._clock.text()))

    def told(self) -> list[Resource]:
        """The subscriptions as /sandbox/ shows them."""
        with self._lock:
            return [
                {"channel": channel, "callback": callback, "until": str(terms["until"]), "last": terms.get("last")}
                for (callback, channel), terms in self._asked.items()
            ]

    def settle(self) -> None:
        """Wait until every call has been made."""
        self._calls.join()

    def _notify(self, channel: str, feed: str) -> None:
        body = feed.encode()
        for (callback, of), terms in self._asked.items():
            if of == channel and terms["until"] > self._clock.now():
                signed = hmac.new(terms["secret"].encode(), body, hashlib.sha1).hexdigest()
                headers = {"Content-Type": "application/atom+xml", "X-Hub-Signature": f"sha1={signed}"}
                self._later(lambda to=callback, head=headers, kept=terms: kept.update(last=_call(to, body, head)[0]))

    def _prove(self, mode: str, key: tuple[str, str], seconds: int, terms: Resource, words: Words) -> None:
        callback, channel = key
        challenge = secrets.token_hex(16)
        asked = {"hub.mode": mode, "hub.topic": TOPIC + channel, "hub.challenge": challenge}
        asked |= {"hub.lease_seconds": str(seconds)} if mode == "subscribe" else {}
        address = f"{callback}{'&' if '?' in callback else '?'}{urllib.parse.urlencode(asked)}"
        if _call(address) != (200, challenge.encode()):
            return
        with self._lock:
            if mode == "unsubscribe":
                self._asked.pop(key, None)
                return
            self._known.setdefault(channel, words)
            self._asked[key] = terms

    def _later(self, call: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._calls.put(call)

    def _work(self) -> None:
        while True:
            call = self._calls.get()
            try:
                call()
            finally:
                self._calls.task_done()


def _words(state: State, channel: str) -> Words:
    videos = (state.videos[video_id] for video_id in state.uploads(channel))
    return {
        video["id"]: (video["snippet"]["title"], video["snippet"].get("description", ""))
        for video in videos
        if video["status"]["privacyStatus"] == "public"
    }


def _feed(channel: str, video_id: str, words: tuple[str, str] | None, now: str) -> str:
    if words is None:
        entry = f'<at:deleted-entry ref="yt:video:{video_id}" when="{now}"/>'
    else:
        entry = (
            f"<entry><id>yt:video:{video_id}</id><yt:videoId>{video_id}</yt:videoId>"
            f"<yt:channelId>{channel}</yt:channelId><title>{escape(words[0])}</title>"
            f'<link rel="alternate" href="https://www.youtube.com/watch?v={video_id}"/><updated>{now}</updated></entry>'
        )
    itself = f'<link rel="self" href="{TOPIC}{channel}"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {SPACES}>{itself}{entry}</feed>'


def _call(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Call an address of this machine; gives status and body, 0 where nobody answers."""
    request = urllib.request.Request(address, body, dict(headers or {}))  # noqa: S310 - a callback is looked at before
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, ValueError, http.client.HTTPException):
        return 0, b""
