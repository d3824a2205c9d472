"""The sandbox behind its door: which method a request means, what it costs, what goes wrong with it, its answer."""

import json
import logging
import re
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from sync.sandbox import assets, channels, claims, reporting, rights, videos
from sync.sandbox.calls import Call, File, Method, etag
from sync.sandbox.clock import Clock, nap
from sync.sandbox.errors import ApiError
from sync.sandbox.faults import Fault, Faults
from sync.sandbox.hub import Hub
from sync.sandbox.masks import masked
from sync.sandbox.oauth import Tokens
from sync.sandbox.quota import Quota
from sync.sandbox.state import State

REMEMBERED = 1000
JSON = "application/json; charset=UTF-8"
HTML = "<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title><p>That's an error.</html>"
METHODS: list[Method] = [
    method for module in (videos, channels, assets, claims, rights, reporting) for method in module.METHODS
]
log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What goes back. `lost` says how much of it does not: all of it (drop) or half of it (cut)."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lost: str = ""


class Sandbox:
    """One YouTube with its clock, quota, tokens and faults. Requests may come from many threads at once."""

    def __init__(self, state: State | None = None) -> None:
        self.lock = threading.RLock()
        self.state = state or State()
        self.clock = Clock()
        self.quota = Quota(self.clock)
        self.faults = Faults()
        self.tokens = Tokens(self.clock)
        self.hub = Hub(self.clock)
        self.latency = 0.0  # seconds
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self._routes = [(method, re.compile(_pattern(method.path))) for method in METHODS]

    def answer(
        self, http: str, path: str, params: Mapping[str, Sequence[str]], headers: Mapping[str, str], raw: bytes
    ) -> Answer:
        """Answer a request to one of the APIs."""
        nap(self.latency)
        with self.lock:
            entry = {"method": "", "http": http, "path": path, "status": 0, "units": 0, "at": self.clock.text()}
            self.requests.append(entry)
            call = Call(self.state, self.clock, params, headers, raw)
            fault = None
            try:
                method, call.names = self._route(http, path)
                entry["method"] = method.name
                self.tokens.check(headers.get("Authorization", ""), method.scopes)
                fault = self.faults.take(method.name)
                answer = self._charged(method, call, entry, fault)
            except ApiError as error:
                answer = refusal(error)
            self.hub.look(self.state)
            if fault is not None:
                entry["fault"] = fault.kind
        if fault is not None:
            answer = _spoilt(fault, answer)
        entry["status"] = answer.status if not answer.lost else 0
        return answer

    def _charged(self, method: Method, call: Call, entry: dict[str, Any], fault: Fault | None) -> Answer:
        """Charge the request, which stays charged whatever becomes of it, and do what it asks for."""
        if method.units:
            self.quota.charge(method.bucket, method.units)
            entry["units"] = method.units
        if fault is not None and not fault.after and fault.kind != "slow":
            return Answer(200, b"{}", {"Content-Type": JSON})  # half of nothing would be a whole answer
        method.check(call.params)
        return _shown(call, method.answer(call))

    def _route(self, http: str, path: str) -> tuple[Method, dict[str, str]]:
        known = False
        for method, pattern in self._routes:
            if found := pattern.fullmatch(path):
                known = True
                if method.http == http:
                    return method, {name: unquote(value) for name, value in found.groupdict().items()}
        if known or path.startswith(("/youtube/v3/", "/youtube/partner/v1/", "/batch")):
            raise ApiError("notImplemented", f"The sandbox has no {http} {path}.")
        raise ApiError("notFound", "Not Found")


def _pattern(path: str) -> str:
    return "".join(f"(?P<{word[1:-1]}>[^/]+)" if word[0] == "{" else re.escape(word) for word in _WORDS.findall(path))


_WORDS = re.compile(r"\{\w+\}|[^{]+")


def _shown(call: Call, answer: dict[str, Any] | File | None) -> Answer:
    if answer is None:
        return Answer(204)
    if isinstance(answer, File):
        return Answer(answer.status, answer.body, answer.headers)
    tag = f'"{answer.get("etag") or etag(answer)}"'
    if call.headers.get("If-None-Match", "").strip('"') == tag.strip('"'):
        return Answer(304, headers={"ETag": tag})
    if mask := call.one("fields"):
        answer = masked(answer, mask)
    return Answer(200, _json(answer), {"Content-Type": JSON, "ETag": tag})


def refusal(error: ApiError) -> Answer:
    return Answer(error.status, _json(error.body()), {"Content-Type": JSON})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _spoilt(fault: Fault, answer: Answer) -> Answer:
    """What a fault makes of the answer."""
    if fault.kind in ("slow", "hang"):
        nap(fault.seconds)
    later = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.kind == "error":
        refused = refusal(fault.error())
        return Answer(refused.status, refused.body, refused.headers | later)
    if fault.kind == "html":
        return Answer(fault.status or 502, HTML.encode(), {"Content-Type": "text/html; charset=UTF-8", **later})
    answer.lost = {"drop": "drop", "hang": "drop", "cut": "cut"}.get(fault.kind, "")
    return answer
